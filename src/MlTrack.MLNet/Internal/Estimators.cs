using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace MlTrack.MLNet.Internal;

/// <summary>What a pipeline is made of. ML.NET does not tell, so its private fields are read; what is not found there is left out.</summary>
internal static class Estimators
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>The estimators in their order, chains within chains taken apart.</summary>
    internal static IEnumerable<object> Chain(object pipeline)
    {
        if (pipeline.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(EstimatorChain<>)
            && type.GetField("_estimators", Own)?.GetValue(pipeline) is IEnumerable<object> estimators)
        {
            return estimators.SelectMany(Chain);
        }

        return [pipeline];
    }

    /// <summary>A readable name: <c>SdcaMaximumEntropyMulticlassTrainer</c>, <c>NormalizingEstimator</c>.</summary>
    internal static string NameOf(object estimator)
    {
        var name = estimator.GetType().Name;
        var generic = name.IndexOf('`');
        return generic < 0 ? name : name.Substring(0, generic);
    }

    internal static bool IsTrainer(object estimator) => estimator.GetType().GetInterfaces()
        .Any(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(ITrainerEstimator<,>));

    /// <summary>A trainer's options: all of its options object if it keeps one, else its own simple fields (<c>_k</c> of k-means becomes <c>k</c>).</summary>
    internal static IEnumerable<KeyValuePair<string, object?>> OptionsOf(object trainer)
    {
        var options = Fields(trainer).Select(field => field.GetValue(trainer)).FirstOrDefault(value => value is TrainerInputBase || IsOptions(value));
        var found = options is null
            ? trainer.GetType().GetFields(Own)
                .Where(field => IsSimple(field.FieldType) && !field.Name.StartsWith("<", StringComparison.Ordinal))
                .Select(field => new KeyValuePair<string, object?>(field.Name.TrimStart('_'), field.GetValue(trainer)))
            : Settings(options);

        // A trainer of trainers, as one-versus-all: the options of the inner one too.
        var inner = Fields(trainer).Where(field => field.Name == "Trainer").Select(field => field.GetValue(trainer)).FirstOrDefault(value => value is not null && IsTrainer(value));
        return inner is null
            ? found
            : found.Append(new("inner_trainer", NameOf(inner))).Concat(OptionsOf(inner).Select(option => new KeyValuePair<string, object?>("inner_trainer." + option.Key, option.Value)));
    }

    private static IEnumerable<KeyValuePair<string, object?>> Settings(object options)
    {
        var type = options.GetType();
        foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public).Where(field => IsSimple(field.FieldType)))
        {
            yield return new(field.Name, field.GetValue(options));
        }

        foreach (var property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(property => property.CanRead && property.GetIndexParameters().Length == 0 && IsSimple(property.PropertyType)))
        {
            yield return new(property.Name, property.GetValue(options));
        }
    }

    private static IEnumerable<FieldInfo> Fields(object owner)
    {
        for (var type = owner.GetType(); type is not null && type != typeof(object); type = type.BaseType)
        {
            foreach (var field in type.GetFields(Own))
            {
                yield return field;
            }
        }
    }

    private static bool IsOptions(object? value) => value?.GetType().Name is { } name && (name == "Options" || name.StartsWith("OptionsBase", StringComparison.Ordinal));

    private static bool IsSimple(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain.IsPrimitive || plain.IsEnum || plain == typeof(string) || plain == typeof(decimal);
    }
}
