namespace MlTrack.Internal.Search;

/// <summary>
/// A pattern of <c>LIKE</c> or <c>ILIKE</c> with exactly MLflow's meaning, which comes from a Python regular expression: <c>%</c> and
/// <c>_</c> do not match a line feed, the end is loose by one line feed, and behind a final <c>%</c> anything may follow. No regular
/// expression is run: segments between the <c>%</c> are looked for from left to right, and a later place for a segment never helps,
/// since the gap before it would have to be free of line feeds as well.
/// </summary>
internal sealed class LikePattern
{
    private const int AnyOne = -1;

    // Code points, folded for ILIKE; AnyOne for "_".
    private readonly int[][] _segments;
    private readonly bool _ignoreCase;

    /// <param name="pattern">The pattern.</param>
    /// <param name="ignoreCase">True for <c>ILIKE</c>.</param>
    public LikePattern(string pattern, bool ignoreCase)
    {
        _ignoreCase = ignoreCase;
        _segments = Array.ConvertAll(pattern.Split('%'), s => ToCodePoints(s, ignoreCase));
    }

    /// <summary>True when a value fits.</summary>
    public bool Matches(string value)
    {
        var at = MatchAt(_segments[0], value, 0);
        if (_segments.Length == 1)
        {
            return at >= 0 && IsEnd(value, at);
        }

        for (var i = 1; at >= 0 && i < _segments.Length - 1; i++)
        {
            at = Find(_segments[i], value, at, mustEnd: false);
        }

        var last = _segments[_segments.Length - 1];
        return at >= 0 && (last.Length == 0 || Find(last, value, at, mustEnd: true) >= 0);
    }

    /// <summary>Looks for a segment behind a gap without line feeds; gives the place behind it, or -1.</summary>
    private int Find(int[] segment, string value, int at, bool mustEnd)
    {
        while (true)
        {
            var end = MatchAt(segment, value, at);
            if (end >= 0 && (!mustEnd || IsEnd(value, end)))
            {
                return end;
            }

            if (at >= value.Length || value[at] == '\n')
            {
                return -1;
            }

            at += PythonChars.UnitsAt(value, at);
        }
    }

    private int MatchAt(int[] segment, string value, int at)
    {
        foreach (var expected in segment)
        {
            if (at >= value.Length)
            {
                return -1;
            }

            var found = CaseFolding.CodePointAt(value, at, out var units);
            if (expected == AnyOne ? found == '\n' : found != expected && !(_ignoreCase && CaseFolding.Fold(found) == expected))
            {
                return -1;
            }

            at += units;
        }

        return at;
    }

    private static bool IsEnd(string value, int at) => at == value.Length || (at == value.Length - 1 && value[at] == '\n');

    private static int[] ToCodePoints(string text, bool fold)
    {
        var result = new List<int>(text.Length);
        for (var i = 0; i < text.Length;)
        {
            var codePoint = CaseFolding.CodePointAt(text, i, out var units);
            result.Add(text[i] == '_' ? AnyOne : fold ? CaseFolding.Fold(codePoint) : codePoint);
            i += units;
        }

        return [.. result];
    }
}
