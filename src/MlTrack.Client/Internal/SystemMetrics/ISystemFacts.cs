namespace MlTrack.Internal.SystemMetrics;

/// <summary>The counters of the operating system. A counter that this system does not offer is null.</summary>
internal interface ISystemFacts
{
    /// <summary>The processors' time since the start, summed over all; only differences mean something.</summary>
    CpuTimes? ReadCpuTimes();

    MemoryUse? ReadMemory();

    /// <summary>The bytes of all network interfaces since the start.</summary>
    NetworkBytes? ReadNetwork();
}

/// <summary>Processor time in any unit.</summary>
internal readonly record struct CpuTimes(double Busy, double Total);

/// <summary>Memory in bytes.</summary>
internal readonly record struct MemoryUse(double Used, double Total);

/// <summary>Traffic in bytes.</summary>
internal readonly record struct NetworkBytes(double Received, double Transmitted);
