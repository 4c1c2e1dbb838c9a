using MlTrack.Stores;

namespace MlTrack.Internal.Rules;

/// <summary>What a garbage collection takes.</summary>
/// <remarks>
/// Without names everything that is deleted and old enough. With names of runs or experiments only those: whoever names one run does not
/// want to lose every other deleted one. What goes with a removed experiment is not listed by itself.
/// </remarks>
internal sealed class GarbageRules
{
    private readonly DateTimeOffset _newest;
    private readonly bool _named;

    private GarbageRules(GarbageCollectionOptions options, DateTimeOffset now)
    {
        var sinceBeginning = now - DateTimeOffset.MinValue;
        _newest = options.OlderThan < sinceBeginning ? now - options.OlderThan : DateTimeOffset.MinValue;
        _named = options.RunIds is not null || options.ExperimentIds is not null;
        RunIds = options.RunIds is null ? null : new HashSet<string>(options.RunIds, StringComparer.Ordinal);
        ExperimentIds = options.ExperimentIds is null ? null : new HashSet<string>(options.ExperimentIds, StringComparer.Ordinal);
    }

    /// <summary>The runs that were named, or null.</summary>
    internal HashSet<string>? RunIds { get; }

    /// <summary>The experiments that were named, or null.</summary>
    internal HashSet<string>? ExperimentIds { get; }

    /// <summary>Makes the rules of one collection.</summary>
    /// <exception cref="MlTrackException">The age is negative.</exception>
    internal static GarbageRules Open(GarbageCollectionOptions options, DateTimeOffset now) => options.OlderThan < TimeSpan.Zero
        ? throw TrackingErrors.InvalidParameter("The age of what is removed for good cannot be negative.")
        : new GarbageRules(options, now);

    internal bool TakesExperiment(string experimentId, LifecycleStage stage, DateTimeOffset? deletedTime) =>
        stage == LifecycleStage.Deleted && IsNamed(ExperimentIds, experimentId) && IsOld(deletedTime);

    internal bool TakesRun(RunInfo run) => run.LifecycleStage == LifecycleStage.Deleted && IsNamed(RunIds, run.RunId) && IsOld(run.DeletedTime);

    internal bool TakesModel(LoggedModel model) => model.LifecycleStage == LifecycleStage.Deleted && !_named && IsOld(model.LastUpdateTime);

    /// <summary>Refuses to remove a named run that is in use.</summary>
    internal static void RequireDeletedRun(string runId, LifecycleStage stage)
    {
        if (stage != LifecycleStage.Deleted)
        {
            throw TrackingErrors.InvalidParameter($"Run '{runId}' is active. Delete it first; only deleted runs can be removed for good.");
        }
    }

    /// <summary>Refuses to remove a named experiment that is in use.</summary>
    internal static void RequireDeletedExperiment(string experimentId, LifecycleStage stage)
    {
        if (stage != LifecycleStage.Deleted)
        {
            throw TrackingErrors.InvalidParameter(
                $"Experiment '{experimentId}' is active. Delete it first; only deleted experiments can be removed for good.");
        }
    }

    private bool IsNamed(HashSet<string>? names, string id) => names is null ? !_named : names.Contains(id);

    // Trees of old versions do not know when something was deleted; then it is old.
    private bool IsOld(DateTimeOffset? deletedTime) => deletedTime is null || deletedTime <= _newest;
}
