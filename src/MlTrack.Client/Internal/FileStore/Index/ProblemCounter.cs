using MlTrack.Stores;

namespace MlTrack.Internal.FileStore.Index;

/// <summary>Passes problems on and counts them: what was read with a problem is not kept, so that the next search says it again. Not thread-safe.</summary>
internal sealed class ProblemCounter(ProblemSink next) : ProblemSink
{
    internal int Count { get; private set; }

    internal override bool WantsNotes => next.WantsNotes;

    internal override void Report(StoreProblem problem)
    {
        Count += problem.Severity == ProblemSeverity.Problem ? 1 : 0;
        next.Report(problem);
    }
}
