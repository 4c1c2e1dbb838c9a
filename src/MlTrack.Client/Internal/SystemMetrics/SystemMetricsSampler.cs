using Microsoft.Extensions.Logging;

namespace MlTrack.Internal.SystemMetrics;

/// <summary>
/// Logs processor, memory, disk, network and graphics processors of the machine while a run goes on: MLflow's names, units and rounding, under
/// <c>system/</c> or <c>system/&lt;node id&gt;/</c>.
/// </summary>
/// <remarks>
/// The first point comes after the first interval (times the samples of a point); a shorter run has none, as in MLflow. A measurement that fails is said once
/// in the log and left out; nothing is thrown into the run. A tick that comes while the one before is still busy is passed over. Disposing stops it; a point
/// that is being taken in that moment may still come. Thread-safe.
/// </remarks>
internal sealed partial class SystemMetricsSampler : IDisposable
{
    internal const string Prefix = "system/";
    internal const double BytesPerMegabyte = 1e6;

    private readonly SystemMetricsSettings _settings;
    private readonly TimeProvider _time;
    private readonly Action<string, double, long, long> _log;
    private readonly ILogger _logger;
    private readonly IReadOnlyList<ISystemMonitor> _monitors;
    private readonly HashSet<Type> _failed = [];
    private readonly SystemSamples _samples = new();
    private readonly string _prefix;
    private readonly ITimer _timer;
    private int _busy;
    private int _taken;
    private long _step;
    private volatile bool _disposed;

    /// <summary>Starts sampling.</summary>
    /// <param name="log">Takes key, value, time in milliseconds since 1970 and step, on a background thread.</param>
    /// <param name="monitors">What to measure; null for all of this machine.</param>
    internal SystemMetricsSampler(
        SystemMetricsSettings settings,
        TimeProvider time,
        Action<string, double, long, long> log,
        ILogger logger,
        IReadOnlyList<ISystemMonitor>? monitors = null)
    {
        _settings = settings;
        _time = time;
        _log = log;
        _logger = logger;
        _monitors = monitors ?? SystemMonitors.Create();
        _prefix = settings.NodeId is null ? Prefix : Prefix + settings.NodeId + "/";
        _step = settings.FirstStep;

        _timer = CreateTimer();
    }

    /// <summary>The step at which a resumed run goes on: one more than the greatest of its system metrics.</summary>
    /// <param name="latest">The latest points of the run, by key.</param>
    internal static long FirstStepAfter(IReadOnlyDictionary<string, Metric> latest)
    {
        long next = 0;
        foreach (var metric in latest)
        {
            if (metric.Key.StartsWith(Prefix, StringComparison.Ordinal) && metric.Value.Step >= next)
            {
                next = metric.Value.Step + 1;
            }
        }

        return next;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        _timer.Dispose();
    }

    /// <summary>Takes one sample, and publishes when there are enough.</summary>
    internal async Task TickAsync()
    {
        if (_disposed || Interlocked.Exchange(ref _busy, 1) == 1)
        {
            return;
        }

        try
        {
            foreach (var monitor in _monitors)
            {
                await CollectAsync(monitor).ConfigureAwait(false);
            }

            if (++_taken >= _settings.SamplesBeforeLogging)
            {
                _taken = 0;
                Publish();
            }
        }
        catch (Exception exception)
        {
            // The top of a timer's call: beyond it there is only the end of the process, which a metric is not worth.
            LogFailed(_logger, exception, nameof(SystemMetricsSampler));
        }
        finally
        {
            Volatile.Write(ref _busy, 0);
        }
    }

    private ITimer CreateTimer()
    {
        ITimer Create() => _time.CreateTimer(_ => _ = TickAsync(), null, _settings.Interval, _settings.Interval);
        if (ExecutionContext.IsFlowSuppressed())
        {
            return Create();
        }

        // The timer outlives the call that made it, and must not keep what belongs to that call only.
        using (ExecutionContext.SuppressFlow())
        {
            return Create();
        }
    }

    private async Task CollectAsync(ISystemMonitor monitor)
    {
        try
        {
            await monitor.CollectAsync(_samples).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // What a system's own interfaces throw is not known beforehand; the other measurements go on.
            if (_failed.Add(monitor.GetType()))
            {
                LogFailed(_logger, exception, monitor.GetType().Name);
            }
        }
    }

    private void Publish()
    {
        var timestamp = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var points = _samples.Take();
        foreach (var point in points)
        {
            if (_disposed)
            {
                return;
            }

            _log(_prefix + point.Key, point.Value, timestamp, _step);
        }

        _step++;
    }

    [LoggerMessage(EventId = 4201, Level = LogLevel.Warning, Message = "System metrics of {Source} could not be taken; the run goes on without them.")]
    private static partial void LogFailed(ILogger logger, Exception exception, string source);
}
