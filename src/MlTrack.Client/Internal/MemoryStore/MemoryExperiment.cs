using System.Collections.Concurrent;

namespace MlTrack.Internal.MemoryStore;

/// <summary>An experiment with all that belongs to it. Guarded by the store's lock, but for the data sets.</summary>
internal sealed class MemoryExperiment
{
    internal MemoryExperiment(Experiment entity) => Entity = entity;

    /// <summary>The experiment without its tags, replaced whole at each change.</summary>
    internal Experiment Entity { get; set; }

    internal string Id => Entity.ExperimentId;

    internal bool IsActive => Entity.LifecycleStage == LifecycleStage.Active;

    internal KeyTree<string> Tags { get; } = new("tag");

    internal List<MemoryRun> Runs { get; } = [];

    internal List<MemoryModel> Models { get; } = [];

    /// <summary>Data sets by name and digest: the first description of one wins for the whole experiment, as in MLflow.</summary>
    internal ConcurrentDictionary<MemoryPointDataset, Dataset> Datasets { get; } = new();

    internal Experiment ToEntity() => Entity with { Tags = Tags.Copy() };
}
