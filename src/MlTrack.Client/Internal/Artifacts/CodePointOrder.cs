namespace MlTrack.Internal.Artifacts;

/// <summary>Python's order of texts, by Unicode code points: characters beyond U+FFFF come last, where .NET's ordinal order puts them before U+E000.</summary>
internal sealed class CodePointOrder : IComparer<string>
{
    internal static readonly CodePointOrder Instance = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
        {
            return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        }

        var common = Math.Min(x.Length, y.Length);
        for (var i = 0; i < common; i++)
        {
            if (x[i] != y[i])
            {
                var surrogates = (char.IsSurrogate(x[i]) ? 1 : 0) - (char.IsSurrogate(y[i]) ? 1 : 0);
                return surrogates != 0 ? surrogates : x[i].CompareTo(y[i]);
            }
        }

        return x.Length.CompareTo(y.Length);
    }
}
