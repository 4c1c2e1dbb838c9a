using System.Diagnostics;
using System.Globalization;
using MlTrack.Stores;
using MlTrack.Tests.Support;

namespace MlTrack.Reliability.Tests;

/// <summary>A program that is killed at a random moment, over and over on one tree.</summary>
public sealed class KillSpecs
{
    // What may be lost with Buffered, in milliseconds: one interval of the flush, and what a busy machine adds to it.
    private const long BufferedLoss = 100 + 400;

    [Fact]
    public async Task Nothing_that_was_acknowledged_is_missing_after_kill_9()
    {
        using var folder = new TempFolder();
        for (var round = 0; round < Scale.Of(200); round++)
        {
            var said = await RunAndKillAsync(folder.Path, Durability.Process, Scale.Seed + round);
            await AssertAllThereAsync(folder.Path, said, long.MaxValue, $"seed {Scale.Seed + round}");
        }

        await AssertTreeIsSoundAsync(folder.Path);
    }

    [Fact]
    public async Task With_Buffered_only_points_of_the_last_interval_are_missing_after_kill_9()
    {
        using var folder = new TempFolder();
        for (var round = 0; round < Scale.Of(100); round++)
        {
            var said = await RunAndKillAsync(folder.Path, Durability.Buffered, Scale.Seed + round);
            var last = said.LastOrDefault(line => line.StartsWith("m ", StringComparison.Ordinal));
            var since = last is null ? 0 : long.Parse(last.Split(' ')[4], CultureInfo.InvariantCulture) - BufferedLoss;
            await AssertAllThereAsync(folder.Path, said, since, $"seed {Scale.Seed + round}");
        }

        await AssertTreeIsSoundAsync(folder.Path);
    }

    private static async Task<IReadOnlyList<string>> RunAndKillAsync(string root, Durability durability, int seed)
    {
        using var app = TestApp.Start("log-until-killed", root, durability.ToString(), seed.ToString(CultureInfo.InvariantCulture));
        await app.ReadyAsync();
        app.Go();
        var said = new List<string>();
        var killAfter = new Random(seed).Next(1, 400);
        var watch = Stopwatch.StartNew();
        Task? kill = null;
        while (await app.ReadLineAsync() is { } line)
        {
            said.Add(line);
            if (kill is null && watch.ElapsedMilliseconds >= killAfter)
            {
                // The reading goes on: what was said before the kill lies in the pipe.
                kill = app.KillAsync();
            }
        }

        kill.Should().NotBeNull("the program ran until it was killed (seed {0})", seed);
        await kill!;

        // A last line without its end was not said: the kill cut it.
        return said;
    }

    private static async Task AssertAllThereAsync(string root, IReadOnlyList<string> said, long metricsBefore, string because)
    {
        var store = TrackingStores.File(root);
        RunRecord? run = null;
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < said.Count; i++)
        {
            var parts = said[i].Split(' ');
            switch (parts)
            {
                case ["run", var id]:
                    AssertTexts(run, texts, because);
                    texts.Clear();
                    run = await store.GetRunAsync(id);
                    break;
                case ["m", var key, var value, var step, var ticks] when long.Parse(ticks, CultureInfo.InvariantCulture) <= metricsBefore:
                    var points = await HistoryAsync(store, run!.Info.RunId, key);
                    points.Should().Contain((double.Parse(value, CultureInfo.InvariantCulture), long.Parse(step, CultureInfo.InvariantCulture)), because);
                    break;
                case ["p" or "t", var key, var value]:
                    texts[parts[0] + key] = value;
                    break;
                case ["end"]:
                    run!.Info.Status.Should().Be(RunStatus.Finished, because);
                    run.Info.EndTime.Should().NotBeNull(because);
                    break;
            }
        }

        // The last value said of the run that was cut off may have been followed by one that was written and not said any more.
        AssertTexts(run, texts.Where(text => text.Key[0] == 'p'), because);
    }

    private static void AssertTexts(RunRecord? run, IEnumerable<KeyValuePair<string, string>> texts, string because)
    {
        foreach (var (key, value) in texts)
        {
            var data = key[0] == 'p' ? run!.Data.Params : run!.Data.Tags;
            data.Should().Contain(key[1..], value, because);
        }
    }

    private static async Task<IReadOnlySet<(double, long)>> HistoryAsync(ITrackingStore store, string runId, string key)
    {
        var points = new HashSet<(double, long)>();
        await foreach (var point in store.GetMetricHistoryAsync(runId, key))
        {
            points.Add((point.Value, point.Step));
        }

        return points;
    }

    // No run is unreadable, nothing is half-written, and the next process goes on in every run.
    private static async Task AssertTreeIsSoundAsync(string root)
    {
        await using var client = MlTrackClient.Open(root, new MlTrackClientOptions { OnFailure = OnFailure.Throw });
        var experiment = await client.GetExperimentByNameAsync("killed");
        var folders = Directory.GetDirectories(Path.Combine(root, experiment.ExperimentId)).Where(folder => Path.GetFileName(folder).Length == 32).ToList();
        var whole = folders.Count(folder => File.Exists(Path.Combine(folder, "meta.yaml")));
        var runs = await client.SearchRunsAsync(new SearchRunsQuery { ExperimentIds = [experiment.ExperimentId], MaxResults = 50_000 });
        runs.Items.Should().HaveCount(whole);
        await foreach (var problem in client.VerifyAsync())
        {
            (problem.Severity == ProblemSeverity.Problem && problem.Kind != "run-stale" && problem.Path.EndsWith("meta.yaml", StringComparison.Ordinal))
                .Should().BeFalse("{0}: {1}", problem.Path, problem.Message);
        }

        foreach (var info in runs.Items.Select(run => run.Info).Where(info => info.Status == RunStatus.Running))
        {
            info.IsStale.Should().BeTrue("the process of {0} is gone", info.RunId);
            await using var resumed = await client.ResumeRunAsync(info.RunId);
            resumed.LogMetric("after", 1).LogParam("after", "yes");
        }

        await foreach (var run in client.ListRunsAsync(new SearchRunsQuery { ExperimentIds = [experiment.ExperimentId] }))
        {
            run.Info.Status.Should().Be(RunStatus.Finished);
        }
    }
}
