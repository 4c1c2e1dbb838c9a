namespace MlTrack.Tests.Support;

/// <summary>What a piece of code allocates on this thread once it is warm.</summary>
internal static class Allocation
{
    private const int Passes = 20;

    /// <summary>
    /// Gives the fewest bytes of many passes: the first ones meet what is made once (tables), and any of them may meet the runtime compiling the code anew.
    /// </summary>
    internal static long Of(Action pass)
    {
        var fewest = long.MaxValue;
        for (var i = 0; i < Passes && fewest > 0; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            pass();
            fewest = Math.Min(fewest, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return fewest;
    }
}
