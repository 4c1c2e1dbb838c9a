using System.Text;
using MlTrack.Golden.Tests.Support;
using MlTrack.Stores;

namespace MlTrack.Golden.Tests;

/// <summary>What MLflow wrote is kept byte for byte unless it is changed, and new lines go behind the old ones.</summary>
public sealed class WritingTests
{
    // Repairing a torn tail has tests of its own; these cases hold nothing that MLflow did not write.
    private static readonly string[] Edited =
        ["malformed-runs", "malformed-metrics", "malformed-experiments", "malformed-models", "malformed-inputs"];

    public static TheoryData<string> Cases => [.. GoldenCase.Names.Where(name => !Edited.Contains(name) && !name.StartsWith("fatal-", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_change_that_is_taken_back_leaves_every_byte_as_it_was(string name)
    {
        using var golden = GoldenCase.Open(name);
        var store = Reading.Open(golden);
        var runs = await FindRunsAsync(store, ViewType.ActiveOnly);
        var before = golden.Fingerprint();

        foreach (var run in runs.Where(run => run.Info.RunName.Length > 0 && run.Data.Tags.ContainsKey("mlflow.runName")))
        {
            var id = run.Info.RunId;
            await store.UpdateRunAsync(id, new RunUpdate { RunName = "another: name\u2028", Status = Other(run.Info.Status) });
            await store.UpdateRunAsync(id, new RunUpdate { RunName = run.Info.RunName, Status = run.Info.Status });
            await store.DeleteRunAsync(id);
            await store.RestoreRunAsync(id);
            await store.SetTagAsync(id, new RunTag("added/by.test", "x"));
            await store.DeleteTagAsync(id, "added/by.test");
        }

        var after = golden.Fingerprint();

        // Hand-written forms of a scalar are normal ones afterwards, and an empty folder of a deleted key stays, as in MLflow.
        foreach (var run in runs)
        {
            after.Remove(Path.GetRelativePath(golden.Root, Path.Combine(FolderOf(golden, run), "tags", "added")) + "/");
        }

        if (name is "yaml-forms" or "old-format")
        {
            after.Keys.Should().Equal(before.Keys);
        }
        else
        {
            after.Should().Equal(before);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_rename_of_an_experiment_changes_two_lines(string name)
    {
        using var golden = GoldenCase.Open(name);
        var store = Reading.Open(golden);
        var experiments = (await store.SearchExperimentsAsync(new SearchExperimentsQuery())).Items;

        foreach (var experiment in experiments)
        {
            var path = Path.Combine(golden.Root, experiment.ExperimentId, "meta.yaml");
            var before = await File.ReadAllTextAsync(path);

            await store.RenameExperimentAsync(experiment.ExperimentId, "renamed " + experiment.ExperimentId);

            var after = await File.ReadAllTextAsync(path);
            var changed = Lines(after).Except(Lines(before)).ToList();
            changed.Should().OnlyContain(line => line.StartsWith("name: ", StringComparison.Ordinal) || line.StartsWith("last_update_time: ", StringComparison.Ordinal));
            (await store.GetExperimentAsync(experiment.ExperimentId)).Should().BeEquivalentTo(
                experiment, options => options.Excluding(read => read.Name).Excluding(read => read.LastUpdateTime));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Points_are_appended_behind_what_MLflow_wrote(string name)
    {
        using var golden = GoldenCase.Open(name);
        var store = Reading.Open(golden);
        foreach (var run in await FindRunsAsync(store, ViewType.ActiveOnly))
        {
            foreach (var key in run.Data.Metrics.Keys)
            {
                var path = Path.Combine(FolderOf(golden, run), "metrics", key);
                var before = await File.ReadAllBytesAsync(path);
                var history = await ReadHistoryAsync(store, run.Info.RunId, key);
                if (before[^1] != (byte)'\n')
                {
                    // One recorded file was edited to end without a line break. Nobody can know whether such a line is whole, and a point
                    // written behind it would be joined to it, so it is cut off.
                    before = before[..(Array.LastIndexOf(before, (byte)'\n') + 1)];
                    history.RemoveAt(history.Count - 1);
                }

                await store.LogMetricAsync(run.Info.RunId, new Metric { Key = key, Value = 0.1, TimestampMilliseconds = 1_700_000_000_000, Step = 7 });
                await store.LogBatchAsync(run.Info.RunId, new RunBatch
                {
                    Metrics = [new Metric { Key = key, Value = double.NaN, TimestampMilliseconds = 1_700_000_000_001, Step = -8 }],
                });

                (await File.ReadAllBytesAsync(path)).Should().Equal(
                    [.. before, .. Encoding.ASCII.GetBytes("1700000000000 0.1 7\n1700000000001 nan -8\n")]);
                var now = await ReadHistoryAsync(store, run.Info.RunId, key);
                now.Take(history.Count).Should().Equal(history);
                now.Skip(history.Count).Select(point => (point.Value, point.Step)).Should().Equal((0.1, 7), (double.NaN, -8));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Params_that_are_there_are_kept_and_equal_ones_accepted(string name)
    {
        using var golden = GoldenCase.Open(name);
        var store = Reading.Open(golden);
        var runs = await FindRunsAsync(store, ViewType.ActiveOnly);
        var before = golden.Fingerprint();

        foreach (var run in runs)
        {
            foreach (var (key, value) in run.Data.Params)
            {
                await store.LogParamAsync(run.Info.RunId, new Param(key, value));
                var change = async () => await store.LogParamAsync(run.Info.RunId, new Param(key, value + "x"));
                if (value.Length < 6000)
                {
                    (await change.Should().ThrowAsync<MlTrackException>()).Which.ErrorCode.Should().Be(MlTrackErrorCode.InvalidParameterValue);
                }
            }
        }

        golden.Fingerprint().Should().Equal(before);
    }

    private static async Task<List<RunRecord>> FindRunsAsync(ITrackingStore store, ViewType view) =>
        [.. (await store.SearchRunsAsync(new SearchRunsQuery { AllExperiments = true, ViewType = view, MaxResults = 50_000 })).Items];

    private static async Task<List<Metric>> ReadHistoryAsync(ITrackingStore store, string runId, string key)
    {
        var points = new List<Metric>();
        await foreach (var point in store.GetMetricHistoryAsync(runId, key))
        {
            points.Add(point);
        }

        return points;
    }

    // One recorded run is active although its experiment is deleted.
    private static string FolderOf(GoldenCase golden, RunRecord run)
    {
        var folder = Path.Combine(golden.Root, run.Info.ExperimentId, run.Info.RunId);
        return Directory.Exists(folder) ? folder : Path.Combine(golden.Root, ".trash", run.Info.ExperimentId, run.Info.RunId);
    }

    private static RunStatus Other(RunStatus status) => status == RunStatus.Failed ? RunStatus.Killed : RunStatus.Failed;

    private static string[] Lines(string text) => text.Split('\n');
}
