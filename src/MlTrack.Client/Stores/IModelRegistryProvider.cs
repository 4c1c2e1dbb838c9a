namespace MlTrack.Stores;

/// <summary>A tracking store that has a model registry beside its runs, as MLflow's folders and servers do.</summary>
public interface IModelRegistryProvider
{
    /// <summary>The registry: the same object each time.</summary>
    IModelRegistryStore ModelRegistry { get; }
}
