using MlTrack.Internal.Context;

namespace MlTrack.Internal.SystemMetrics;

/// <summary>How system metrics are taken.</summary>
internal sealed record SystemMetricsSettings
{
    /// <summary>MLflow's interval between samples.</summary>
    internal static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(10);

    internal TimeSpan Interval { get; init; } = DefaultInterval;

    /// <summary>How many samples make one point.</summary>
    internal int SamplesBeforeLogging { get; init; } = 1;

    /// <summary>Names the machine where several log into one run; null for none.</summary>
    internal string? NodeId { get; init; }

    /// <summary>The step of the first point; see <see cref="SystemMetricsSampler.FirstStepAfter"/>.</summary>
    internal long FirstStep { get; init; }

    /// <summary>What MLflow's environment variables say.</summary>
    internal static SystemMetricsSettings From(MlflowEnvironment environment) => new()
    {
        Interval = environment.SystemMetricsSamplingInterval ?? DefaultInterval,
        SamplesBeforeLogging = environment.SystemMetricsSamplesBeforeLogging ?? 1,
        NodeId = environment.SystemMetricsNodeId,
    };
}
