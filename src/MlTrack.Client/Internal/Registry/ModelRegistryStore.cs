using MlTrack.Internal.FileStore;
using MlTrack.Internal.IO;
using MlTrack.Internal.MemoryStore;
using MlTrack.Internal.Rules;
using MlTrack.Search;
using MlTrack.Stores;

namespace MlTrack.Internal.Registry;

/// <summary>
/// A model registry with MLflow's rules, codes and messages over a place where its entries are kept. Its calls are complete when they return.
/// </summary>
/// <remarks>Thread-safe, as its backend is. Metrics and params of versions, which MLflow reads from the logged model each time, are the logged model's own.</remarks>
internal sealed partial class ModelRegistryStore : IModelRegistryStore, IAliasHistory
{
    private readonly RegistryBackend _backend;
    private readonly IModelSources _sources;
    private readonly AliasGuards _guards;
    private readonly TimeProvider _time;
    private readonly FilterDialect _dialect;

    internal ModelRegistryStore(RegistryBackend backend, IModelSources sources, MlTrackClientOptions options)
    {
        _backend = backend;
        _sources = sources;
        _guards = new AliasGuards(sources);
        _time = options.TimeProvider;
        _dialect = options.FilterDialect;
    }

    /// <inheritdoc/>
    public string Uri => _backend.Uri;

    private DateTimeOffset Now() => MemoryClock.Now(_time);

    private RegisteredModel Require(string name)
    {
        RegistryRules.RequireName(name);
        return _backend.Find(name) ?? throw RegistryErrors.ModelNotFound(name);
    }

    private RegisteredModel WithLatest(RegisteredModel model) =>
        model with { LatestVersions = RegistryRules.Latest(_backend.ListVersions(model.Name), RegistryRules.Stages) };

    private StoredVersion RequireVersion(string name, string version)
    {
        RegistryRules.RequireName(name);
        var number = RegistryRules.ParseVersion(version);
        Require(name);
        return _backend.FindVersion(name, number) ?? throw RegistryErrors.VersionNotFound(name, version);
    }

    // Every public member goes through one of these: the file layer's exceptions become those of the contract.
    private static ValueTask Do(Action work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            work();
            return default;
        }
        catch (StoreIOException fault)
        {
            throw StoreFaults.Translate(fault);
        }
    }

    private static ValueTask<T> Do<T>(Func<T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return new ValueTask<T>(work());
        }
        catch (StoreIOException fault)
        {
            throw StoreFaults.Translate(fault);
        }
    }
}
