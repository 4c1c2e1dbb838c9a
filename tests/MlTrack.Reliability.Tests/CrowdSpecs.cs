using System.Globalization;
using MlTrack.Stores;
using MlTrack.Tests.Support;

namespace MlTrack.Reliability.Tests;

/// <summary>Many processes, and many threads, on one tree at once.</summary>
public sealed class CrowdSpecs
{
    private const int Writers = 16;

    private readonly int _points = Scale.Of(10_000);

    [Fact]
    public async Task Sixteen_processes_on_one_metric_lose_and_tear_no_line()
    {
        using var folder = new TempFolder();
        var runId = await NewRunAsync(folder.Path);
        await TogetherAsync(Writers, i => ["log-points", folder.Path, runId, "loss", Text(i), Text(_points)]);
        AssertEveryLine(folder.PathOf("0", runId, "metrics", "loss"));
    }

    [Fact]
    public async Task Sixteen_threads_on_one_metric_lose_and_tear_no_line()
    {
        using var folder = new TempFolder();
        await using var client = MlTrackClient.Open(folder.Path, new MlTrackClientOptions { OnFailure = OnFailure.Throw });
        await using var run = await client.StartRunAsync("threads");
        using var start = new Barrier(Writers);
        var threads = Enumerable.Range(0, Writers).Select(writer => new Thread(() =>
        {
            start.SignalAndWait();
            for (var i = 0; i < _points; i++)
            {
                run.LogMetric("loss", (writer * 1_000_000) + i, i);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        AssertEveryLine(folder.PathOf(run.Info.ExperimentId, run.RunId, "metrics", "loss"));
    }

    [Fact]
    public async Task Processes_that_name_the_same_experiments_get_the_same_ids_and_one_folder_each()
    {
        using var folder = new TempFolder();
        _ = TrackingStores.File(folder.Path);
        var names = Scale.Of(100);
        var outputs = await TogetherAsync(Writers, _ => ["name-experiments", folder.Path, Text(names)]);

        outputs.Distinct(StringComparer.Ordinal).Should().ContainSingle("all processes print the same ids in the same order");
        var store = TrackingStores.File(folder.Path);
        var found = await store.SearchExperimentsAsync(new SearchExperimentsQuery());
        found.Items.Count(experiment => experiment.Name.StartsWith("experiment ", StringComparison.Ordinal)).Should().Be(names);
        found.Items.Select(experiment => experiment.Name).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task A_param_that_eight_processes_log_with_eight_values_has_one_winner()
    {
        using var folder = new TempFolder();
        var runId = await NewRunAsync(folder.Path);
        var keys = Scale.Of(1000);
        var outputs = await TogetherAsync(8, i => ["claim-params", folder.Path, runId, "value " + Text(i), Text(keys)]);

        var winners = outputs.SelectMany((output, i) => Lines(output).Select(key => (Key: key, Value: "value " + Text(i)))).ToList();
        winners.Should().HaveCount(keys).And.Subject.Select(winner => winner.Key).Should().OnlyHaveUniqueItems();
        var run = await TrackingStores.File(folder.Path).GetRunAsync(runId);
        run.Data.Params.Should().Equal(winners.ToDictionary(winner => winner.Key, winner => winner.Value));
    }

    [Fact]
    public async Task Readers_beside_a_writer_see_old_or_new_values_and_no_error()
    {
        using var folder = new TempFolder();
        var runId = await NewRunAsync(folder.Path);
        using var writer = TestApp.Start("rewrite", folder.Path, runId);
        await writer.ReadyAsync();
        writer.Go();

        var store = TrackingStores.File(folder.Path);
        var until = Environment.TickCount64 + (Scale.Of(60) * 1000);
        var reads = 0;
        var values = new HashSet<string>(StringComparer.Ordinal);
        while (Environment.TickCount64 < until)
        {
            var run = await store.GetRunAsync(runId);
            var searched = await store.SearchRunsAsync(new SearchRunsQuery { ExperimentIds = ["0"] });
            searched.Items.Should().ContainSingle();
            run.Info.RunName.Should().MatchRegex(@"\A(start|name-([a-z])\2{49})\z");
            if (run.Data.Tags.TryGetValue("t", out var value))
            {
                value.Should().MatchRegex(@"\A([a-z])\1{999}\z");
                values.Add(value);
            }

            reads++;
        }

        writer.Go();
        await writer.EndAsync();
        reads.Should().BeGreaterThan(50);
        values.Should().HaveCountGreaterThan(5, "the writer was busy");
    }

    private static async Task<string> NewRunAsync(string root)
    {
        var store = TrackingStores.File(root);
        var experiment = (await store.FindExperimentByNameAsync("Default"))?.ExperimentId;
        if (experiment is null)
        {
            // The folder was there before the store, so that no experiment was made with it. MLflow's own has this id.
            Directory.Delete(root);
            store = TrackingStores.File(root);
        }

        return (await store.CreateRunAsync(new CreateRunRequest { ExperimentId = "0", RunName = "start" })).Info.RunId;
    }

    internal static async Task<string[]> TogetherAsync(int count, Func<int, string[]> arguments)
    {
        var apps = Enumerable.Range(0, count).Select(i => TestApp.Start(arguments(i))).ToList();
        try
        {
            await Task.WhenAll(apps.Select(app => app.ReadyAsync()));
            apps.ForEach(app => app.Go());
            return await Task.WhenAll(apps.Select(app => app.EndAsync()));
        }
        finally
        {
            apps.ForEach(app => app.Dispose());
        }
    }

    private void AssertEveryLine(string path)
    {
        var seen = new HashSet<long>();
        foreach (var line in File.ReadLines(path))
        {
            var fields = line.Split(' ');
            fields.Should().HaveCount(3, "the line is {0}", line);
            var value = (long)double.Parse(fields[1], CultureInfo.InvariantCulture);
            (value % 1_000_000).Should().Be(long.Parse(fields[2], CultureInfo.InvariantCulture), "the line is {0}", line);
            seen.Add(value).Should().BeTrue("no line is there twice: {0}", line);
        }

        seen.Should().HaveCount(Writers * _points);
    }

    private static IEnumerable<string> Lines(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
