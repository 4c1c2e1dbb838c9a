using System.Globalization;
using Spectre.Console;

namespace MlTrack.Cli.Internal;

/// <summary>How values look to people: the same in every table and culture.</summary>
internal static class Show
{
    /// <summary>As much of a run's id as a table shows; commands take it for the whole.</summary>
    public static string ShortId(string runId) => runId.Length > 12 ? runId[..8] : runId;

    /// <summary>A time in UTC, to the second.</summary>
    public static string Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A number to six digits.</summary>
    public static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);

    /// <summary>How long a run took, or takes.</summary>
    public static string Duration(RunInfo run, DateTimeOffset now)
    {
        if (run.EndTime is null && run.Status != RunStatus.Running)
        {
            return "";
        }

        var span = (run.EndTime ?? now) - run.StartTime;
        return span < TimeSpan.Zero ? "" : Duration(span);
    }

    /// <summary>A time span in its two greatest units.</summary>
    public static string Duration(TimeSpan span) => span switch
    {
        { TotalSeconds: < 10 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0}s"),
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.Seconds}s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.Minutes}m {span.Seconds:00}s"),
        { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.Hours}h {span.Minutes:00}m"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(long)span.TotalDays}d {span.Hours:00}h"),
    };

    /// <summary>A size in bytes, in a unit that keeps it short.</summary>
    public static string Size(long? bytes) => bytes switch
    {
        null => "",
        < 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KiB"),
        < 1 << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1073741824.0:0.0} GiB"),
    };

    /// <summary>A count.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A count with its noun: <c>1 run</c>, <c>2 runs</c>.</summary>
    public static string Count(long count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}{(count == 1 ? "" : "s")}");

    /// <summary>The state of a run; one whose process is gone is marked.</summary>
    public static Cell Status(RunInfo run) => new(
        (run.LifecycleStage == LifecycleStage.Deleted ? "deleted, " : "") + run.Status.ToText() + (run.IsStale ? " (stale)" : ""),
        run.Status switch
        {
            RunStatus.Finished => Color.Green,
            RunStatus.Failed => Color.Red,
            RunStatus.Running when !run.IsStale => Color.Yellow,
            _ => Color.Grey,
        });
}
