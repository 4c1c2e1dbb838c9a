using System.Diagnostics;
using System.Globalization;

namespace MlTrack.Internal.IO;

/// <summary>Names a process so that another one, perhaps much later, can tell whether it still runs: a number alone is given out again.</summary>
/// <param name="Host">Machine name.</param>
/// <param name="Boot">Id of the machine's start on Linux, else empty.</param>
/// <param name="PidNamespace">Where the number counts, on Linux: containers may share a machine name and not their numbers. Else empty.</param>
/// <param name="Pid">The number.</param>
/// <param name="StartTime">When it started: on Linux ticks since <paramref name="Boot"/>, else milliseconds since 1970.</param>
internal sealed record ProcessIdentity(string Host, string Boot, string PidNamespace, int Pid, long StartTime)
{
    private const long ToleranceMilliseconds = 2000; // .NET computes the start from the clock, which may have been set meanwhile
    private static readonly string _boot = ReadLine("/proc/sys/kernel/random/boot_id");
    private static readonly string _pidNamespace = ReadPidNamespace();

    /// <summary>This process.</summary>
    public static ProcessIdentity Current { get; } = MakeCurrent();

    /// <summary>Whether it ran on this machine, judging by the name.</summary>
    public bool IsSameHost => string.Equals(Host, Current.Host, StringComparison.OrdinalIgnoreCase);

    /// <summary>Looks for the process.</summary>
    /// <returns>Whether it is alive or gone; unknown when it belongs to another machine or to a container whose numbers are not ours.</returns>
    public ProcessState Check()
    {
        if (!IsSameHost) return ProcessState.Unknown;
        if (Boot != _boot) return ProcessState.Gone;
        if (PidNamespace != _pidNamespace) return ProcessState.Unknown;
        var start = StartOf(Pid);
        if (start is null) return ProcessState.Gone;
        var tolerance = OperatingSystem.IsLinux() ? 0 : ToleranceMilliseconds;
        return Math.Abs(start.Value - StartTime) <= tolerance ? ProcessState.Alive : ProcessState.Gone;
    }

    private static ProcessIdentity MakeCurrent()
    {
        using var self = Process.GetCurrentProcess();
        return new ProcessIdentity(Environment.MachineName, _boot, _pidNamespace, self.Id, StartOf(self.Id) ?? 0);
    }

    private static long? StartOf(int pid)
    {
        if (OperatingSystem.IsLinux()) return StartTicks(pid);
        try
        {
            using var process = Process.GetProcessById(pid);
            if (process.HasExited) return null;
            return new DateTimeOffset(process.StartTime.ToUniversalTime()).ToUnixTimeMilliseconds();
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidOperationException)
        {
            return null; // no such process
        }
    }

    // Field 22 of /proc/<pid>/stat, counted behind the name, which stands in brackets and may hold anything. Dead but not yet collected counts as gone.
    private static long? StartTicks(int pid)
    {
        var line = ReadLine("/proc/" + pid.ToString(CultureInfo.InvariantCulture) + "/stat");
        var bracket = line.LastIndexOf(')');
        if (bracket < 0) return null;
        var fields = line.Substring(bracket + 1).Split([' '], StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 20 || fields[0] is "Z" or "X") return null;
        return long.TryParse(fields[19], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) ? ticks : null;
    }

    private static string ReadPidNamespace()
    {
        if (!OperatingSystem.IsLinux()) return "";
        return PhysicalFileSystem.Instance.TryStat("/proc/self/ns/pid", out var stat, followLink: true)
            ? stat.Inode.ToString(CultureInfo.InvariantCulture)
            : "";
    }

    private static string ReadLine(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path).Trim() : "";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return ""; // the process ended between the question and the answer, or /proc is hidden from us
        }
    }
}
