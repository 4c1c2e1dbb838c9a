using System.Runtime.ExceptionServices;

namespace MlTrack.Internal.FileStore.Index;

/// <summary>Runs the workers of a search beside each other.</summary>
internal static class Workers
{
    // More than the processors could use waits for the disk, which serves several at once.
    private const int Least = 2;
    private const int Most = 16;

    /// <summary>How many workers a search has.</summary>
    internal static int Count { get; } = Math.Min(Math.Max(Environment.ProcessorCount, Least), Most);

    /// <summary>Does a piece of work several times beside each other; the calling thread takes part. The first fault is thrown as it was.</summary>
    internal static void Run(int count, Action work)
    {
        if (count <= 1)
        {
            work();
            return;
        }

        try
        {
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = count }, _ => work());
        }
        catch (AggregateException faults)
        {
            ExceptionDispatchInfo.Capture(faults.Flatten().InnerExceptions[0]).Throw();
        }
    }
}
