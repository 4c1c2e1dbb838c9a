using System.Runtime.CompilerServices;
using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Search;
using MlTrack.Stores;

namespace MlTrack;

/// <content>Searches.</content>
public sealed partial class MlTrackClient
{
    /// <summary>Lists experiments that a filter finds: MLflow's <c>search_experiments</c>.</summary>
    /// <param name="query">Filter, order, page.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>One page.</returns>
    /// <exception cref="MlTrackException">The filter, the order or the page token cannot be understood.</exception>
    public async Task<PagedList<Experiment>> SearchExperimentsAsync(SearchExperimentsQuery query, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(query);
        ThrowIfDisposed();
        return await Store.SearchExperimentsAsync(query, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lists runs that a filter finds: MLflow's <c>search_runs</c>.</summary>
    /// <param name="query">Experiments, filter, order, page.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>One page.</returns>
    /// <exception cref="MlTrackException">The filter, the order or the page token cannot be understood.</exception>
    /// <example>
    /// <code>
    /// var best = await client.SearchRunsAsync(new SearchRunsQuery
    /// {
    ///     ExperimentIds = [experiment.ExperimentId], Filter = "metrics.accuracy &gt; 0.9", OrderBy = ["metrics.accuracy DESC"], MaxResults = 5,
    /// });
    /// </code>
    /// </example>
    public async Task<PagedList<RunRecord>> SearchRunsAsync(SearchRunsQuery query, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(query);
        ThrowIfDisposed();
        return await Store.SearchRunsAsync(query, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives all runs that a filter finds as they are asked for: by one search from a store in a folder, else page by page.</summary>
    /// <param name="query">Experiments, filter, order; its page token says where to begin.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The runs.</returns>
    /// <exception cref="MlTrackException">The filter, the order or the page token cannot be understood.</exception>
    public async IAsyncEnumerable<RunRecord> ListRunsAsync(
        SearchRunsQuery query, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Guard.NotNull(query);
        ThrowIfDisposed();
        await foreach (var run in RunStream.ReadAsync(Store, query, cancellationToken).ConfigureAwait(false))
        {
            yield return run;
        }
    }

    /// <summary>Lists logged models that a filter finds: MLflow's <c>search_logged_models</c>.</summary>
    /// <param name="query">Experiments, filter, order, page.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>One page.</returns>
    /// <exception cref="MlTrackException">The filter, the order or the page token cannot be understood.</exception>
    public async Task<PagedList<LoggedModel>> SearchLoggedModelsAsync(SearchLoggedModelsQuery query, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(query);
        ThrowIfDisposed();
        return await Store.SearchLoggedModelsAsync(query, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lists the data sets that the runs of some experiments used, each use once.</summary>
    /// <param name="experimentIds">The experiments.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The uses.</returns>
    public async Task<IReadOnlyList<DatasetSummary>> SearchDatasetsAsync(
        IReadOnlyList<string> experimentIds, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(experimentIds);
        ThrowIfDisposed();
        return await Store.SearchDatasetsAsync(experimentIds, cancellationToken).ConfigureAwait(false);
    }
}
