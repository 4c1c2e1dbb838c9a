namespace MlTrack.Server.Internal.Binding;

/// <summary>What MLflow's server checks of a field.</summary>
internal enum FieldKind
{
    Text,
    Array,
    TextArray,
    Integer,
    Number,
    Metrics,
    Entries,
}

/// <summary>The check of one field of a request.</summary>
/// <param name="Name">The field, in snake_case.</param>
/// <param name="Kind">What it must be, if it is there.</param>
/// <param name="Required">True when it must be there and not be an empty text.</param>
/// <param name="Limit">The greatest value; null for any.</param>
internal sealed record FieldRule(string Name, FieldKind Kind, bool Required, int? Limit)
{
    /// <summary>
    /// Reads rules in the order in which MLflow applies them, such as <c>run_id!:text max_results:integer&lt;=50000</c>; <c>!</c> means required.
    /// </summary>
    internal static FieldRule[] Parse(string rules) =>
        [.. rules.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(ParseOne)];

    private static FieldRule ParseOne(string rule)
    {
        var parts = rule.Split(':');
        var limits = parts[1].Split("<=");
        return new FieldRule(
            parts[0].TrimEnd('!'),
            Enum.Parse<FieldKind>(limits[0], ignoreCase: true),
            parts[0].EndsWith('!'),
            limits.Length > 1 ? int.Parse(limits[1], System.Globalization.CultureInfo.InvariantCulture) : null);
    }
}
