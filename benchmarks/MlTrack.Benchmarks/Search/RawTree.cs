namespace MlTrack.Benchmarks.Search;

/// <summary>The bare calls over a tree of <see cref="RunTree"/> that a search cannot do without, on as many threads as a search uses.</summary>
internal sealed class RawTree(string root)
{
    private const int PageSize = 100;

    /// <summary>As many threads as a search has.</summary>
    public static int Workers { get; } = Math.Clamp(Environment.ProcessorCount, 2, 16);

    private static readonly string[] Folders = ["metrics", "params", "tags"];
    private static readonly string[] AllFiles =
        ["meta.yaml", .. RunTree.MetricKeys.Select(key => "metrics/" + key), .. RunTree.ParamKeys.Select(key => "params/" + key), .. RunTree.TagKeys.Select(key => "tags/" + key)];

    private static readonly string[] FilterFiles = ["meta.yaml", "metrics/accuracy"];

    /// <summary>The folders of all runs: each experiment is listed.</summary>
    public List<string> ListRuns() => Directory.EnumerateDirectories(root).SelectMany(Directory.EnumerateDirectories).ToList();

    /// <summary>Opens and reads of each run what a filter on one metric looks at, then a page of runs whole.</summary>
    public void ReadForFilter()
    {
        var runs = ListRuns();
        Each(runs, runs.Count, (run, buffer) => Read(run, FilterFiles, buffer));
        Each(runs, PageSize, ReadWhole);
    }

    /// <summary>Opens and reads all files, by name.</summary>
    public void ReadEverything()
    {
        var runs = ListRuns();
        Each(runs, runs.Count, (run, buffer) => Read(run, AllFiles, buffer));
    }

    /// <summary>Opens and reads all files, as they are found in their folders.</summary>
    public void ListAndReadEverything()
    {
        var runs = ListRuns();
        Each(runs, runs.Count, ReadWhole);
    }

    /// <summary>Stats of each run what a filter on one metric looks at, then all files of a page of runs, and reads those of some runs.</summary>
    public void StatForFilter(int changed = 0)
    {
        var runs = ListRuns();
        Each(runs, runs.Count, (run, _) => Stat(run, FilterFiles));
        Each(runs, PageSize, (run, _) =>
        {
            foreach (var folder in Folders)
            {
                foreach (var file in Directory.EnumerateFiles(Path.Combine(run, folder), "*", SearchOption.AllDirectories))
                {
                    Native.Stat(file);
                }
            }
        });
        Each(runs, changed, ReadWhole);
    }

    private static void ReadWhole(string run, byte[] buffer)
    {
        Native.ReadAll(run + "/meta.yaml", buffer);
        foreach (var folder in Folders)
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(run, folder), "*", SearchOption.AllDirectories))
            {
                Native.ReadAll(file, buffer);
            }
        }
    }

    private static void Read(string run, string[] files, byte[] buffer)
    {
        foreach (var file in files)
        {
            Native.ReadAll(run + "/" + file, buffer);
        }
    }

    private static void Stat(string run, string[] files)
    {
        foreach (var file in files)
        {
            Native.Stat(run + "/" + file);
        }
    }

    private static void Each(List<string> runs, int count, Action<string, byte[]> work)
    {
        var next = -1;
        Parallel.For(0, Workers, new ParallelOptions { MaxDegreeOfParallelism = Workers }, _ =>
        {
            var buffer = new byte[64 * 1024];
            for (var i = Interlocked.Increment(ref next); i < count && i < runs.Count; i = Interlocked.Increment(ref next))
            {
                work(runs[i], buffer);
            }
        });
    }
}
