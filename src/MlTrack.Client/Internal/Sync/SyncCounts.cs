using MlTrack.Sync;

namespace MlTrack.Internal.Sync;

/// <summary>What was sent.</summary>
/// <remarks>Written by one pass at a time; readers on other threads may see a pass half-counted.</remarks>
internal sealed class SyncCounts
{
    internal long RunsOfPass { get; set; }

    internal long RunsDone { get; set; }

    internal long RunsCreated { get; set; }

    internal long RunsChanged { get; set; }

    internal long Params { get; set; }

    internal long Tags { get; set; }

    internal long Points { get; set; }

    internal long Inputs { get; set; }

    internal long Models { get; set; }

    internal long Artifacts { get; set; }

    internal long ArtifactBytes { get; set; }

    internal long RegisteredModels { get; set; }

    internal long ModelVersions { get; set; }

    internal long Aliases { get; set; }

    /// <summary>Everything that was sent of runs, as one number that tells whether anything was.</summary>
    internal long Sum => RunsCreated + Params + Tags + Points + Inputs + Models + Artifacts + States;

    /// <summary>Changes of status and life cycle stage.</summary>
    internal long States { get; set; }

    internal SyncProgress ToProgress() => new(RunsOfPass, RunsDone, Points, ArtifactBytes);

    internal SyncResult ToResult(IReadOnlyList<SyncProblem> problems, bool isComplete) => new()
    {
        Runs = RunsOfPass, RunsCreated = RunsCreated, RunsChanged = RunsChanged, Params = Params, Tags = Tags, Points = Points, Inputs = Inputs, Models = Models,
        RegisteredModels = RegisteredModels, ModelVersions = ModelVersions, Aliases = Aliases, Artifacts = Artifacts, ArtifactBytes = ArtifactBytes, Problems = problems, IsComplete = isComplete,
    };
}
