namespace MlTrack.Internal.Context;

/// <content>System metrics.</content>
internal sealed partial class MlflowEnvironment
{
    internal bool SystemMetricsEnabled => _read.Boolean("MLFLOW_ENABLE_SYSTEM_METRICS_LOGGING") ?? false;

    internal TimeSpan? SystemMetricsSamplingInterval => _read.Seconds("MLFLOW_SYSTEM_METRICS_SAMPLING_INTERVAL");

    internal int? SystemMetricsSamplesBeforeLogging => _read.IntegerAtLeast("MLFLOW_SYSTEM_METRICS_SAMPLES_BEFORE_LOGGING", 1);

    internal string? SystemMetricsNodeId => _read.Text("MLFLOW_SYSTEM_METRICS_NODE_ID");
}
