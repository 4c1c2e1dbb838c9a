using System.Text.Json;
using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Packaging;

namespace MlTrack.Models;

/// <summary>An example of what a model takes, kept beside it: MLflow shows it, and the server for scoring takes it as the body of a request. Immutable.</summary>
/// <remarks>Values are texts, numbers, truth values, <see cref="DateTime"/> (ISO 8601), bytes (base64), null, and lists of these.</remarks>
public sealed class ModelInputExample
{
    private ModelInputExample(InputExampleKind kind, IReadOnlyList<string>? columns, object? value, JsonElement? parameters = null)
    {
        Kind = kind;
        Columns = columns;
        Value = value;
        Params = parameters;
    }

    internal InputExampleKind Kind { get; }

    internal IReadOnlyList<string>? Columns { get; }

    internal object? Value { get; }

    internal JsonElement? Params { get; }

    /// <summary>Rows of a table.</summary>
    /// <param name="columns">The names of the columns; null for none.</param>
    /// <param name="rows">The rows, each with a value for every column.</param>
    /// <returns>The example.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="rows"/> is null.</exception>
    /// <exception cref="ArgumentException">A row has not as many values as there are columns.</exception>
    public static ModelInputExample Table(IReadOnlyList<string>? columns, IReadOnlyList<IReadOnlyList<object?>> rows)
    {
        Guard.NotNull(rows);
        return columns is not null && rows.Any(row => row.Count != columns.Count)
            ? throw new ArgumentException("Every row needs a value for every column.", nameof(rows))
            : new ModelInputExample(InputExampleKind.Table, columns, rows);
    }

    /// <summary>An array of any rank.</summary>
    /// <param name="values">The values, such as a <c>float[,]</c>.</param>
    /// <returns>The example.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="values"/> is null.</exception>
    public static ModelInputExample FromArray(Array values)
    {
        Guard.NotNull(values);
        return new ModelInputExample(InputExampleKind.Arrays, columns: null, values);
    }

    /// <summary>Arrays by name.</summary>
    /// <param name="arrays">The arrays.</param>
    /// <returns>The example.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="arrays"/> is null.</exception>
    public static ModelInputExample FromArrays(IEnumerable<KeyValuePair<string, Array>> arrays)
    {
        Guard.NotNull(arrays);
        return new ModelInputExample(InputExampleKind.Arrays, columns: null, arrays.ToArray());
    }

    /// <summary>Any other value, as JSON.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The example.</returns>
    public static ModelInputExample FromJson(JsonElement value) => new(InputExampleKind.Json, columns: null, value.Clone());

    /// <summary>Gives the example with params of a prediction.</summary>
    /// <param name="parameters">A JSON object.</param>
    /// <returns>The example.</returns>
    /// <exception cref="ArgumentException">It is no object.</exception>
    public ModelInputExample WithParams(JsonElement parameters) => parameters.ValueKind == JsonValueKind.Object
        ? new ModelInputExample(Kind, Columns, Value, parameters.Clone())
        : throw new ArgumentException("Params are a JSON object.", nameof(parameters));
}
