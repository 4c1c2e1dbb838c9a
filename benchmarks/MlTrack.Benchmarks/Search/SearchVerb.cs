using System.Diagnostics;
using System.Globalization;
using MlTrack.Internal.FileStore;
using MlTrack.Search;
using MlTrack.Stores;

namespace MlTrack.Benchmarks.Search;

/// <summary>
/// <c>search FOLDER [ROUNDS] [PART…]</c>: measures searches over a tree that <see cref="GenerateVerb"/> made, each beside the bare calls it cannot do without, in turns. A "new process" is a store that
/// has just been opened in a process whose code is compiled: what .NET itself takes to start is the same for every program.
/// The parts are <c>first</c>, <c>everything</c>, <c>narrow</c> (the index on disk has only what the query needs), <c>known</c> (it has everything),
/// <c>all</c>, <c>memory</c>, <c>watched</c>; all of them if none is named.
/// </summary>
internal sealed class SearchVerb : IDisposable
{
    private static readonly string[] Parts = ["first", "everything", "narrow", "known", "all", "memory", "watched"];

    private const int WarmUpRounds = 35;
    private const int QuietRounds = 101;
    private const int ExportPage = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static readonly SearchRunsQuery Top = new()
    {
        AllExperiments = true, Filter = "metrics.accuracy > 0.01", OrderBy = ["metrics.accuracy DESC"], MaxResults = 100,
    };

    // No run fits, so that every clause of every run is looked at.
    private static readonly SearchRunsQuery Everything = new()
    {
        AllExperiments = true,
        Filter = string.Join(
            " OR ",
            [
                .. RunTree.MetricKeys.Select(key => $"metrics.`{key}` > 1e9"), .. RunTree.ParamKeys.Select(key => $"params.`{key}` = 'no'"),
                .. RunTree.TagKeys.Select(key => $"tags.`{key}` = 'no'"),
            ]),
    };

    private static readonly SearchRunsQuery All = new() { AllExperiments = true, Parts = RunParts.Metrics | RunParts.Params | RunParts.Tags };

    private readonly string _root;
    private readonly int _rounds;
    private readonly RawTree _raw;
    private readonly BenchmarkFolder _cache = new();

    private SearchVerb(string root, int rounds)
    {
        _root = Path.GetFullPath(root);
        _rounds = rounds;
        _raw = new RawTree(_root);
    }

    public static int Run(ReadOnlySpan<string> args)
    {
        var rounds = 7;
        var parts = args.Length > 2 ? args.Slice(2).ToArray() : Parts;
        if (args.Length < 1 || (args.Length > 1 && !int.TryParse(args[1], NumberStyles.None, CultureInfo.InvariantCulture, out rounds)) || rounds < 1 || parts.Except(Parts).Any())
        {
            Console.Error.WriteLine($"usage: search FOLDER [ROUNDS] [PART…], each of {string.Join(", ", Parts)}");
            return 2;
        }

        using var verb = new SearchVerb(args[0], rounds);
        verb.Measure(parts.Contains);
        return 0;
    }

    public void Dispose() => _cache.Dispose();

    private void Measure(Func<string, bool> has)
    {
        Say($"{_raw.ListRuns().Count} runs, {RawTree.Workers} threads, best of {_rounds} rounds; processor time, and in brackets the clock");
        Say("");
        Say("| operation | raw, ms | ours, ms | ratio |");
        Say("| --- | --- | --- | --- |");
        WarmUp(has("everything"));
        if (has("first"))
        {
            Row("first search ever, one metric, top 100", Rounds.Measure(_rounds, _raw.ReadForFilter, () => Search(OpenFirst(), Top)));
            Row("the same, nothing kept (UseIndex = false)", Rounds.Measure(_rounds, _raw.ReadForFilter, () => Search(Open(useIndex: false), Top)));
        }

        if (has("everything"))
        {
            Row("first search that needs every file", Rounds.Measure(_rounds, _raw.ReadEverything, () => Search(OpenFirst(), Everything)));
        }

        if (has("narrow"))
        {
            Search(OpenFirst(), Top);
            MeasureKnown("narrow index");
        }

        if (!Parts.Skip(3).Any(has))
        {
            return;
        }

        Search(OpenFirst(), Everything);
        Search(Open(), Top);
        Each(("known", () => MeasureKnown("index")), ("all", MeasureAll), ("memory", MeasureMemory), ("watched", MeasureWatched));

        void Each(params ReadOnlySpan<(string Part, Action Measure)> parts)
        {
            foreach (var part in parts)
            {
                if (has(part.Part))
                {
                    part.Measure();
                }
            }
        }
    }

    // The runtime compiles what was called thirty times once more.
    private void WarmUp(bool withEverything)
    {
        for (var i = 0; i < WarmUpRounds; i++)
        {
            Search(OpenFirst(), Top);
            Search(Open(), Top);
        }

        if (withEverything)
        {
            Search(OpenFirst(), Everything);
        }
    }

    private void MeasureKnown(string index)
    {
        Row($"new process, {index} on disk, nothing changed", Rounds.Measure(_rounds, () => _raw.StatForFilter(), () => Search(Open(), Top)));
        Row("the same with one run changed", Rounds.Measure(_rounds, () => ChangeThen(() => _raw.StatForFilter(changed: 1)), () => ChangeThen(() => Search(Open(), Top))));
        var store = Open();
        Row("same process, nothing changed", Rounds.Measure(_rounds, () => _raw.StatForFilter(), () => Search(store, Top)));
    }

    private void MeasureAll()
    {
        Row("all runs whole, nothing kept (ListRunsAsync)", Rounds.Measure(_rounds, _raw.ListAndReadEverything, () => List(Open(useIndex: false))));
        var store = Open();
        var costs = Rounds.Measure(_rounds, _raw.ListAndReadEverything, () => List(store), () => Page(store), () => Export(store));
        Row("all runs whole, known (ListRunsAsync)", [costs[0], costs[1]]);
        Row($"all runs whole, known, in pages of {ExportPage} (SearchRunsAsync)", [costs[0], costs[2]]);
        Row("all runs to JSON Lines, known (RunExport)", [costs[0], costs[3]]);
    }

    private void MeasureMemory()
    {
        var runs = _raw.ListRuns().Count;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var store = Open();
        Search(store, Everything);
        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / runs;
        Say($"| memory of the index, bytes a run: counted {store.Index!.Bytes / runs}, measured {bytes} | | | |");
    }

    private void MeasureWatched()
    {
        using var store = new FileTrackingStore(_root, new MlTrackClientOptions { IndexFolder = _cache.Path, WatchFiles = true });
        Search(store, Top);
        for (var watch = Stopwatch.StartNew(); !store.Watch!.IsQuiet || watch.Elapsed < TimeSpan.FromSeconds(5);)
        {
            Search(store, Top);
            Thread.Sleep(100);
            if (watch.Elapsed > Patience)
            {
                Say("| watched | | not quiet in ten minutes | |");
                return;
            }
        }

        // Too short for the clock of the processors one by one.
        var processor = Rounds.MeasureOnce(() =>
        {
            for (var i = 0; i < QuietRounds; i++)
            {
                Search(store, Top);
            }
        }) / QuietRounds;
        var best = Rounds.Measure(QuietRounds, () => Search(store, Top))[0];
        Say($"| watched ({(store.Watch.HasNotices ? "notices" : "no notices: polled")}), one metric, order, top 100 | | {processor.Processor:F1} ({best.Time:F1}) | |");
    }

    private FileTrackingStore OpenFirst()
    {
        foreach (var file in Directory.GetFiles(_cache.Path))
        {
            File.Delete(file);
        }

        return Open();
    }

    private FileTrackingStore Open(bool useIndex = true) => new(_root, new MlTrackClientOptions { IndexFolder = _cache.Path, UseIndex = useIndex });

    private static void Search(FileTrackingStore store, SearchRunsQuery query) => store.SearchRunsAsync(query).AsTask().GetAwaiter().GetResult();

    private static void List(FileTrackingStore store) => Wait(async () =>
    {
        await foreach (var run in store.StreamRunsAsync(All, CancellationToken.None).ConfigureAwait(false))
        {
            GC.KeepAlive(run);
        }
    });

    private static void Page(FileTrackingStore store)
    {
        var query = All with { MaxResults = ExportPage };
        do
        {
            query = query with { PageToken = store.SearchRunsAsync(query).AsTask().GetAwaiter().GetResult().NextPageToken };
        }
        while (query.PageToken is not null);
    }

    private static void Export(FileTrackingStore store) => Wait(() => RunExport.WriteJsonLinesAsync(store, All, Stream.Null));

    private static void Wait(Func<Task> work) => work().GetAwaiter().GetResult();

    // A metric of one run gets a point, which is taken away again at the next change, so that the tree stays what it was.
    private void ChangeThen(Action work)
    {
        var file = Path.Combine(_raw.ListRuns()[0], "metrics", "accuracy");
        var lines = File.ReadAllLines(file);
        File.WriteAllLines(file, lines.Length > RunTree.Points ? lines.Take(RunTree.Points) : lines.Append("1800000000000 0.5 10"));
        work();
    }

    private static void Row(string name, Cost[] costs) => Say(
        $"| {name} | {costs[0].Processor:F0} ({costs[0].Time:F0}) | {costs[1].Processor:F0} ({costs[1].Time:F0}) | {costs[1].Processor / costs[0].Processor:F2} × ({costs[1].Time / costs[0].Time:F2} ×) |");

    private static void Say(FormattableString line) => Console.WriteLine(FormattableString.Invariant(line));

    private static void Say(string line) => Console.WriteLine(line);
}
