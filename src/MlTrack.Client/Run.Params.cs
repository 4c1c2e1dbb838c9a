using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;
using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Writing;

namespace MlTrack;

/// <content>Params.</content>
public sealed partial class Run
{
    /// <summary>Logs a param: MLflow's <c>log_param</c>. The same value again is no fault; another value is, and is not written.</summary>
    /// <param name="key">The key, at most 250 characters.</param>
    /// <param name="value">The text, at most 6,000 characters. Null is kept as <c>None</c>, as in MLflow.</param>
    /// <returns>This run.</returns>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    /// <exception cref="MlTrackException">With <see cref="OnFailure.Throw"/>: the param was not written.</exception>
    public Run LogParam(string key, string? value)
    {
        Guard.NotNull(key);
        return Log(new PendingParam(key, value ?? PythonText.None));
    }

    /// <summary>Logs a param with the text that Python would give its value: <c>0.01</c>, <c>1e-05</c>, <c>True</c>, <c>None</c>, <c>[1, 'a']</c>.</summary>
    /// <param name="key">The key, at most 250 characters.</param>
    /// <param name="value">The value. Enums give their name, times ISO 8601, lists and dictionaries Python's text; anything else its text in the invariant culture.</param>
    /// <returns>This run.</returns>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    /// <exception cref="MlTrackException">With <see cref="OnFailure.Throw"/>: the param was not written.</exception>
    /// <example><code>run.LogParam("learning_rate", 0.01).LogParam("shuffle", true);</code></example>
    public Run LogParam(string key, object? value)
    {
        Guard.NotNull(key);
        return Log(new PendingParam(key, PythonText.Of(value)));
    }

    /// <summary>Logs params from a dictionary, or from any pairs: MLflow's <c>log_params</c>. Safe in trimmed programs.</summary>
    /// <typeparam name="TValue">The type of the values.</typeparam>
    /// <param name="parameters">Keys and values. A dictionary as a value gives keys with dots: <c>model.depth</c>.</param>
    /// <returns>This run.</returns>
    /// <remarks>The params are written one after the other; one that is refused does not keep the others from being written.</remarks>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    /// <exception cref="MlTrackException">With <see cref="OnFailure.Throw"/>: a param was not written; those before it are.</exception>
    public Run LogParams<TValue>(IEnumerable<KeyValuePair<string, TValue>> parameters)
    {
        Guard.NotNull(parameters);
        return LogFlattened(() => ParamFlattener.FromDictionary(
            parameters.Select(param => new KeyValuePair<string, object?>(param.Key, param.Value))));
    }

    /// <summary>Logs params from the public properties of a record, an anonymous object or any other object; nested ones get keys with dots.</summary>
    /// <param name="parameters">The object.</param>
    /// <returns>This run.</returns>
    /// <remarks>The params are written one after the other; one that is refused does not keep the others from being written.</remarks>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    /// <exception cref="MlTrackException">With <see cref="OnFailure.Throw"/>: a param was not written; those before it are.</exception>
    /// <example><code>run.LogParams(new { Trees = 100, Leaves = 20, Optimizer = new { Name = "adam", Beta = 0.9 } });   // Optimizer.Name, Optimizer.Beta</code></example>
    [RequiresUnreferencedCode(ParamFlattener.TrimmingMessage)]
    public Run LogParams(object parameters)
    {
        Guard.NotNull(parameters);
        return LogFlattened(() => ParamFlattener.FromObject(parameters));
    }

    /// <summary>Logs params from a value by its source-generated JSON description: for trimmed and native programs. Nested ones get keys with dots.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="parameters">The value.</param>
    /// <param name="typeInfo">The description, from a <c>JsonSerializerContext</c>; names, ignored properties and converters are its.</param>
    /// <returns>This run.</returns>
    /// <remarks>The params are written one after the other; one that is refused does not keep the others from being written.</remarks>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    /// <exception cref="MlTrackException">With <see cref="OnFailure.Throw"/>: a param was not written; those before it are.</exception>
    public Run LogParams<T>(T parameters, JsonTypeInfo<T> typeInfo)
    {
        Guard.NotNull(typeInfo);
        return LogFlattened(() => ParamFlattener.FromJson(parameters, typeInfo));
    }

    // An object that cannot be taken apart is a fault of logging like any other.
    private Run LogFlattened(Func<List<Param>> flatten)
    {
        if (!IsOpenForWriting)
        {
            return this;
        }

        List<Param> all;
        try
        {
            all = flatten();
        }
        catch (MlTrackException exception)
        {
            Writer.Failed(new PendingRefusal("LogParams", null), exception);
            return this;
        }

        foreach (var param in all)
        {
            Log(new PendingParam(param.Key, param.Value));
        }

        return this;
    }
}
