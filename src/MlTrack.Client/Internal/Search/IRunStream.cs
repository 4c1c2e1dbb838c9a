using MlTrack.Stores;

namespace MlTrack.Internal.Search;

/// <summary>
/// What a store can also be: one that searches once and gives all that fits. Page after page, each with a search of its own, takes time by the square of their number.
/// </summary>
internal interface IRunStream
{
    /// <summary>Gives all runs from the query's page token on; its page size means nothing. Which ones and in which order is settled before the first.</summary>
    IAsyncEnumerable<RunRecord> StreamRunsAsync(SearchRunsQuery query, CancellationToken cancellationToken);
}

/// <summary>All runs of a search, from any store.</summary>
internal static class RunStream
{
    /// <summary>Gives all runs from the query's page token on, by one search where the store can, else page by page.</summary>
    internal static IAsyncEnumerable<RunRecord> ReadAsync(ITrackingStore store, SearchRunsQuery query, CancellationToken cancellationToken) =>
        store is IRunStream stream ? stream.StreamRunsAsync(query, cancellationToken) : ReadPagesAsync(store, query, cancellationToken);

    /// <summary>Gives all runs from the query's page token on, page by page.</summary>
    internal static async IAsyncEnumerable<RunRecord> ReadPagesAsync(
        ITrackingStore store, SearchRunsQuery query, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = query;
        do
        {
            var page = await store.SearchRunsAsync(next, cancellationToken).ConfigureAwait(false);
            foreach (var run in page.Items)
            {
                yield return run;
            }

            next = next with { PageToken = page.NextPageToken };
        }
        while (!string.IsNullOrEmpty(next.PageToken));
    }
}
