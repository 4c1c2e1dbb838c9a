using MlTrack.Internal.SystemMetrics;

namespace MlTrack;

/// <content>Metrics of the machine.</content>
public sealed partial class Run
{
    private SystemMetricsSampler? _sampler;

    /// <summary>Logs the machine's load into this run until it ends; called once, before anybody else has the run.</summary>
    internal void StartSystemMetrics(SystemMetricsSettings settings)
    {
        var first = settings with { FirstStep = SystemMetricsSampler.FirstStepAfter(_latestAtStart) };
        _sampler = new SystemMetricsSampler(first, Writer.Time, LogSystemMetric, Client.Logger);
    }

    private void StopBackgroundWork() => _sampler?.Dispose();

    // A sample may come while the run ends on another thread; it is too late then, and that is no fault.
    private void LogSystemMetric(string key, double value, long timestampMilliseconds, long step)
    {
        if (!HasEnded)
        {
            Series(key).Write(value, timestampMilliseconds, step);
        }
    }
}
