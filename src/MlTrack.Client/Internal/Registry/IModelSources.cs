using MlTrack.Internal.Rules;
using MlTrack.Stores;

namespace MlTrack.Internal.Registry;

/// <summary>Where a registry finds what its versions come from. Thread-safe.</summary>
internal interface IModelSources
{
    /// <summary>Gives a logged model that is not deleted.</summary>
    /// <param name="modelId">The id, of any form.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="MlTrackException">MLflow's error: there is none.</exception>
    ValueTask<LoggedModel> GetModelAsync(string modelId, CancellationToken cancellationToken);

    /// <summary>Gives a run, deleted or not.</summary>
    /// <param name="runId">The id, of any form.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="MlTrackException">MLflow's error: there is none.</exception>
    ValueTask<RunRecord> GetRunAsync(string runId, CancellationToken cancellationToken);
}

/// <summary>Sources in a tracking store.</summary>
internal sealed class TrackedModelSources(ITrackingStore tracking) : IModelSources
{
    /// <inheritdoc/>
    public ValueTask<LoggedModel> GetModelAsync(string modelId, CancellationToken cancellationToken) =>
        tracking.GetLoggedModelAsync(modelId, allowDeleted: false, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RunRecord> GetRunAsync(string runId, CancellationToken cancellationToken) => tracking.GetRunAsync(runId, cancellationToken);
}

/// <summary>Sources of a registry that stands alone: there are none.</summary>
internal sealed class NoModelSources : IModelSources
{
    internal static readonly NoModelSources Instance = new();

    /// <inheritdoc/>
    public ValueTask<LoggedModel> GetModelAsync(string modelId, CancellationToken cancellationToken) => throw TrackingErrors.ModelNotFound(modelId);

    /// <inheritdoc/>
    public ValueTask<RunRecord> GetRunAsync(string runId, CancellationToken cancellationToken) => throw TrackingErrors.RunNotFound(runId);
}
