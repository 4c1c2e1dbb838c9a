using MlTrack.Stores;

namespace MlTrack.Internal.Writing;

/// <summary>
/// How a run of a store comes to a writer on a local path: straight, where the store has that ability, else through a local tree that a
/// replicator sends on. Runs know nothing of the difference.
/// </summary>
internal interface IRunWriterFactory
{
    /// <summary>Makes a run and opens it.</summary>
    ValueTask<OpenedRun> CreateAsync(CreateRunRequest request, CancellationToken cancellationToken);

    /// <summary>Opens an existing, active run.</summary>
    ValueTask<OpenedRun> OpenAsync(string runId, CancellationToken cancellationToken);
}

/// <summary>A run that can be written.</summary>
/// <param name="Record">What is in it so far.</param>
/// <param name="Writer">The writer; whoever gets this disposes it.</param>
/// <param name="Artifacts">Where its artifacts are written; null where the store knows no such place.</param>
/// <param name="ArtifactsFault">Why there is no such place; metrics and params can be logged all the same.</param>
internal sealed record OpenedRun(RunRecord Record, IRunWriter Writer, IArtifactRepository? Artifacts, MlTrackException? ArtifactsFault = null);
