using System.CommandLine.Parsing;
using System.Globalization;

namespace MlTrack.Cli.Internal;

/// <summary>Time spans as MLflow's <c>--older-than</c> writes them: <c>30d</c>, <c>12h</c>, <c>1d2h30m10s</c>.</summary>
internal static class Age
{
    private const string Units = "dhms";

    /// <summary>Reads an option's value.</summary>
    public static TimeSpan Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (TryParse(text, out var age))
        {
            return age;
        }

        result.AddError($"'{text}' is no age: write numbers with d, h, m, s in that order, such as 30d or 1d2h30m.");
        return default;
    }

    /// <summary>Reads a text.</summary>
    public static bool TryParse(string text, out TimeSpan age)
    {
        age = TimeSpan.Zero;
        var next = 0;
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var unit = Units.IndexOf(text[i], StringComparison.Ordinal);
            if (unit < 0)
            {
                continue;
            }

            // Ten million days are more than any tree is old, and less than a time span holds.
            if (unit < next || !double.TryParse(text[start..i], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number > 10_000_000)
            {
                return false;
            }

            age += unit switch { 0 => TimeSpan.FromDays(number), 1 => TimeSpan.FromHours(number), 2 => TimeSpan.FromMinutes(number), _ => TimeSpan.FromSeconds(number) };
            next = unit + 1;
            start = i + 1;
        }

        return start > 0 && start == text.Length;
    }
}
