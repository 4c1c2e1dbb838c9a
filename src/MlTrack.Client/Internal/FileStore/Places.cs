namespace MlTrack.Internal.FileStore;

/// <summary>Where an experiment lies.</summary>
/// <param name="ExperimentId">The name of its folder.</param>
/// <param name="Folder">The full path.</param>
/// <param name="InTrash">Whether it is deleted.</param>
internal sealed record ExperimentPlace(string ExperimentId, string Folder, bool InTrash);

/// <summary>Where a run lies.</summary>
/// <param name="RunId">The name of its folder.</param>
/// <param name="Folder">The full path.</param>
/// <param name="Experiment">The experiment around it.</param>
internal sealed record RunPlace(string RunId, string Folder, ExperimentPlace Experiment);

/// <summary>Where a logged model lies.</summary>
/// <param name="ModelId">The name of its folder.</param>
/// <param name="Folder">The full path.</param>
/// <param name="Experiment">The experiment around it.</param>
internal sealed record ModelPlace(string ModelId, string Folder, ExperimentPlace Experiment);
