using System.Runtime.InteropServices;

namespace MlTrack.Internal.SystemMetrics;

/// <summary>Windows: <c>GetSystemTimes</c>, <c>GlobalMemoryStatusEx</c>, and .NET's own counters of network interfaces.</summary>
internal sealed unsafe class WindowsFacts : ISystemFacts
{
    /// <inheritdoc/>
    public CpuTimes? ReadCpuTimes()
    {
        long idle, kernel, user;
        if (GetSystemTimes(&idle, &kernel, &user) == 0)
        {
            return null;
        }

        // The kernel's time includes the idle time.
        return new CpuTimes(kernel + user - idle, kernel + user);
    }

    /// <inheritdoc/>
    public MemoryUse? ReadMemory()
    {
        var status = new MemoryStatus { Length = (uint)sizeof(MemoryStatus) };
        return GlobalMemoryStatusEx(&status) == 0 ? null : new MemoryUse(status.TotalPhysical - (double)status.AvailablePhysical, status.TotalPhysical);
    }

    /// <inheritdoc/>
    public NetworkBytes? ReadNetwork() => InterfaceCounters.Read();

    [DllImport("kernel32.dll", SetLastError = true)]
    private static extern int GetSystemTimes(long* idle, long* kernel, long* user);

    [DllImport("kernel32.dll", SetLastError = true)]
    private static extern int GlobalMemoryStatusEx(MemoryStatus* status);

    // MEMORYSTATUSEX
    [StructLayout(LayoutKind.Sequential)]
    private struct MemoryStatus
    {
        public uint Length;
        public uint Load;
        public ulong TotalPhysical;
        public ulong AvailablePhysical;
        public ulong TotalPageFile;
        public ulong AvailablePageFile;
        public ulong TotalVirtual;
        public ulong AvailableVirtual;
        public ulong AvailableExtendedVirtual;
    }
}
