using System.Diagnostics;

namespace MlTrack.Benchmarks;

/// <summary>What a piece of work took: its time, and that of the processors it kept busy, both in milliseconds.</summary>
internal readonly record struct Cost(double Time, double Processor)
{
    public static Cost operator /(Cost cost, double parts) => new(cost.Time / parts, cost.Processor / parts);
}

/// <summary>
/// Measures things in turns, so that a machine that is busy for a while is so for all of them. The best round counts: what other programs do can only make a round longer. On a
/// machine that is never idle the time of the processors tells more than the clock.
/// </summary>
internal static class Rounds
{
    /// <summary>Gives what each piece of work cost at best.</summary>
    /// <param name="rounds">How often each is done; one more time before, which does not count.</param>
    public static Cost[] Measure(int rounds, params Action[] works)
    {
        var best = works.Select(_ => new Cost(double.MaxValue, double.MaxValue)).ToArray();
        for (var round = 0; round <= rounds; round++)
        {
            for (var i = 0; i < works.Length; i++)
            {
                // Nobody pays for the garbage of the one before.
                GC.Collect();
                var cost = MeasureOnce(works[i]);
                if (round > 0)
                {
                    best[i] = new Cost(Math.Min(best[i].Time, cost.Time), Math.Min(best[i].Processor, cost.Processor));
                }
            }
        }

        return best;
    }

    /// <summary>Gives what a piece of work cost.</summary>
    public static Cost MeasureOnce(Action work)
    {
        var before = Processor();
        var watch = Stopwatch.StartNew();
        work();
        return new Cost(watch.Elapsed.TotalMilliseconds, (Processor() - before).TotalMilliseconds);
    }

    private static TimeSpan Processor()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }
}
