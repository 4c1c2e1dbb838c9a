using System.Runtime.CompilerServices;
using MlTrack.Stores;

namespace MlTrack.Cli.Internal;

/// <summary>Searches, page by page: what is found first is shown first, and memory does not grow with the store.</summary>
internal static class Pages
{
    /// <summary>As many rows as a person looks at together.</summary>
    public const int ForPeople = 100;

    /// <summary>MLflow's own page size.</summary>
    public const int ForPrograms = SearchRunsQuery.DefaultMaxResults;

    /// <summary>The runs of a search.</summary>
    /// <param name="client">The store.</param>
    /// <param name="query">The search; its page size is used.</param>
    /// <param name="limit">At most this many; 0 for all.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async IAsyncEnumerable<IReadOnlyList<RunRecord>> OfRunsAsync(
        MlTrackClient client, SearchRunsQuery query, int limit, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (limit > 0 && limit <= query.MaxResults)
        {
            // The store need not put more in order than are wanted.
            yield return (await client.SearchRunsAsync(query with { MaxResults = limit }, cancellationToken)).Items;
            yield break;
        }

        var runs = client.ListRunsAsync(query, cancellationToken);
        await foreach (var page in (limit == 0 ? runs : runs.Take(limit)).Chunk(query.MaxResults))
        {
            yield return page;
        }
    }

    /// <summary>The experiments of a search.</summary>
    /// <param name="client">The store.</param>
    /// <param name="query">The search; its page size is used.</param>
    /// <param name="limit">At most this many; 0 for all.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static IAsyncEnumerable<IReadOnlyList<Experiment>> OfExperimentsAsync(
        MlTrackClient client, SearchExperimentsQuery query, int limit, CancellationToken cancellationToken = default) => OfAsync(
        (token, size, stop) => client.SearchExperimentsAsync(query with { PageToken = token, MaxResults = size }, stop), query.MaxResults, limit, cancellationToken);

    /// <summary>What any search finds.</summary>
    /// <param name="search">Gives the page of a token, of at most so many entries.</param>
    /// <param name="pageSize">The size of a page.</param>
    /// <param name="limit">At most this many; 0 for all.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static async IAsyncEnumerable<IReadOnlyList<T>> OfAsync<T>(
        Func<string?, int, CancellationToken, Task<PagedList<T>>> search, int pageSize, int limit, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var left = limit == 0 ? long.MaxValue : limit;
        string? token = null;
        do
        {
            var page = await search(token, (int)Math.Min(left, pageSize), cancellationToken);
            yield return page.Items;
            left -= page.Items.Count;
            token = page.NextPageToken;
        }
        while (!string.IsNullOrEmpty(token) && left > 0);
    }
}
