using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MlTrack.Internal.Search;

namespace MlTrack.Tests.Search;

/// <summary>The meaning of filters and orders said as plainly as can be, with no care for speed.</summary>
internal static class SlowSearch
{
    public static bool Fits(RunRecord run, FilterExpression expression) => expression switch
    {
        FilterExpression.All all => all.Parts.All(p => Fits(run, p)),
        FilterExpression.Any any => any.Parts.Any(p => Fits(run, p)),
        FilterExpression.Not not => !Fits(run, not.Part),
        FilterExpression.Clause clause => Fits(run, clause),
        _ => throw new ArgumentOutOfRangeException(nameof(expression)),
    };

    /// <summary>Values first, then NaN, then what is missing, whichever the direction; equal runs newest first, then by id.</summary>
    public static List<string> Sort(IEnumerable<RunRecord> runs, IEnumerable<(string Text, FilterField Field, bool Ascending)> order)
    {
        var sorted = runs.OrderByDescending(r => r.Info.StartTime).ThenBy(r => r.Info.RunId, StringComparer.Ordinal).ToList();
        foreach (var (_, field, ascending) in order.Reverse())
        {
            var ranked = sorted.OrderBy(r => Value(r, field) switch { null => 2, double.NaN => 1, _ => 0 });
            var comparer = Comparer<object?>.Create(Compare);
            sorted = (ascending ? ranked.ThenBy(r => Value(r, field), comparer) : ranked.ThenByDescending(r => Value(r, field), comparer)).ToList();
        }

        return sorted.ConvertAll(r => r.Info.RunId);
    }

    private static int Compare(object? x, object? y) => (x, y) switch
    {
        (null, null) or (double.NaN, double.NaN) => 0,
        (string a, string b) => Points(a).Zip(Points(b)).Select(p => p.First.CompareTo(p.Second)).FirstOrDefault(c => c != 0, Points(a).Length.CompareTo(Points(b).Length)),
        (double a, double b) => a == b ? 0 : a.CompareTo(b),
        _ => 0,
    };

    private static int[] Points(string text) => text.EnumerateRunes().Select(r => r.Value).ToArray();

    private static object? Value(RunRecord run, FilterField field) => field.Kind switch
    {
        FieldKind.Metric => run.Data.Metrics.TryGetValue(field.Key, out var metric) ? metric.Value : null,
        FieldKind.Param => run.Data.Params.GetValueOrDefault(field.Key),
        FieldKind.Tag => run.Data.Tags.GetValueOrDefault(field.Key),
        _ => field.Key switch
        {
            "run_name" => run.Info.RunName.Length > 0 ? run.Info.RunName : run.Data.Tags.GetValueOrDefault("mlflow.runName"),
            "end_time" => (double?)run.Info.EndTime?.ToUnixTimeMilliseconds(),
            "duration" => (run.Info.EndTime - run.Info.StartTime)?.TotalMilliseconds,
            _ => run.Info.Status.ToText(),
        },
    };

    private static bool Fits(RunRecord run, FilterExpression.Clause clause)
    {
        if (clause.Field.Kind == FieldKind.Dataset)
        {
            return run.Inputs.Datasets.Any(d => clause.Field.Key switch
            {
                "name" => d.Dataset.Name,
                "digest" => d.Dataset.Digest,
                _ => d.Tags.GetValueOrDefault(DatasetInput.ContextTag),
            } is { } part && Holds(part, clause));
        }

        var value = Value(run, clause.Field);
        if (clause.Value is FilterValue.Nothing)
        {
            return value is null == (clause.Comparator == "IS NULL");
        }

        if (clause.Field.Function == FieldFunction.Number)
        {
            value = double.TryParse((string?)value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
        }

        return value is not null && Holds(value, clause);
    }

    private static bool Holds(object value, FilterExpression.Clause clause) => clause.Value switch
    {
        FilterValue.Number { Value.Value: var right } when value is double left => clause.Comparator switch
        {
            "=" => left == right,
            "!=" => left != right,
            "<" => left < right,
            "<=" => left <= right,
            ">" => left > right,
            _ => left >= right,
        },
        FilterValue.List list => list.Values.Contains((string)value) == (clause.Comparator == "IN"),
        FilterValue.Text text => clause.Comparator switch
        {
            "=" => (string)value == text.Value,
            "!=" => (string)value != text.Value,
            _ => IsLike((string)value, text.Value, clause.Comparator == "ILIKE"),
        },
        _ => throw new ArgumentOutOfRangeException(nameof(clause)),
    };

    private static bool IsLike(string value, string pattern, bool ignoreCase)
    {
        var regex = new StringBuilder("\\A");
        foreach (var rune in pattern.EnumerateRunes())
        {
            // A pair of surrogates is one character for the language and two for the regular expression.
            regex.Append(rune.Value switch { '%' => ".*", '_' => "(?:[\uD800-\uDBFF][\uDC00-\uDFFF]|.)", _ => Regex.Escape(rune.ToString()) });
        }

        return Regex.IsMatch(value, regex.Append(pattern.EndsWith('%') ? "" : "$").ToString(), ignoreCase ? RegexOptions.IgnoreCase | RegexOptions.CultureInvariant : RegexOptions.None);
    }
}
