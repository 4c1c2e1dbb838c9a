namespace MlTrack;

/// <summary>One use of a data set within an experiment.</summary>
/// <param name="ExperimentId">The experiment.</param>
/// <param name="Name">The data set's name.</param>
/// <param name="Digest">The data set's digest.</param>
/// <param name="Context">What it was used for (the tag <c>mlflow.data.context</c>), or null.</param>
public sealed record DatasetSummary(string ExperimentId, string Name, string Digest, string? Context);
