using MlTrack.Internal.Context;
using MlTrack.Internal.FileStore.Index;
using MlTrack.Internal.IO;
using MlTrack.Internal.Rules;
using MlTrack.Internal.Search;
using MlTrack.Internal.Text;
using MlTrack.Stores;

namespace MlTrack.Internal.FileStore;

/// <summary>
/// A tracking store in an <c>mlruns</c> folder, which MLflow's own file store can open at the same time. Its calls are complete when they return.
/// </summary>
/// <remarks>
/// Thread-safe, and safe beside other processes, MLflow's among them. Opening costs the same however many runs there are, and reading never writes:
/// only a folder that does not exist yet is made, with the experiment <c>0</c>, as MLflow does.
/// </remarks>
internal sealed partial class FileTrackingStore : IDirectTrackingStore, IArtifactRepositoryProvider, ITrackingStoreMaintenance, IRunStream, IDisposable
{
    private readonly StoreContext _context;
    private readonly OpenRunFiles _open;
    private readonly MlTrackClientOptions _options;
    private readonly string _artifactRoot;
    private readonly RunIndex? _index;
    private readonly IndexWatch? _watch;

    /// <summary>Opens the store.</summary>
    /// <param name="root">The folder; a relative path counts from the current folder.</param>
    /// <param name="options">How it works.</param>
    internal FileTrackingStore(string root, MlTrackClientOptions options)
        : this(root, options, PhysicalFileSystem.Instance)
    {
    }

    /// <summary>Opens the store over a given file system.</summary>
    /// <param name="artifactRoot">What artifact locations begin with; null for the folder's URI.</param>
    /// <param name="uri">Under which URI the store was opened; null for the folder's.</param>
    internal FileTrackingStore(string root, MlTrackClientOptions options, IFileSystem files, string? artifactRoot = null, string? uri = null)
    {
        var fullPath = Path.GetFullPath(root);
        if (fullPath.Length > 1)
        {
            fullPath = fullPath.TrimEnd(Path.DirectorySeparatorChar);
        }

        _options = options;
        _context = new StoreContext(fullPath, options, files);
        _open = new OpenRunFiles(_context);
        _index = options.UseIndex ? MakeIndex(options) : null;
        _artifactRoot = artifactRoot ?? FileUris.FromPath(fullPath);
        Uri = uri ?? FileUris.FromPath(fullPath);
        Do(EnsureRoot);
        if (_index is not null && options.WatchFiles)
        {
            _context.Watched = _index;
            _watch = new IndexWatch(_index, _context, _open.HasWriter, options.WatchInterval);
            _watch.Start();
        }
    }

    /// <inheritdoc/>
    public string Uri { get; }

    /// <summary>The full path of the folder.</summary>
    internal string Root => _context.Layout.Root;

    /// <summary>What the parts of the store share; for tests and for what is built on top of the store.</summary>
    internal StoreContext Context => _context;

    /// <summary>What searches remember; null when they do not.</summary>
    internal RunIndex? Index => _index;

    /// <summary>What keeps the index in step with the disk; null when nothing does.</summary>
    internal IndexWatch? Watch => _watch;

    /// <summary>Stops watching, and closes the file of the index. Everything else works on.</summary>
    public void Dispose()
    {
        _context.Watched = null;
        _watch?.Dispose();
        _index?.Dispose();
    }

    private RunIndex MakeIndex(MlTrackClientOptions options) => new(
        Root,
        CacheFolder.Find(options.IndexFolder, MlflowEnvironment.Process) is { } folder ? new SnapshotStore(folder, Root, _context.Logger) : null);

    private void EnsureRoot()
    {
        if (_context.Files.TryStat(Root, out var stat, followLink: true))
        {
            if (stat.Kind != EntryKind.Directory)
            {
                throw new MlTrackException(MlTrackErrorCode.InvalidParameterValue, $"'{Root}' is a file, not a folder with runs.") { Path = Root };
            }

            return;
        }

        _context.MakeFolder(Root);
        PublishExperiment(MlrunsLayout.DefaultExperimentId, MlrunsLayout.DefaultExperimentName, location: null);
    }

    private ExperimentPlace RequireExperiment(string? experimentId)
    {
        // MLflow takes no id for that of the default experiment.
        var id = experimentId ?? MlrunsLayout.DefaultExperimentId;
        BatchRules.Require(Names.CheckExperimentId(id));
        return _context.Locator.FindExperiment(id) ?? throw TrackingErrors.ExperimentNotFound(id);
    }

    private RunPlace RequireRun(string runId)
    {
        BatchRules.Require(Names.CheckRunId(runId));
        return _context.Locator.FindRun(runId) ?? throw TrackingErrors.RunNotFound(runId);
    }

    private RunFiles RequireActiveRun(string runId)
    {
        var files = _open.Get(RequireRun(runId));
        files.EnsureActive();
        return files;
    }

    // Every public member goes through one of these: the file layer's exceptions become those of the contract.
    private static void Do(Action work)
    {
        try
        {
            work();
        }
        catch (StoreIOException fault)
        {
            throw StoreFaults.Translate(fault);
        }
    }

    private static ValueTask Do(Action work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Do(work);
        return default;
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
