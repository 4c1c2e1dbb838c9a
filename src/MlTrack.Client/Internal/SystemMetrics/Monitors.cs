namespace MlTrack.Internal.SystemMetrics;

/// <summary>The utilisation of all processors since the sample before.</summary>
internal sealed class CpuMonitor : ISystemMonitor
{
    private readonly ISystemFacts _facts;
    private CpuTimes? _before;

    internal CpuMonitor(ISystemFacts facts)
    {
        _facts = facts;
        _before = facts.ReadCpuTimes();
    }

    /// <inheritdoc/>
    public Task CollectAsync(SystemSamples samples)
    {
        var now = _facts.ReadCpuTimes();
        if (now is { } after && _before is { } before && after.Total > before.Total)
        {
            var share = (after.Busy - before.Busy) / (after.Total - before.Total);
            samples.Add("cpu_utilization_percentage", 100 * Math.Min(1, Math.Max(0, share)));
        }

        _before = now;
        return Task.CompletedTask;
    }
}

/// <summary>The memory of the machine that programs use.</summary>
internal sealed class MemoryMonitor : ISystemMonitor
{
    private readonly ISystemFacts _facts;

    internal MemoryMonitor(ISystemFacts facts) => _facts = facts;

    /// <inheritdoc/>
    public Task CollectAsync(SystemSamples samples)
    {
        if (_facts.ReadMemory() is { Total: > 0 } memory)
        {
            samples.Add("system_memory_usage_megabytes", memory.Used / SystemMetricsSampler.BytesPerMegabyte);
            samples.Add("system_memory_usage_percentage", 100 * memory.Used / memory.Total);
        }

        return Task.CompletedTask;
    }
}

/// <summary>The traffic of all network interfaces since monitoring started.</summary>
internal sealed class NetworkMonitor : ISystemMonitor
{
    private readonly ISystemFacts _facts;
    private readonly NetworkBytes? _start;

    internal NetworkMonitor(ISystemFacts facts)
    {
        _facts = facts;
        _start = facts.ReadNetwork();
    }

    /// <inheritdoc/>
    public Task CollectAsync(SystemSamples samples)
    {
        // An interface that went away takes its count along; a total never shrinks.
        if (_start is { } start && _facts.ReadNetwork() is { } now)
        {
            samples.SetTotal("network_receive_megabytes", Math.Max(0, now.Received - start.Received) / SystemMetricsSampler.BytesPerMegabyte);
            samples.SetTotal("network_transmit_megabytes", Math.Max(0, now.Transmitted - start.Transmitted) / SystemMetricsSampler.BytesPerMegabyte);
        }

        return Task.CompletedTask;
    }
}

/// <summary>The root file system; on Windows the system's drive.</summary>
internal sealed class DiskMonitor : ISystemMonitor
{
    private readonly string _root = Path.GetPathRoot(Environment.SystemDirectory) is { Length: > 0 } root ? root : "/";

    /// <inheritdoc/>
    public Task CollectAsync(SystemSamples samples)
    {
        var drive = new DriveInfo(_root);
        double used = drive.TotalSize - drive.TotalFreeSpace;
        double available = drive.AvailableFreeSpace;
        if (used + available > 0)
        {
            // What only the administrator may fill counts for neither, as psutil and df have it.
            samples.Add("disk_usage_percentage", 100 * used / (used + available));
            samples.Add("disk_usage_megabytes", used / SystemMetricsSampler.BytesPerMegabyte);
            samples.Add("disk_available_megabytes", available / SystemMetricsSampler.BytesPerMegabyte);
        }

        return Task.CompletedTask;
    }
}
