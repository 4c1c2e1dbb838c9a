using System.Text;
using System.Text.Json;
using MlTrack.Client.Tests.Api.Support;
using MlTrack.Internal.FileStore;
using MlTrack.Internal.IO;
using MlTrack.Stores;
using MlTrack.Tests.Support;

namespace MlTrack.Tests.FileStore.Faults;

/// <summary>A tree of its own for one attempt, with everything a scenario may change, and neighbours that it must not touch. Ids and times are fixed, so that trees can be compared.</summary>
internal sealed class FaultScene : IDisposable
{
    internal const string Victim = "11111111111111111111111111111111";
    internal const string Neighbour = "22222222222222222222222222222222";
    internal const string DeletedRun = "33333333333333333333333333333333";
    internal const string Stranger = "44444444444444444444444444444444";
    internal const string TrashedRun = "55555555555555555555555555555555";
    internal const string Model = "m-" + OldId;
    internal const string NewId = "77777777777777777777777777777777";

    private const string OldId = "66666666666666666666666666666666";

    private static readonly Lazy<FaultTemplate> Original = new(MakeTemplate);

    private readonly TempFolder _folder = TempFolder.InMemory();

    internal FaultScene()
    {
        Copy(Original.Value.Root, Root);
        Before = Snapshot();
    }

    internal static string Sick => Original.Value.Sick;

    internal static string Trashed => Original.Value.Trashed;

    internal string Root => _folder.PathOf("mlruns");

    /// <summary>Content of every file, by its path in the tree; folders have the content null.</summary>
    internal IReadOnlyDictionary<string, string?> Before { get; }

    public void Dispose() => _folder.Dispose();

    internal FileTrackingStore Open(IFileSystem files) => Open(Root, files, NewId);

    /// <summary>The tree as it is now, without what only we see.</summary>
    internal SortedDictionary<string, string?> Snapshot()
    {
        var tree = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFileSystemEntries(Root, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(Root, path);
            if (!name.Contains(".mltrack", StringComparison.Ordinal))
            {
                tree.Add(name, Directory.Exists(path) ? null : File.ReadAllText(path, Encoding.Latin1));
            }
        }

        return tree;
    }

    /// <summary>The neighbours are as they were, every list answers, and nothing else is wrong with the tree than what an operation cut short may leave.</summary>
    /// <param name="scenario">What was cut short.</param>
    /// <param name="after">The tree as it is when nothing goes wrong.</param>
    /// <param name="because">By what.</param>
    internal async Task AssertOthersAreUntouchedAsync(StoreScenario scenario, IReadOnlyDictionary<string, string?> after, string because)
    {
        // Opened without faults, as by another process.
        var store = new FileTrackingStore(Root, Options(NewId), PhysicalFileSystem.Instance);
        foreach (var (id, expected) in Original.Value.Neighbours.Where(run => run.Id != Neighbour || !scenario.ChangesNeighbour))
        {
            Text(await store.GetRunAsync(id)).Should().Be(expected, because);
        }

        var experiments = await store.SearchExperimentsAsync(new SearchExperimentsQuery { ViewType = ViewType.All });
        experiments.Items.Should().HaveCountGreaterThanOrEqualTo(3, because);
        var runs = await store.SearchRunsAsync(new SearchRunsQuery
        {
            ExperimentIds = [.. experiments.Items.Select(experiment => experiment.ExperimentId)], ViewType = ViewType.All,
        });
        runs.Items.Select(run => run.Info.RunId).Should().Contain([Victim, Neighbour, Stranger], because);
        await foreach (var problem in store.VerifyAsync())
        {
            (problem.Severity == ProblemSeverity.Note || problem.Kind is "half-deleted" or "metric-torn-tail" || IsComingOrGoing(problem))
                .Should().BeTrue("{0}, but {1}: {2}", because, problem.Path, problem.Message);
        }

        // The folder of an experiment that was being made, or removed for good.
        bool IsComingOrGoing(StoreProblem problem)
        {
            var name = Path.GetRelativePath(Root, problem.Path);
            return problem.Kind == "meta-missing" && !(Before.ContainsKey(name) && after.ContainsKey(name));
        }
    }

    internal static MlTrackClientOptions Options(string newId) => new()
    {
        Durability = Durability.Disk,

        // Its own passes would make calls at moments that no test can count.
        DiskFlushInterval = TimeSpan.FromHours(1),
        OnFailure = OnFailure.Throw,
        TimeProvider = new ManualClock(),
        IdGenerator = new SameId(newId),
    };

    private static FileTrackingStore Open(string root, IFileSystem files, string newId) => new(root, Options(newId), files, artifactRoot: "file:///artifacts");

    private static FaultTemplate MakeTemplate()
    {
        var folder = TempFolder.InMemory();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        var root = folder.PathOf("mlruns");
        var store = Open(root, PhysicalFileSystem.Instance, OldId);
        var sick = Done(store.CreateExperimentAsync(new CreateExperimentRequest { Name = "sick", Tags = [new RunTag("note", "old")] }));
        var well = Done(store.CreateExperimentAsync(new CreateExperimentRequest { Name = "well" }));
        var trashed = Done(store.CreateExperimentAsync(new CreateExperimentRequest { Name = "trashed" }));
        foreach (var (experiment, run) in new[] { (sick, Victim), (sick, Neighbour), (sick, DeletedRun), (well, Stranger), (trashed, TrashedRun) })
        {
            Done(store.CreateRunAsync(new CreateRunRequest { ExperimentId = experiment, RunId = run, RunName = "name", Tags = [new RunTag("t", "old")] }));
            var point = new Metric { Key = "m", Value = 1, TimestampMilliseconds = 1 };
            Done(store.LogBatchAsync(run, new RunBatch { Params = [new Param("p", "1")], Metrics = [point] }));
        }

        Done(store.CreateLoggedModelAsync(new CreateLoggedModelRequest { ExperimentId = sick, Name = "model", Tags = [new RunTag("t", "old")] }));
        Done(store.DeleteRunAsync(DeletedRun));
        Done(store.DeleteExperimentAsync(trashed));
        var neighbours = new[] { Neighbour, Stranger }.Select(id => (id, Text(Done(store.GetRunAsync(id))))).ToList();
        return new FaultTemplate(root, sick, trashed, neighbours);
    }

    private static string Text(RunRecord run) => JsonSerializer.Serialize(new { run.Info, run.Inputs, run.Outputs }) +
        JsonSerializer.Serialize(new SortedDictionary<string, Metric>(run.Data.Metrics.ToDictionary(), StringComparer.Ordinal)) +
        JsonSerializer.Serialize(new SortedDictionary<string, string>(run.Data.Params.ToDictionary(), StringComparer.Ordinal)) +
        JsonSerializer.Serialize(new SortedDictionary<string, string>(run.Data.Tags.ToDictionary(), StringComparer.Ordinal));

    // The calls of this store are complete when they return.
    private static T Done<T>(ValueTask<T> task) => task.AsTask().GetAwaiter().GetResult();

    private static void Done(ValueTask task) => task.AsTask().GetAwaiter().GetResult();

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.EnumerateDirectories(from))
        {
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
        }

        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }

    private sealed record FaultTemplate(string Root, string Sick, string Trashed, IReadOnlyList<(string Id, string Expected)> Neighbours);

    private sealed class SameId(string id) : IdGenerator
    {
        public override string NewHexId() => id;

        public override int NextInt32(int exclusiveLimit) => 0;
    }
}
