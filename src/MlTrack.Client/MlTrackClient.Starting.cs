using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Ending;
using MlTrack.Internal.Spooling;
using MlTrack.Internal.Starting;
using MlTrack.Internal.SystemMetrics;
using MlTrack.Stores;

namespace MlTrack;

/// <content>How a run starts.</content>
public sealed partial class MlTrackClient
{
    // A child (isNested) does not go on with the run that the environment names: that one is its parent.
    internal async Task<Run> StartRunAsync(RunOptions options, bool isNested, CancellationToken cancellationToken)
    {
        Guard.NotNull(options);
        ThrowIfDisposed();
        if (options.StartFallback != StartFallback.Spool)
        {
            return await StartHereAsync(options, isNested, cancellationToken).ConfigureAwait(false);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(SpoolStart.Patience);
        try
        {
            return await StartHereAsync(options, isNested, patience.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (SpoolStart.Helps(exception))
        {
            return await StartInSpoolAsync(options, isNested, exception, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            return await StartInSpoolAsync(options, isNested, exception, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<Run> StartHereAsync(RunOptions options, bool isNested, CancellationToken cancellationToken)
    {
        // Asked before anything is made: a variable that cannot be understood must not leave half a run behind.
        var systemMetrics = options.LogSystemMetrics ?? EnvironmentVariables.SystemMetricsEnabled
            ? SystemMetricsSettings.From(EnvironmentVariables)
            : null;
        var opened = await new RunStarter(this, _writers).StartAsync(options, isNested, cancellationToken).ConfigureAwait(false);
        RunStarted();
        var run = new Run(this, opened, Policy);
        OpenRuns.Add(run);
        if (systemMetrics is not null)
        {
            run.StartSystemMetrics(systemMetrics);
        }

        return run;
    }

    private async Task<Run> StartInSpoolAsync(RunOptions options, bool isNested, Exception cause, CancellationToken cancellationToken)
    {
        var folder = SpoolStart.FolderFor(TrackingUri, EnvironmentVariables);
        Policy.Reporter.ReportSpooled(TrackingUri, folder, cause);

        // Closed at once: a client that is closed lives as long as its runs. The sender is this client's, and goes on with it.
        using var spool = _writers is SpoolRunWriterFactory factory
            ? new MlTrackClient(factory.Store, _options, factory.Offline()) { EnvironmentVariables = EnvironmentVariables }
            : new MlTrackClient(TrackingStores.File(folder, _options), _options) { EnvironmentVariables = EnvironmentVariables };
        var tags = new Dictionary<string, string>(StringComparer.Ordinal) { [SpoolStart.TargetTag] = TrackingUri };
        foreach (var tag in options.Tags ?? EmptyMap.Strings)
        {
            tags[tag.Key] = tag.Value;
        }

        var elsewhere = options.Clone();
        elsewhere.StartFallback = StartFallback.None;
        elsewhere.Tags = tags;
        return await spool.StartHereAsync(elsewhere, isNested, cancellationToken).ConfigureAwait(false);
    }
}
