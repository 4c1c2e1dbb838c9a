using System.Runtime.InteropServices;

namespace MlTrack.Internal.SystemMetrics;

/// <summary>macOS: the kernel's <c>host_statistics</c> and <c>sysctl</c>, and .NET's own counters of network interfaces.</summary>
internal sealed unsafe class MacFacts : ISystemFacts
{
    private const string Library = "libSystem";
    private const int CpuLoad = 3; // HOST_CPU_LOAD_INFO
    private const int VirtualMemory = 4; // HOST_VM_INFO64
    private const int CpuFields = 4;
    private const int MemoryFields = 64; // more than vm_statistics64 has in any version
    private const int ActivePages = 1;
    private const int WiredPages = 3;

    // One right to the host's port, which lives as long as the process.
    private readonly uint _host = mach_host_self();

    /// <inheritdoc/>
    public CpuTimes? ReadCpuTimes()
    {
        var ticks = stackalloc uint[CpuFields];
        uint count = CpuFields;
        if (host_statistics64(_host, CpuLoad, ticks, &count) != 0)
        {
            return null;
        }

        // user, system, idle, nice
        double busy = (double)ticks[0] + ticks[1] + ticks[3];
        return new CpuTimes(busy, busy + ticks[2]);
    }

    /// <inheritdoc/>
    public MemoryUse? ReadMemory()
    {
        var fields = stackalloc uint[MemoryFields];
        uint count = MemoryFields;
        long total = 0;
        nuint size = sizeof(long);
        fixed (byte* name = "hw.memsize\0"u8)
        {
            if (host_statistics64(_host, VirtualMemory, fields, &count) != 0 || sysctlbyname(name, &total, &size, null, 0) != 0)
            {
                return null;
            }
        }

        // free, active, inactive, wired: psutil counts active and wired as used.
        return new MemoryUse(((double)fields[ActivePages] + fields[WiredPages]) * Environment.SystemPageSize, total);
    }

    /// <inheritdoc/>
    public NetworkBytes? ReadNetwork() => InterfaceCounters.Read();

    [DllImport(Library)]
    private static extern uint mach_host_self();

    [DllImport(Library)]
    private static extern int host_statistics64(uint host, int flavour, uint* information, uint* count);

    [DllImport(Library)]
    private static extern int sysctlbyname(byte* name, void* value, nuint* size, void* newValue, nuint newSize);
}
