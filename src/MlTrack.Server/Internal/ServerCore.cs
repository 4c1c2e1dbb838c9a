using Microsoft.Extensions.Logging;
using MlTrack.Server.Internal.Artifacts;
using MlTrack.Server.Internal.Security;
using MlTrack.Stores;

namespace MlTrack.Server.Internal;

/// <summary>What the requests of one server share.</summary>
internal sealed class ServerCore : IDisposable
{
    internal ServerCore(ITrackingStore store, MlTrackServerOptions options, ILoggerFactory loggers)
    {
        Store = store;
        Options = options;
        Logger = loggers.CreateLogger("MlTrack.Server");
        Gate = new Gate(this, options.TimeProvider);
        Metrics = new ServerMetrics();
        Audit = new AuditLog(this, options.TimeProvider);
        Locations = new ArtifactLocations(options);
        Artifacts = new ArtifactRouter(this);
        Uploads = new MultipartUploads(this);
    }

    internal ITrackingStore Store { get; }

    internal MlTrackServerOptions Options { get; }

    internal ILogger Logger { get; }

    internal Gate Gate { get; }

    internal ServerMetrics Metrics { get; }

    internal AuditLog Audit { get; }

    internal ArtifactLocations Locations { get; }

    internal ArtifactRouter Artifacts { get; }

    internal MultipartUploads Uploads { get; }

    /// <summary>Whether the store answers.</summary>
    internal async ValueTask<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Store.GetExperimentAsync("0", cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (MlTrackException missing) when (missing.ErrorCode == MlTrackErrorCode.ResourceDoesNotExist)
        {
            // Not every store has it; that was an answer.
            return true;
        }
        catch (MlTrackException fault)
        {
            ServerLog.NotReady(Logger, fault);
            return false;
        }
    }

    /// <summary>For changes that read a tag, add to it and write it again.</summary>
    internal SemaphoreSlim ReadModifyWrite { get; } = new(1, 1);

    public void Dispose()
    {
        Gate.Dispose();
        Audit.Dispose();
        Metrics.Dispose();
        ReadModifyWrite.Dispose();
    }
}
