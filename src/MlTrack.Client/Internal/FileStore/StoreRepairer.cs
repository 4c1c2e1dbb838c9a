using MlTrack.Internal.IO;
using MlTrack.Stores;

namespace MlTrack.Internal.FileStore;

/// <summary>Mends what can be mended without losing anything that can be read.</summary>
internal sealed class StoreRepairer
{
    /// <summary>A temporary file that is younger may belong to a living writer.</summary>
    internal static readonly TimeSpan LeftOverAge = TimeSpan.FromHours(24);

    // A living writer's line is never partial for so long.
    private static readonly TimeSpan QuietTime = TimeSpan.FromSeconds(1);

    private const int TailBytes = 64 * 1024;

    private readonly StoreContext _context;

    internal StoreRepairer(StoreContext context) => _context = context;

    internal static bool IsOldLeftOver(StoreContext context, in FileStat stat) => Age(context, stat) >= LeftOverAge;

    /// <summary>Mends one problem, if it can be mended.</summary>
    internal StoreProblem Repair(StoreProblem problem)
    {
        if (!problem.CanRepair)
        {
            return problem;
        }

        var isRepaired = problem.Kind switch
        {
            ProblemKinds.FolderMissing => _context.Files.CreateDirectory(problem.Path),
            ProblemKinds.LeftOver => FolderRemover.Remove(_context.Files, problem.Path) > 0,
            ProblemKinds.MetricTornTail => CutTail(problem.Path),
            _ => false,
        };
        return problem with { Repaired = isRepaired };
    }

    private bool CutTail(string path)
    {
        // metrics/a/b lies two folders deeper than the run; a lock file among the metrics would be one to MLflow.
        var folder = Path.GetDirectoryName(path);
        while (folder is not null && !_context.Files.TryStat(MlrunsLayout.Meta(folder), out _))
        {
            folder = Path.GetDirectoryName(folder);
        }

        if (folder is null)
        {
            return false;
        }

        using var held = StoreLock.Acquire(_context.Files, folder, "cut a torn line");
        using var file = _context.Files.OpenAppend(path);
        var stat = file.Stat();
        if (Age(_context, stat) < QuietTime)
        {
            return false;
        }

        var tail = new byte[(int)Math.Min(TailBytes, stat.Size)];
        var start = stat.Size - tail.Length;
        var count = file.ReadAt(start, tail);
        var newline = new ReadOnlySpan<byte>(tail, 0, count).LastIndexOf((byte)'\n');
        if (newline == count - 1 || (newline < 0 && start > 0) || file.Stat().Size != stat.Size)
        {
            return false;
        }

        file.Truncate(start + newline + 1);
        return true;
    }

    private static TimeSpan Age(StoreContext context, in FileStat stat) =>
        context.Time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(stat.ModifiedNanoseconds / 1_000_000);
}
