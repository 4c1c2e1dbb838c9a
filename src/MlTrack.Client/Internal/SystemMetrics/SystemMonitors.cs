using System.Runtime.InteropServices;

namespace MlTrack.Internal.SystemMetrics;

/// <summary>Makes the monitors of this machine.</summary>
internal static class SystemMonitors
{
    internal static IReadOnlyList<ISystemMonitor> Create()
    {
        var monitors = new List<ISystemMonitor> { new DiskMonitor(), new GpuMonitor(Environment.GetEnvironmentVariable("PATH")) };
        if (CreateFacts() is { } facts)
        {
            monitors.AddRange([new CpuMonitor(facts), new MemoryMonitor(facts), new NetworkMonitor(facts)]);
        }

        return monitors;
    }

    private static ISystemFacts? CreateFacts()
    {
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Linux))
        {
            return new LinuxFacts();
        }

        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
        {
            return new WindowsFacts();
        }

        return RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? new MacFacts() : null;
    }
}
