namespace MlTrack.Golden.Tests.Support;

/// <summary>A place where we read something else than MLflow.</summary>
/// <param name="Place">Case, experiment's name and what is read there.</param>
/// <param name="Ours">Ours: a short word, or the whole text.</param>
public sealed record Difference(string Place, string Ours);
