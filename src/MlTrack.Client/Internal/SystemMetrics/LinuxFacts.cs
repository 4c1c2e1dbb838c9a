using System.Globalization;
using MlTrack.Internal.Context;

namespace MlTrack.Internal.SystemMetrics;

/// <summary>Linux: <c>/proc/stat</c>, <c>/proc/meminfo</c> and <c>/proc/net/dev</c>, counted as psutil does.</summary>
internal sealed class LinuxFacts : ISystemFacts
{
    private const double BytesPerKibibyte = 1024;

    private static readonly char[] Blanks = [' ', '\t'];

    private readonly string _folder;

    internal LinuxFacts(string folder = "/proc") => _folder = folder;

    /// <inheritdoc/>
    public CpuTimes? ReadCpuTimes()
    {
        // cpu user nice system idle iowait irq softirq steal guest guest_nice; the guests' time is in user and nice already.
        const int Idle = 3;
        const int IoWait = 4;
        const int Counted = 8;
        foreach (var line in Lines("stat"))
        {
            if (!line.StartsWith("cpu ", StringComparison.Ordinal))
            {
                continue;
            }

            var fields = line.Split(Blanks, StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(Counted).Select(Number).ToArray();
            return fields.Length > Idle ? new CpuTimes(fields.Sum() - fields[Idle] - fields.ElementAtOrDefault(IoWait), fields.Sum()) : null;
        }

        return null;
    }

    /// <inheritdoc/>
    public MemoryUse? ReadMemory()
    {
        var kibibytes = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var line in Lines("meminfo"))
        {
            var fields = line.Split(Blanks, StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length >= 2)
            {
                kibibytes[fields[0].TrimEnd(':')] = Number(fields[1]);
            }
        }

        double Of(string name) => kibibytes.TryGetValue(name, out var value) ? value * BytesPerKibibyte : 0;
        var used = Of("MemTotal") - Of("MemFree") - Of("Buffers") - Of("Cached") - Of("SReclaimable");
        return Of("MemTotal") > 0 ? new MemoryUse(used >= 0 ? used : Of("MemTotal") - Of("MemFree"), Of("MemTotal")) : null;
    }

    /// <inheritdoc/>
    public NetworkBytes? ReadNetwork()
    {
        const int Received = 0;
        const int Transmitted = 8;
        NetworkBytes? sum = null;
        foreach (var line in Lines(Path.Combine("net", "dev")))
        {
            var colon = line.IndexOf(':');
            var fields = colon < 0 ? [] : line.Substring(colon + 1).Split(Blanks, StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > Transmitted)
            {
                var before = sum ?? default;
                sum = new NetworkBytes(before.Received + Number(fields[Received]), before.Transmitted + Number(fields[Transmitted]));
            }
        }

        return sum;
    }

    private string[] Lines(string file) => (SmallFile.TryReadText(Path.Combine(_folder, file)) ?? string.Empty).Split('\n');

    private static double Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
