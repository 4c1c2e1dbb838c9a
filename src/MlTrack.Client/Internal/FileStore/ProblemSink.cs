using MlTrack.Internal.IO;
using MlTrack.Stores;

namespace MlTrack.Internal.FileStore;

/// <summary>Who hears of what is wrong in a tree while it is read.</summary>
internal abstract class ProblemSink
{
    /// <summary>True when notes are heard too; without that they are not even put into words.</summary>
    internal abstract bool WantsNotes { get; }

    internal abstract void Report(StoreProblem problem);

    /// <summary>Whether what a disk does not give is passed over like something that is missing, so that a list answers for the rest.</summary>
    internal virtual bool PassesOver(StoreIOException fault) => true;

    internal void Problem(string kind, string path, string message, RunPlace? run = null, string? experimentId = null, bool canRepair = false) =>
        Report(Make(ProblemSeverity.Problem, kind, path, message, run, experimentId, canRepair));

    internal void Note(string kind, string path, string message, RunPlace? run = null, string? experimentId = null, bool canRepair = false)
    {
        if (WantsNotes)
        {
            Report(Make(ProblemSeverity.Note, kind, path, message, run, experimentId, canRepair));
        }
    }

    private static StoreProblem Make(
        ProblemSeverity severity, string kind, string path, string message, RunPlace? run, string? experimentId, bool canRepair) => new()
        {
            Severity = severity,
            Kind = kind,
            Path = path,
            Message = message,
            ExperimentId = run?.Experiment.ExperimentId ?? experimentId,
            RunId = run?.RunId,
            CanRepair = canRepair,
        };
}

/// <summary>Keeps everything, in order.</summary>
internal class ProblemList : ProblemSink
{
    internal List<StoreProblem> Problems { get; } = [];

    internal override bool WantsNotes => true;

    internal override void Report(StoreProblem problem) => Problems.Add(problem);
}

/// <summary>For what somebody asks for by its id: a disk that fails at this moment is said to fail, and never taken for "there is no such thing".</summary>
/// <param name="others">Who else hears of it.</param>
internal sealed class RequiredProblems(ProblemSink? others = null) : ProblemList
{
    internal override bool PassesOver(StoreIOException fault) => !fault.IsTransient;

    internal override void Report(StoreProblem problem)
    {
        base.Report(problem);
        others?.Report(problem);
    }
}

/// <summary>Hears nothing: for look-ups whose findings are told elsewhere.</summary>
internal sealed class NoProblems : ProblemSink
{
    internal static readonly NoProblems Instance = new();

    internal override bool WantsNotes => false;

    internal override void Report(StoreProblem problem)
    {
    }
}
