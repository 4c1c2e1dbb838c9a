namespace MlTrack.Internal.Search;

/// <summary>The functions of the extended language.</summary>
internal static class FieldFunctions
{
    /// <summary>Puts a function around a field.</summary>
    /// <param name="name">The function's name in any case.</param>
    /// <param name="field">The field.</param>
    /// <exception cref="MlTrackException">There is no such function, or not for such a field.</exception>
    public static FilterField Apply(string name, FilterField field)
    {
        var function = name.ToLowerInvariant() switch
        {
            "min" => FieldFunction.Min,
            "max" => FieldFunction.Max,
            "best" => FieldFunction.Best,
            "first" => FieldFunction.First,
            "last" => FieldFunction.Last,
            "number" => FieldFunction.Number,
            _ => throw SearchErrors.Invalid($"Unknown function '{name}'. There are min, max, best, first and last of a metric, and number of a param."),
        };
        var kind = function == FieldFunction.Number ? FieldKind.Param : FieldKind.Metric;
        return field.Kind == kind && field.Function == FieldFunction.None
            ? field with { Function = function }
            : throw SearchErrors.Invalid($"The function '{name}' needs a {(kind == FieldKind.Metric ? "metric" : "param")}, not '{field.Key}'.");
    }
}
