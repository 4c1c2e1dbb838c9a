using System.Globalization;

namespace MlTrack.Benchmarks.Remote;

/// <summary>
/// <c>remote [ROUNDS] [PART…]</c>: measures what goes through a server, each beside the bare calls it cannot do without, in turns: by the clock, and by the time of the processors in client and server
/// together. The parts are <c>run</c>, <c>sync</c>, <c>log-batch</c>, <c>search</c>, <c>artifact</c>, <c>start</c>; all of them if none is named.
/// </summary>
internal static class RemoteVerb
{
    private static readonly (string Name, Func<int, Task> Measure)[] Parts =
    [
        ("run", RunCalls.MeasureAsync), ("sync", Replication.MeasureAsync), ("log-batch", LogBatchRequests.MeasureAsync), ("search", SearchRequests.MeasureAsync),
        ("artifact", ArtifactCopies.MeasureAsync), ("start", ServerStart.MeasureAsync),
    ];

    public static async Task<int> RunAsync(string[] args)
    {
        var rounds = 3;
        var names = args.Skip(1).ToArray();
        if ((args.Length > 0 && !int.TryParse(args[0], NumberStyles.None, CultureInfo.InvariantCulture, out rounds)) || rounds < 1 ||
            names.Any(name => Parts.All(part => part.Name != name)))
        {
            Console.Error.WriteLine($"usage: remote [ROUNDS] [PART…], each of {string.Join(", ", Parts.Select(part => part.Name))}");
            return 2;
        }

        Say($"best of {rounds} rounds; by the clock, and in brackets the time of the processors");
        Say("");
        Say("| operation | raw, ms | ours, ms | ours / raw |");
        Say("| --- | --- | --- | --- |");
        foreach (var part in Parts.Where(part => names.Length == 0 || names.Contains(part.Name)))
        {
            await part.Measure(rounds).ConfigureAwait(false);
        }

        return 0;
    }

    /// <summary>Prints a row of the table.</summary>
    internal static void Row(string name, Cost raw, Cost ours, string more = "") => Say(FormattableString.Invariant(
        $"| {name} | {raw.Time:F1} ({raw.Processor:F1}) | {ours.Time:F1} ({ours.Processor:F1}) | {ours.Time / raw.Time:F2} × ({ours.Processor / raw.Processor:F2} ×) {more}|"));

    /// <summary>Gives the best of some rounds; the first one does not count.</summary>
    internal static Cost Best(IEnumerable<Cost> rounds) => new(rounds.Skip(1).Min(cost => cost.Time), rounds.Skip(1).Min(cost => cost.Processor));

    internal static void Say(string line) => Console.WriteLine(line);

    /// <summary>Gives what each piece of work cost at best, the pieces in turns; the first round does not count.</summary>
    internal static Cost[] Measure(int rounds, params Func<Task>[] works) =>
        Rounds.Measure(rounds, [.. works.Select(work => (Action)(() => work().GetAwaiter().GetResult()))]);
}
