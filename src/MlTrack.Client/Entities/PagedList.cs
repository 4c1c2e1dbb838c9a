namespace MlTrack;

/// <summary>One page of a longer result.</summary>
/// <typeparam name="T">What is listed.</typeparam>
public sealed class PagedList<T>
{
    /// <summary>Makes a page.</summary>
    /// <param name="items">The entries of this page.</param>
    /// <param name="nextPageToken">What to give back for the next page; null on the last one.</param>
    public PagedList(IReadOnlyList<T> items, string? nextPageToken = null)
    {
        Items = items ?? throw new ArgumentNullException(nameof(items));
        NextPageToken = nextPageToken;
    }

    /// <summary>The entries of this page.</summary>
    public IReadOnlyList<T> Items { get; }

    /// <summary>What to give back for the next page; null on the last one.</summary>
    public string? NextPageToken { get; }
}
