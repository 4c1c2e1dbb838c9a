using System.Globalization;
using System.Text.Json;
using MlTrack.Internal.Text;
using MlTrack.Models;

namespace MlTrack.Internal.Packaging;

/// <summary>MLflow's rules for params of a signature and their defaults.</summary>
internal static class ParamRules
{
    /// <exception cref="MlTrackException">The type cannot be a param's, or the default does not fit.</exception>
    internal static void Require(ParamSpec param)
    {
        if (param.Type.Kind == ColumnKind.Binary)
        {
            throw SignatureErrors.BinaryParam(param.Name);
        }

        if (!param.Type.IsScalar && param.Type.Kind != ColumnKind.Object)
        {
            throw SignatureErrors.NoParamType(param.Name, param.Type.ToString());
        }

        var value = param.DefaultValue;
        if (value.ValueKind == JsonValueKind.Null)
        {
            return;
        }

        if (!param.IsList)
        {
            RequireFit(param, value);
            return;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            throw SignatureErrors.NoList(param.ToString(), ClassOf(value));
        }

        foreach (var item in value.EnumerateArray())
        {
            RequireFit(param, item);
        }
    }

    /// <exception cref="MlTrackException">Two have one name.</exception>
    internal static void RequireDistinct(IReadOnlyList<ParamSpec> parameters)
    {
        var twice = parameters.GroupBy(param => param.Name, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key).ToList();
        if (twice.Count > 0)
        {
            throw SignatureErrors.DuplicateParams(twice);
        }
    }

    /// <summary>Gives Python's <c>str</c> of a default.</summary>
    internal static string ToText(JsonElement value, ColumnKind kind) => value.ValueKind switch
    {
        JsonValueKind.String when kind == ColumnKind.DateTime && TryGetTime(value, out var time) =>
            time.ToString(time.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
        JsonValueKind.String => value.GetString()!,
        _ => PythonObjectRepr.Of(value),
    };

    private static void RequireFit(ParamSpec param, JsonElement value)
    {
        if (param.Type.Kind == ColumnKind.Object)
        {
            RequireObject(param, value);
        }
        else if (value.ValueKind is JsonValueKind.Array or JsonValueKind.Object)
        {
            throw SignatureErrors.UnfitDefault(param.ToString(), $"Value must be a scalar for type `DataType.{param.Type}`, got `{PythonObjectRepr.Of(value)}`");
        }
        else if (!Fits(value, param.Type.Kind))
        {
            throw SignatureErrors.UnfitDefault(
                param.ToString(), $"Can not safely convert `<class '{ClassOf(value)}'>` to `DataType.{param.Type}` for value `{ToText(value, ColumnKind.String)}`");
        }
    }

    private static void RequireObject(ParamSpec param, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw SignatureErrors.UnfitDefault(param.ToString(), $"Value must be a dictionary, got `{ClassOf(value)}`");
        }

        foreach (var property in param.Type.Properties.Where(property => property.IsRequired && !value.TryGetProperty(property.Name, out _)))
        {
            throw SignatureErrors.UnfitDefault(param.ToString(), $"Missing required property: {property.Name}");
        }
    }

    // Wider types take narrower values; texts and truth values are no numbers.
    private static bool Fits(JsonElement value, ColumnKind kind) => kind switch
    {
        ColumnKind.Boolean => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        ColumnKind.Integer => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _),
        ColumnKind.Long => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        ColumnKind.Float or ColumnKind.Double => value.ValueKind == JsonValueKind.Number,
        ColumnKind.DateTime => value.ValueKind == JsonValueKind.String && TryGetTime(value, out _),
        _ => value.ValueKind == JsonValueKind.String,
    };

    private static bool TryGetTime(JsonElement value, out DateTime time) =>
        DateTime.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out time);

    private static string ClassOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => "str",
        JsonValueKind.True or JsonValueKind.False => "bool",
        JsonValueKind.Number => value.GetRawText().IndexOfAny(['.', 'e', 'E']) < 0 ? "int" : "float",
        JsonValueKind.Array => "list",
        JsonValueKind.Object => "dict",
        _ => "NoneType",
    };
}
