using Microsoft.Extensions.Logging;
using MlTrack.Internal.Context;
using MlTrack.Internal.FileStore;
using MlTrack.Internal.Rules;
using MlTrack.Internal.Starting;
using MlTrack.Internal.Sync;
using MlTrack.Internal.Writing;
using MlTrack.Stores;

namespace MlTrack.Internal.Spooling;

/// <summary>
/// Runs of a server: each is written into a local tree, the spool, at the cost of a local run, and a background sender brings it to the server.
/// The server gives the run's id, which the local run has too.
/// </summary>
/// <remarks>Thread-safe. The spool is opened with the first run.</remarks>
internal sealed class SpoolRunWriterFactory : IRunWriterFactory, IDisposable
{
    private readonly ITrackingStore _target;
    private readonly MlTrackClientOptions _options;
    private readonly Func<MlflowEnvironment> _environment;
    private readonly WritePolicy _policy;
    private readonly Lazy<SpoolSender> _sender;
    private readonly Lazy<SpoolBudget?> _budget;

    internal SpoolRunWriterFactory(ITrackingStore target, MlTrackClientOptions options, Func<MlflowEnvironment> environment, WritePolicy policy, ILogger logger)
    {
        _target = target;
        _options = options;
        _environment = environment;
        _policy = policy;
        _sender = new Lazy<SpoolSender>(() => new SpoolSender(OpenSpool(), target, policy, logger));
        _budget = new Lazy<SpoolBudget?>(OpenBudget);
    }

    /// <summary>Makes the run on the server, and locally under the same id.</summary>
    public async ValueTask<OpenedRun> CreateAsync(CreateRunRequest request, CancellationToken cancellationToken) =>
        await OpenHereAsync(await _target.CreateRunAsync(request, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>Goes on with a run of the server.</summary>
    public async ValueTask<OpenedRun> OpenAsync(string runId, CancellationToken cancellationToken)
    {
        var record = await _target.GetRunAsync(runId, cancellationToken).ConfigureAwait(false);
        if (record.Info.LifecycleStage == LifecycleStage.Deleted)
        {
            throw new MlTrackException(MlTrackErrorCode.InternalError, $"Cannot start run with ID {runId} because it is in the deleted state.") { RunId = runId };
        }

        return await OpenHereAsync(record, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The factory of runs that the server has not heard of: they get local ids, and the sender makes them on the server when it answers.</summary>
    internal IRunWriterFactory Offline() => new OfflineFactory(this);

    /// <summary>The spool.</summary>
    internal FileTrackingStore Store => _sender.Value.Store;

    public void Dispose()
    {
        if (_sender.IsValueCreated)
        {
            _sender.Value.Dispose();
        }

        if (_budget.IsValueCreated)
        {
            _budget.Value?.Dispose();
        }
    }

    private FileTrackingStore OpenSpool()
    {
        var folder = SpoolStart.FolderFor(_target.Uri, _environment());
        var store = new FileTrackingStore(folder, _options);
        SpoolTarget.Write(store.Context, folder, _target.Uri);
        return store;
    }

    private SpoolBudget? OpenBudget() => (_options.SpoolLimit ?? _environment().SpoolLimit) is { } limit
        ? new SpoolBudget(_sender.Value.Store, _target.Uri, limit, _sender.Value.IsOpen, _policy.Time)
        : null;

    private async Task<OpenedRun> OpenHereAsync(RunRecord record, CancellationToken cancellationToken)
    {
        var sender = _sender.Value;
        var id = record.Info.RunId;
        var place = sender.Store.Context.Locator.FindRun(id);
        if (place is null)
        {
            var name = (await _target.GetExperimentAsync(record.Info.ExperimentId, cancellationToken).ConfigureAwait(false)).Name;
            await sender.Store.CreateRunAsync(
                new CreateRunRequest
                {
                    RunId = id, ExperimentId = await ExperimentOfAsync(sender.Store, name, cancellationToken).ConfigureAwait(false), UserId = record.Info.UserId,
                    StartTime = record.Info.StartTime, RunName = record.Info.RunName,
                    Tags = [.. record.Data.Tags.Where(tag => tag.Key != RunSync.SourceTag).Select(tag => new RunTag(tag.Key, tag.Value)), new RunTag(RunSync.SourceTag, id)],
                },
                cancellationToken).ConfigureAwait(false);
            place = sender.Store.Context.Locator.FindRun(id)!;
        }

        // Known from the start: that it is the same run need not be found out.
        using (var cursor = CursorFile.TryOpen(sender.Store.Context, place.Folder, _target.Uri, cancellationToken))
        {
            if (cursor?.Read() is { RunId.Length: 0 })
            {
                cursor.Write(new SyncCursor { Target = _target.Uri, RunId = id });
            }
        }

        return await OpenAsync(sender, id, record, cancellationToken).ConfigureAwait(false);
    }

    private async Task<OpenedRun> OpenAsync(SpoolSender sender, string id, RunRecord record, CancellationToken cancellationToken)
    {
        var local = await sender.Store.GetRunAsync(id, cancellationToken).ConfigureAwait(false);
        var artifacts = await sender.Store.GetRunArtifactsAsync(local.Info, cancellationToken).ConfigureAwait(false);
        artifacts = _budget.Value is { } budget ? new LimitedArtifactRepository(artifacts, budget) : artifacts;
        var writer = await sender.Store.OpenRunWriterAsync(id, cancellationToken).ConfigureAwait(false);
        sender.Add(id);
        return new OpenedRun(record, new SpoolRunWriter(writer, sender, record.Info, _policy), artifacts);
    }

    private static async Task<string> ExperimentOfAsync(FileTrackingStore spool, string name, CancellationToken cancellationToken)
    {
        if (await spool.FindExperimentByNameAsync(name, cancellationToken).ConfigureAwait(false) is { } found)
        {
            return found.ExperimentId;
        }

        try
        {
            return await spool.CreateExperimentAsync(new CreateExperimentRequest { Name = name }, cancellationToken).ConfigureAwait(false);
        }
        catch (MlTrackException exception) when (exception.ErrorCode == MlTrackErrorCode.ResourceAlreadyExists)
        {
            return (await spool.FindExperimentByNameAsync(name, cancellationToken).ConfigureAwait(false))?.ExperimentId
                ?? throw TrackingErrors.InvalidParameter(exception.Message);
        }
    }

    private sealed class OfflineFactory(SpoolRunWriterFactory owner) : IRunWriterFactory
    {
        public async ValueTask<OpenedRun> CreateAsync(CreateRunRequest request, CancellationToken cancellationToken)
        {
            var record = await owner.Store.CreateRunAsync(request, cancellationToken).ConfigureAwait(false);
            return await owner.OpenAsync(owner._sender.Value, record.Info.RunId, record, cancellationToken).ConfigureAwait(false);
        }

        public async ValueTask<OpenedRun> OpenAsync(string runId, CancellationToken cancellationToken) => await owner.OpenAsync(
            owner._sender.Value, runId, await owner.Store.GetRunAsync(runId, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }
}
