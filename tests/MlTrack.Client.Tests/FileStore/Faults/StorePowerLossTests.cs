using System.Globalization;
using MlTrack.Client.Tests.Api.Support;
using MlTrack.Internal.FileStore;
using MlTrack.Internal.IO;
using MlTrack.Stores;
using MlTrack.Tests.IO.Support;
using MlTrack.Tests.Support;

namespace MlTrack.Tests.FileStore.Faults;

/// <summary>The power fails at any moment of a program that logs everything there is: every disk that may be left can be opened, and holds what was promised.</summary>
public sealed class StorePowerLossTests : IDisposable
{
    private static readonly int States = Environment.GetEnvironmentVariable("MLTRACK_LONG_TESTS") == "1" ? 10_000 : 600;

    private readonly TempFolder _folder = TempFolder.InMemory();
    private readonly RecordingFileSystem _files = new();
    private readonly PromisedFacts _facts = new();

    private string Root => _folder.PathOf("root");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Disk_keeps_what_a_flush_covered_and_shows_no_half_value()
    {
        await LogEverythingAsync(Durability.Disk);

        await ForEachStateAsync(async (store, acknowledged, because) =>
        {
            (await _facts.FindBrokenAsync(store, acknowledged)).Should().BeEmpty(because);
            foreach (var run in await AllRunsAsync(store))
            {
                foreach (var (key, value) in run.Data.Params.Concat(run.Data.Tags))
                {
                    _facts.WasGiven(run.Info.RunId, key, value).Should().BeTrue("{0}: {1} has the value '{2}'", because, key, value);
                }
            }
        });
    }

    [Fact]
    public async Task Process_leaves_no_run_and_no_experiment_that_cannot_be_read()
    {
        await LogEverythingAsync(Durability.Process);

        // That nothing is malformed is checked for every state; here everything is read as well.
        await ForEachStateAsync(async (store, _, because) => 
            (await AllRunsAsync(store)).Select(run => run.Info.RunName).Except(["run0", "run1"]).Should().BeEmpty(because));
    }

    private async Task LogEverythingAsync(Durability durability)
    {
        var store = Open(Root, durability, _files);
        Promise("the default experiment", async other => (await other.GetExperimentAsync("0")).Name == "Default");
        var experiment = await store.CreateExperimentAsync(new CreateExperimentRequest { Name = "first", Tags = [new RunTag("a/b", "tag")] });
        Promise("an experiment", async other => (await other.GetExperimentAsync(experiment)) is { Name: "first" or "renamed" } found && found.Tags["a/b"] == "tag");
        for (var i = 0; i < 2; i++)
        {
            await LogRunAsync(store, experiment, "run" + i.ToString(CultureInfo.InvariantCulture));
        }

        await store.RenameExperimentAsync(experiment, "renamed");
        Promise("the new name", async other => (await other.FindExperimentByNameAsync("renamed"))?.ExperimentId == experiment);
        await store.DeleteExperimentAsync(experiment);
        _files.Mark("");
        await store.RestoreExperimentAsync(experiment);
        Promise("an experiment that is back", async other => (await other.GetExperimentAsync(experiment)).LifecycleStage == LifecycleStage.Active);
    }

    private async Task LogRunAsync(FileTrackingStore store, string experiment, string name)
    {
        var tags = new[] { new RunTag("first", "first of " + name), new RunTag("nested/first", "nested of " + name) };
        var id = (await store.CreateRunAsync(new CreateRunRequest { ExperimentId = experiment, RunName = name, Tags = tags })).Info.RunId;
        foreach (var (key, value) in tags.Select(tag => (tag.Key, tag.Value)).Append(("mlflow.runName", name)))
        {
            Value(id, $"tag {key} of {name}", key, value, data => data.Tags);
        }

        using var writer = await store.OpenRunWriterAsync(id);
        for (var step = 0; step < 2; step++)
        {
            var text = step.ToString(CultureInfo.InvariantCulture);
            writer.LogParam("p/" + text, "value " + text);
            Value(id, $"param {text} of {name}", "p/" + text, "value " + text, data => data.Params);
            writer.SetTag("t", "tag " + text);
            Value(id, $"tag {text} of {name}", "t", "tag " + text, data => data.Tags);
            writer.OpenMetric("loss").Append(step, step, step);
            writer.OpenMetric("val/loss").Append(step, step, step);
            writer.Flush();
            var last = step;
            PromiseRun(id, $"step {text} of {name}", run => run.Data.Metrics["loss"].Step >= last && run.Data.Metrics["val/loss"].Step >= last);
        }

        var model = await store.CreateLoggedModelAsync(new CreateLoggedModelRequest
        {
            ExperimentId = experiment, Name = "model", Tags = [new RunTag("m/t", "v")], Params = [new Param("m/p", "v")],
        });
        Promise("the model of " + name, async other => (await other.GetLoggedModelAsync(model.ModelId)) is { } found && found.Tags["m/t"] == "v" && found.Params["m/p"] == "v");
        writer.LogInputs([new DatasetInput { Dataset = new Dataset { Name = "data", Digest = "0a1b2c3d" } }], null);
        PromiseRun(id, "the input of " + name, run => run.Inputs.Datasets.Single().Dataset.Name == "data");
        writer.LogOutputs([new LoggedModelOutput(model.ModelId)]);
        PromiseRun(id, "the output of " + name, run => run.Outputs.Models.Single().ModelId == model.ModelId);
        var artifacts = await store.GetRunArtifactsAsync((await store.GetRunAsync(id)).Info);
        await artifacts.UploadAsync(new MemoryStream([1, 2, 3]), "a/b/file.bin");
        Promise("the artifact of " + name, async other => await HasArtifactAsync(other, id));
        _facts.MayHave(id, "short-lived", "value");
        writer.SetTag("short-lived", "value");
        writer.DeleteTag("short-lived");
        PromiseRun(id, "the end of a tag of " + name, run => !run.Data.Tags.ContainsKey("short-lived"));
        writer.Update(new RunUpdate { Status = RunStatus.Finished, EndTime = DateTimeOffset.FromUnixTimeMilliseconds(1) });
        PromiseRun(id, "the end of " + name, run => run.Info.Status == RunStatus.Finished);
    }

    private static async Task<bool> HasArtifactAsync(FileTrackingStore store, string id)
    {
        var artifacts = await store.GetRunArtifactsAsync((await store.GetRunAsync(id)).Info);
        return (await artifacts.ListAsync("a/b")).SequenceEqual([new ArtifactInfo("a/b/file.bin", IsDirectory: false, 3)]);
    }

    private void Promise(string name, Func<FileTrackingStore, Task<bool>> holds)
    {
        _facts.Add(name, holds);
        _files.Mark(name);
    }

    private void PromiseRun(string id, string name, Func<RunRecord, bool> holds)
    {
        _facts.AddRun(name, id, holds);
        _files.Mark(name);
    }

    private void Value(string id, string name, string key, string value, Func<RunData, IReadOnlyDictionary<string, string>> select)
    {
        _facts.AddValue(name, id, key, value, select);
        _files.Mark(name);
    }

    private async Task ForEachStateAsync(Func<FileTrackingStore, IReadOnlyList<string>, string, Task> check)
    {
        var calls = _files.Calls;
        var power = new PowerLoss(Root, calls);
        for (var seed = 0; seed < States; seed++)
        {
            // Evenly over the whole record, whatever its length.
            var count = (int)((long)seed * 7919 % (calls.Length + 1));
            var disk = _folder.PathOf("disk" + seed.ToString(CultureInfo.InvariantCulture));
            Directory.CreateDirectory(disk);
            power.Build(count, seed, disk);
            var because = $"of {calls.Length} calls {count} had been made (seed {seed})";
            var store = Open(disk, Durability.Process, PhysicalFileSystem.Instance);
            await foreach (var problem in store.VerifyAsync())
            {
                problem.Kind.Should().NotBe("meta-malformed", "{0}; {1}: {2}", because, problem.Path, problem.Message);
            }

            await check(store, [.. calls.Take(count).Where(call => call is { Kind: FileCallKind.Mark, Path.Length: > 0 }).Select(call => call.Path)], because);
            Directory.Delete(disk, recursive: true);
        }
    }

    private static async Task<IReadOnlyList<RunRecord>> AllRunsAsync(FileTrackingStore store)
    {
        var experiments = await store.SearchExperimentsAsync(new SearchExperimentsQuery { ViewType = ViewType.All });
        var ids = experiments.Items.Select(experiment => experiment.ExperimentId).ToList();
        return (await store.SearchRunsAsync(new SearchRunsQuery { ExperimentIds = ids, ViewType = ViewType.All })).Items;
    }

    private static FileTrackingStore Open(string root, Durability durability, IFileSystem files) => new(
        root, new MlTrackClientOptions { Durability = durability, DiskFlushInterval = TimeSpan.FromHours(1), TimeProvider = new ManualClock() }, files,
        artifactRoot: "file:///moved/away");
}
