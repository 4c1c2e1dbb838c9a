using System.Runtime.CompilerServices;
using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Rest.Wire;
using MlTrack.Internal.Search;
using MlTrack.Stores;

namespace MlTrack.Internal.Rest;

/// <content>Runs.</content>
internal sealed partial class RestTrackingStore
{
    /// <inheritdoc/>
    public async ValueTask<RunRecord> CreateRunAsync(CreateRunRequest request, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(request);
        var message = WireRuns.ToMessage(request, _options.TimeProvider.GetUtcNow());
        var answer = await CallAsync<RunAnswer>(Post("runs/create", message, Repeat.DoneTwice), cancellationToken).ConfigureAwait(false);
        return WireRuns.ToEntity(answer.Run);
    }

    /// <inheritdoc/>
    public async ValueTask<RunRecord> GetRunAsync(string runId, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(runId);
        var query = Query("runs/get").Add("run_uuid", runId).Add("run_id", runId);
        return WireRuns.ToEntity((await CallAsync<RunAnswer>(Get(query, runId), cancellationToken).ConfigureAwait(false)).Run);
    }

    /// <inheritdoc/>
    public async ValueTask<RunInfo> UpdateRunAsync(string runId, RunUpdate update, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(runId);
        Guard.NotNull(update);
        var answer = await CallAsync<UpdateRunAnswer>(
            Post("runs/update", WireRuns.ToMessage(runId, update), Repeat.Harmless, runId), cancellationToken).ConfigureAwait(false);
        return WireRuns.ToEntity(answer.RunInfo);
    }

    /// <inheritdoc/>
    public ValueTask DeleteRunAsync(string runId, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(runId);
        return DoAsync(Post("runs/delete", new RunOnlyIdMessage { RunId = runId }, Repeat.Harmless, runId), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask RestoreRunAsync(string runId, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(runId);
        return DoAsync(Post("runs/restore", new RunOnlyIdMessage { RunId = runId }, Repeat.Harmless, runId), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<PagedList<RunRecord>> SearchRunsAsync(SearchRunsQuery query, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(query);
        MlflowOnly.Check(query);
        query = await WithExperimentsAsync(query, cancellationToken).ConfigureAwait(false);
        var answer = await CallAsync<SearchRunsAnswer>(
            Post("runs/search", WireRuns.ToMessage(query), Repeat.Harmless), cancellationToken).ConfigureAwait(false);
        return new PagedList<RunRecord>(answer.Runs is { } found ? found.ConvertAll(WireRuns.ToEntity) : [], WireEntries.NullIfEmpty(answer.NextPageToken));
    }

    /// <inheritdoc/>
    /// <remarks>A server searches for each page; which experiments there are is asked once.</remarks>
    public async IAsyncEnumerable<RunRecord> StreamRunsAsync(SearchRunsQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        MlflowOnly.Check(query);
        query = await WithExperimentsAsync(query, cancellationToken).ConfigureAwait(false);
        await foreach (var run in RunStream.ReadPagesAsync(this, query, cancellationToken).ConfigureAwait(false))
        {
            yield return run;
        }
    }

    private async ValueTask<SearchRunsQuery> WithExperimentsAsync(SearchRunsQuery query, CancellationToken cancellationToken) => query.AllExperiments
        ? query with { AllExperiments = false, ExperimentIds = await ListExperimentIdsAsync(cancellationToken).ConfigureAwait(false) }
        : query;

    /// <inheritdoc/>
    public ValueTask LogInputsAsync(
        string runId, IReadOnlyList<DatasetInput>? datasets, IReadOnlyList<LoggedModelInput>? models = null, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(runId);
        var message = new LogInputsMessage
        {
            RunId = runId,
            Datasets = datasets is { Count: > 0 } ? WireInputs.ToMessages(datasets) : null,
            Models = models is { Count: > 0 } ? WireInputs.ToMessages(models) : null,
        };
        return DoAsync(Post("runs/log-inputs", message, Repeat.Harmless, runId), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask LogOutputsAsync(string runId, IReadOnlyList<LoggedModelOutput> models, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(runId);
        Guard.NotNull(models);
        var message = new LogOutputsMessage { RunId = runId, Models = WireInputs.ToMessages(models) };
        return DoAsync(Post("runs/outputs", message, Repeat.Harmless, runId), cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>MLflow's servers take 20 experiments at once; more are asked for in turn.</remarks>
    public async ValueTask<IReadOnlyList<DatasetSummary>> SearchDatasetsAsync(IReadOnlyList<string> experimentIds, CancellationToken cancellationToken = default)
    {
        const string Path = "/ajax-api/2.0/mlflow/experiments/search-datasets";
        const int Limit = 20;
        Guard.NotNull(experimentIds);
        var all = new List<DatasetSummary>();
        for (var first = 0; first < experimentIds.Count || first == 0; first += Limit)
        {
            var message = new SearchDatasetsMessage { ExperimentIds = [.. experimentIds.Skip(first).Take(Limit)] };
            var request = new RestRequest(HttpMethod.Post, Path, Repeat.Harmless) { Body = new ArraySegment<byte>(WireJson.Write(message)) };
            var answer = await CallAsync<SearchDatasetsAnswer>(request, cancellationToken).ConfigureAwait(false);
            if (answer.DatasetSummaries is { } found)
            {
                all.AddRange(found.Select(WireInputs.ToEntity));
            }
        }

        return all;
    }
}
