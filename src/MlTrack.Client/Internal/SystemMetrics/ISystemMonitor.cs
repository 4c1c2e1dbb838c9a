namespace MlTrack.Internal.SystemMetrics;

/// <summary>Measures one part of the machine. Called by one caller at a time.</summary>
internal interface ISystemMonitor
{
    /// <summary>Adds what it measures now; nothing where this system does not tell.</summary>
    /// <param name="samples">Takes the values, under MLflow's names.</param>
    Task CollectAsync(SystemSamples samples);
}
