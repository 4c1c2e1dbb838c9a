using System.Collections.Concurrent;
using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Rules;
using MlTrack.Search;
using MlTrack.Stores;

namespace MlTrack.Internal.MemoryStore;

/// <summary>
/// A store that lives in memory and is gone with its last reference: for tests, and for programs that only want to look at their
/// own run. It follows the file store in every rule, code and message, and touches no disk and no network.
/// </summary>
/// <remarks>
/// <para>
/// Thread-safe. One lock guards experiments and who belongs to whom, one lock a run guards what was logged in it, one lock a model its own;
/// they are taken in this order. A reader gets each run as it was at one moment.
/// </para>
/// <para>
/// Artifacts are kept in memory too, also where an experiment names another location: that is only recorded.
/// </para>
/// </remarks>
internal sealed partial class MemoryTrackingStore : IDirectTrackingStore, IArtifactRepositoryProvider, ITrackingStoreMaintenance
{
    internal const string DefaultExperimentId = "0";
    internal const string StoreUri = "memory:";

    private readonly object _gate = new();
    private readonly TimeProvider _time;
    private readonly FilterDialect _dialect;
    private readonly IdGenerator _ids;
    private readonly Dictionary<string, MemoryExperiment> _experiments = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, MemoryRun> _runs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, MemoryModel> _models = new(StringComparer.Ordinal);

    /// <summary>Makes a store that holds nothing but the experiment <c>Default</c>.</summary>
    internal MemoryTrackingStore(MlTrackClientOptions? options = null)
    {
        _registryOptions = options ??= new MlTrackClientOptions();
        _time = options.TimeProvider;
        _dialect = options.FilterDialect;
        _ids = options.IdGenerator;
        Rules = new BatchRules(options.TruncateLongValues);
        AddExperiment(DefaultExperimentId, "Default", artifactLocation: null, tags: []);
    }

    public string Uri => StoreUri;

    internal BatchRules Rules { get; }

    public ValueTask<IRunWriter> OpenRunWriterAsync(string runId, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var run = FindRun(runId);
        run.RequireActive();
        return new ValueTask<IRunWriter>(new MemoryRunWriter(this, run));
    }

    public ValueTask<IArtifactRepository> GetRunArtifactsAsync(RunInfo run, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(run);
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<IArtifactRepository>(new MemoryArtifactRepository(FindRun(run.RunId).Artifacts, run.ArtifactUri));
    }

    public ValueTask<IArtifactRepository> GetModelArtifactsAsync(LoggedModel model, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(model);
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<IArtifactRepository>(new MemoryArtifactRepository(FindModel(model.ModelId, allowDeleted: true).Artifacts, model.ArtifactLocation));
    }

    private DateTimeOffset Now() => MemoryClock.Now(_time);
}
