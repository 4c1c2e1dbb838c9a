using MlTrack.Stores;

namespace MlTrack.Client.Tests.Api.Support;

/// <summary>A store that can do nothing; tests override what they need.</summary>
internal abstract class UnsupportedStore : ITrackingStore, IDisposable
{
    public virtual string Uri => "scripted:";

    public virtual ValueTask<string> CreateExperimentAsync(CreateExperimentRequest request, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public virtual ValueTask<Experiment> GetExperimentAsync(string experimentId, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public virtual ValueTask<Experiment?> FindExperimentByNameAsync(string name, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public virtual ValueTask<RunRecord> CreateRunAsync(CreateRunRequest request, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public virtual ValueTask<RunRecord> GetRunAsync(string runId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public virtual ValueTask LogBatchAsync(string runId, RunBatch batch, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask RenameExperimentAsync(string experimentId, string newName, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask DeleteExperimentAsync(string experimentId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask RestoreExperimentAsync(string experimentId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask SetExperimentTagAsync(string experimentId, string key, string value, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask DeleteExperimentTagAsync(string experimentId, string key, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask<PagedList<Experiment>> SearchExperimentsAsync(SearchExperimentsQuery query, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask<RunInfo> UpdateRunAsync(string runId, RunUpdate update, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask DeleteRunAsync(string runId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask RestoreRunAsync(string runId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<PagedList<RunRecord>> SearchRunsAsync(SearchRunsQuery query, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask LogMetricAsync(string runId, Metric metric, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask LogParamAsync(string runId, Param param, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask SetTagAsync(string runId, RunTag tag, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask DeleteTagAsync(string runId, string key, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public IAsyncEnumerable<Metric> GetMetricHistoryAsync(string runId, string key, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask<PagedList<Metric>> GetMetricHistoryPageAsync(
        string runId, string key, int? maxResults = null, string? pageToken = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask LogInputsAsync(
        string runId,
        IReadOnlyList<DatasetInput>? datasets,
        IReadOnlyList<LoggedModelInput>? models = null,
        CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask LogOutputsAsync(string runId, IReadOnlyList<LoggedModelOutput> models, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask<IReadOnlyList<DatasetSummary>> SearchDatasetsAsync(
        IReadOnlyList<string> experimentIds, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<LoggedModel> CreateLoggedModelAsync(CreateLoggedModelRequest request, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask<LoggedModel> GetLoggedModelAsync(string modelId, bool allowDeleted = false, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask<LoggedModel> FinalizeLoggedModelAsync(
        string modelId, LoggedModelStatus status, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask DeleteLoggedModelAsync(string modelId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask LogLoggedModelParamsAsync(string modelId, IReadOnlyList<Param> parameters, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask SetLoggedModelTagsAsync(string modelId, IReadOnlyList<RunTag> tags, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask DeleteLoggedModelTagAsync(string modelId, string key, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask<PagedList<LoggedModel>> SearchLoggedModelsAsync(SearchLoggedModelsQuery query, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public virtual void Dispose()
    {
    }
}
