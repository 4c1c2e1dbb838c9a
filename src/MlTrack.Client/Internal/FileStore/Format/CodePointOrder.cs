namespace MlTrack.Internal.FileStore.Format;

/// <summary>
/// Compares texts by Unicode code points, as Python does. Ordinal comparison of UTF-16 differs for characters above U+FFFF, whose
/// surrogates are smaller than U+E000 to U+FFFF.
/// </summary>
internal sealed class CodePointOrder : IComparer<string>
{
    internal static readonly CodePointOrder Instance = new();

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
                var xIsSurrogate = char.IsSurrogate(x[i]);
                return xIsSurrogate != char.IsSurrogate(y[i]) ? (xIsSurrogate ? 1 : -1) : x[i].CompareTo(y[i]);
            }
        }

        return x.Length.CompareTo(y.Length);
    }
}
