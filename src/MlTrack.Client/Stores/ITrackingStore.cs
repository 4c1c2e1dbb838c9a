namespace MlTrack.Stores;

/// <summary>
/// Where experiments, runs and logged models live. This is what somebody writes to plug in another store; the file store, the
/// memory store and the REST store are written against the same duty, and one conformance suite holds them to it.
/// </summary>
/// <remarks>
/// <para>
/// Implementations are thread-safe, let exceptions out, and follow MLflow: data that breaks its rules gives a
/// <see cref="MlTrackException"/> with MLflow's code and message. Missing things give <see cref="MlTrackErrorCode.ResourceDoesNotExist"/>.
/// A cancelled call may have done its work or not; a cancelled batch may have been written in part.
/// </para>
/// <para>
/// Abilities that not every store has are interfaces of their own, found by a type test: <see cref="IDirectTrackingStore"/>
/// for stores whose writes are complete on return, <see cref="ITrackingStoreMaintenance"/> for those that can be checked and cleaned.
/// </para>
/// </remarks>
public interface ITrackingStore
{
    /// <summary>The URI under which this store was opened, without secrets.</summary>
    string Uri { get; }

    /// <summary>Makes an experiment.</summary>
    /// <param name="request">Name, place of artifacts, tags.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The new experiment's id.</returns>
    /// <exception cref="MlTrackException"><see cref="MlTrackErrorCode.ResourceAlreadyExists"/> when the name is taken, also by a deleted
    /// experiment; <see cref="MlTrackErrorCode.InvalidParameterValue"/> when the name or a tag breaks the rules.</exception>
    ValueTask<string> CreateExperimentAsync(CreateExperimentRequest request, CancellationToken cancellationToken = default);

    /// <summary>Gives an experiment, active or deleted.</summary>
    /// <param name="experimentId">The id.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The experiment.</returns>
    /// <exception cref="MlTrackException"><see cref="MlTrackErrorCode.ResourceDoesNotExist"/> when there is none.</exception>
    ValueTask<Experiment> GetExperimentAsync(string experimentId, CancellationToken cancellationToken = default);

    /// <summary>Gives the experiment of that name, active or deleted, or null. Among twins the oldest wins, then the smaller id.</summary>
    /// <param name="name">The name, compared exactly.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The experiment, or null.</returns>
    ValueTask<Experiment?> FindExperimentByNameAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Renames an active experiment.</summary>
    /// <param name="experimentId">The id.</param>
    /// <param name="newName">The new name.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends with the renaming.</returns>
    ValueTask RenameExperimentAsync(string experimentId, string newName, CancellationToken cancellationToken = default);

    /// <summary>Deletes an experiment with its runs; both can be restored.</summary>
    /// <param name="experimentId">The id.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends with the deletion.</returns>
    ValueTask DeleteExperimentAsync(string experimentId, CancellationToken cancellationToken = default);

    /// <summary>Restores a deleted experiment. As in MLflow, all of its runs become active again.</summary>
    /// <param name="experimentId">The id.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends with the restoring.</returns>
    ValueTask RestoreExperimentAsync(string experimentId, CancellationToken cancellationToken = default);

    /// <summary>Sets a tag of an active experiment.</summary>
    /// <param name="experimentId">The id.</param>
    /// <param name="key">The tag's key.</param>
    /// <param name="value">The tag's text, at most 20,000 characters.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when the tag is set.</returns>
    ValueTask SetExperimentTagAsync(string experimentId, string key, string value, CancellationToken cancellationToken = default);

    /// <summary>Removes a tag of an active experiment.</summary>
    /// <param name="experimentId">The id.</param>
    /// <param name="key">The tag's key.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when the tag is gone.</returns>
    ValueTask DeleteExperimentTagAsync(string experimentId, string key, CancellationToken cancellationToken = default);

    /// <summary>Lists experiments that a filter finds.</summary>
    /// <param name="query">Filter, order, page.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>One page.</returns>
    ValueTask<PagedList<Experiment>> SearchExperimentsAsync(SearchExperimentsQuery query, CancellationToken cancellationToken = default);

    /// <summary>Makes a run, in state RUNNING.</summary>
    /// <param name="request">Experiment, user, start, name, tags.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The new run.</returns>
    ValueTask<RunRecord> CreateRunAsync(CreateRunRequest request, CancellationToken cancellationToken = default);

    /// <summary>Gives a run whole, active or deleted.</summary>
    /// <param name="runId">The id.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The run.</returns>
    /// <exception cref="MlTrackException"><see cref="MlTrackErrorCode.ResourceDoesNotExist"/> when there is none.</exception>
    ValueTask<RunRecord> GetRunAsync(string runId, CancellationToken cancellationToken = default);

    /// <summary>Changes state, end or name of an active run; what is null stays.</summary>
    /// <param name="runId">The id.</param>
    /// <param name="update">What changes.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The run's info after the change.</returns>
    ValueTask<RunInfo> UpdateRunAsync(string runId, RunUpdate update, CancellationToken cancellationToken = default);

    /// <summary>Marks a run as deleted.</summary>
    /// <param name="runId">The id.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends with the deletion.</returns>
    ValueTask DeleteRunAsync(string runId, CancellationToken cancellationToken = default);

    /// <summary>Makes a deleted run active again.</summary>
    /// <param name="runId">The id.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends with the restoring.</returns>
    ValueTask RestoreRunAsync(string runId, CancellationToken cancellationToken = default);

    /// <summary>Lists runs that a filter finds.</summary>
    /// <param name="query">Experiments, filter, order, page.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>One page.</returns>
    ValueTask<PagedList<RunRecord>> SearchRunsAsync(SearchRunsQuery query, CancellationToken cancellationToken = default);

    /// <summary>
    /// Logs params, metrics and tags, in that order. Everything is checked before anything is written; a batch holds at most
    /// 1,000 metrics, 100 params and 100 tags, 1,000 together.
    /// </summary>
    /// <param name="runId">The id.</param>
    /// <param name="batch">What to log.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when everything is logged.</returns>
    ValueTask LogBatchAsync(string runId, RunBatch batch, CancellationToken cancellationToken = default);

    /// <summary>Logs one point, with the messages MLflow gives for a single call.</summary>
    /// <param name="runId">The id.</param>
    /// <param name="metric">The point.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when the point is logged.</returns>
    ValueTask LogMetricAsync(string runId, Metric metric, CancellationToken cancellationToken = default);

    /// <summary>Logs one param. The same value again is no error; another value is.</summary>
    /// <param name="runId">The id.</param>
    /// <param name="param">The param.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when the param is logged.</returns>
    ValueTask LogParamAsync(string runId, Param param, CancellationToken cancellationToken = default);

    /// <summary>Sets one tag of a run. <c>mlflow.runName</c> renames the run as well.</summary>
    /// <param name="runId">The id.</param>
    /// <param name="tag">The tag.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when the tag is set.</returns>
    ValueTask SetTagAsync(string runId, RunTag tag, CancellationToken cancellationToken = default);

    /// <summary>Removes one tag of a run.</summary>
    /// <param name="runId">The id.</param>
    /// <param name="key">The tag's key.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when the tag is gone.</returns>
    ValueTask DeleteTagAsync(string runId, string key, CancellationToken cancellationToken = default);

    /// <summary>Gives all points of a metric in the order in which they were logged; none for an unknown key. Memory stays constant.</summary>
    /// <param name="runId">The id.</param>
    /// <param name="key">The metric's key.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The points.</returns>
    IAsyncEnumerable<Metric> GetMetricHistoryAsync(string runId, string key, CancellationToken cancellationToken = default);

    /// <summary>Gives one page of a metric's points.</summary>
    /// <param name="runId">The id.</param>
    /// <param name="key">The metric's key.</param>
    /// <param name="maxResults">At most this many points; null for all.</param>
    /// <param name="pageToken">The token of the page before, or null.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The page.</returns>
    ValueTask<PagedList<Metric>> GetMetricHistoryPageAsync(
        string runId, string key, int? maxResults = null, string? pageToken = null, CancellationToken cancellationToken = default);

    /// <summary>Records data sets and models as inputs of a run. The first description of a (name, digest) wins, as in MLflow.</summary>
    /// <param name="runId">The id.</param>
    /// <param name="datasets">The data sets, or null.</param>
    /// <param name="models">The models, or null.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when the inputs are recorded.</returns>
    ValueTask LogInputsAsync(
        string runId, IReadOnlyList<DatasetInput>? datasets, IReadOnlyList<LoggedModelInput>? models = null, CancellationToken cancellationToken = default);

    /// <summary>Records models as outputs of a run.</summary>
    /// <param name="runId">The id.</param>
    /// <param name="models">The models.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when the outputs are recorded.</returns>
    ValueTask LogOutputsAsync(string runId, IReadOnlyList<LoggedModelOutput> models, CancellationToken cancellationToken = default);

    /// <summary>Lists the data sets that the runs of some experiments used.</summary>
    /// <param name="experimentIds">The experiments.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The uses, each once.</returns>
    ValueTask<IReadOnlyList<DatasetSummary>> SearchDatasetsAsync(IReadOnlyList<string> experimentIds, CancellationToken cancellationToken = default);

    /// <summary>Makes a logged model, in state PENDING.</summary>
    /// <param name="request">Experiment, name, source run, tags, params, type.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The new model.</returns>
    ValueTask<LoggedModel> CreateLoggedModelAsync(CreateLoggedModelRequest request, CancellationToken cancellationToken = default);

    /// <summary>Gives a logged model.</summary>
    /// <param name="modelId">The id.</param>
    /// <param name="allowDeleted">True to get a deleted one too.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The model.</returns>
    ValueTask<LoggedModel> GetLoggedModelAsync(string modelId, bool allowDeleted = false, CancellationToken cancellationToken = default);

    /// <summary>Sets the final state of a logged model.</summary>
    /// <param name="modelId">The id.</param>
    /// <param name="status">READY or FAILED; MLflow takes any.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The model after the change.</returns>
    ValueTask<LoggedModel> FinalizeLoggedModelAsync(string modelId, LoggedModelStatus status, CancellationToken cancellationToken = default);

    /// <summary>Marks a logged model as deleted.</summary>
    /// <param name="modelId">The id.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends with the deletion.</returns>
    ValueTask DeleteLoggedModelAsync(string modelId, CancellationToken cancellationToken = default);

    /// <summary>Sets params of a logged model; they may be overwritten, as in MLflow.</summary>
    /// <param name="modelId">The id.</param>
    /// <param name="parameters">The params.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when the params are set.</returns>
    ValueTask LogLoggedModelParamsAsync(string modelId, IReadOnlyList<Param> parameters, CancellationToken cancellationToken = default);

    /// <summary>Sets tags of a logged model.</summary>
    /// <param name="modelId">The id.</param>
    /// <param name="tags">The tags.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when the tags are set.</returns>
    ValueTask SetLoggedModelTagsAsync(string modelId, IReadOnlyList<RunTag> tags, CancellationToken cancellationToken = default);

    /// <summary>Removes a tag of a logged model.</summary>
    /// <param name="modelId">The id.</param>
    /// <param name="key">The tag's key.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when the tag is gone.</returns>
    ValueTask DeleteLoggedModelTagAsync(string modelId, string key, CancellationToken cancellationToken = default);

    /// <summary>Lists logged models that a filter finds.</summary>
    /// <param name="query">Experiments, filter, order, page.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>One page.</returns>
    ValueTask<PagedList<LoggedModel>> SearchLoggedModelsAsync(SearchLoggedModelsQuery query, CancellationToken cancellationToken = default);
}
