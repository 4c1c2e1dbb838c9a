namespace MlTrack.Internal.Search;

/// <summary>Orders texts by code point, as Python does. .NET's ordinal order puts characters above U+FFFF before U+E000.</summary>
internal sealed class CodePointComparer : IComparer<string>
{
    public static CodePointComparer Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
        {
            return x is null ? (y is null ? 0 : -1) : 1;
        }

        var length = Math.Min(x.Length, y.Length);
        for (var i = 0; i < length; i++)
        {
            if (x[i] != y[i])
            {
                return Rank(x[i]).CompareTo(Rank(y[i]));
            }
        }

        return x.Length.CompareTo(y.Length);
    }

    // Surrogates stand for characters behind all others, so they are moved behind them.
    private static int Rank(char c) => char.IsSurrogate(c) ? c + 0x10000 : c;
}
