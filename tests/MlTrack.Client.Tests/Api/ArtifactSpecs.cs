using System.Text;
using System.Text.Json.Serialization;
using MlTrack.Client.Tests.Api.Support;
using MlTrack.Tests.Support;
using MlTrack.Stores;

namespace MlTrack.Client.Tests.Api;

/// <summary>Artifacts of a run.</summary>
public sealed partial class ArtifactSpecs
{
    [Fact]
    public async Task Texts_json_files_and_folders_can_be_listed_opened_and_downloaded()
    {
        using var folder = new TempFolder();
        var source = Directory.CreateDirectory(Path.Combine(folder.Path, "in")).FullName;
        File.WriteAllText(Path.Combine(source, "a.txt"), "A");
        await using var client = MlTrackClient.Open(TrackingStores.Memory());
        await using var run = await client.StartRunAsync(Scene.Quiet(new RunOptions { ExperimentId = "0" }));

        run.LogText("# Grüße", "notes/readme.md").LogJson(new { b = 1, a = new[] { "é", null } }, "config.json")
            .LogArtifact(Path.Combine(source, "a.txt"), "files").LogArtifacts(source, "all");
        (await run.LogArtifactAsync(new MemoryStream([1, 2, 3]), "bytes.bin")).Should().BeTrue();

        run.Failures.Should().BeEmpty();
        (await client.ListArtifactsAsync(run.RunId)).Select(entry => entry.Path).Should().Equal("all", "bytes.bin", "config.json", "files", "notes");
        using (var opened = new StreamReader(await client.OpenArtifactAsync(run.RunId, "notes/readme.md"), Encoding.UTF8))
        {
            (await opened.ReadToEndAsync()).Should().Be("# Grüße");
        }

        var local = await client.DownloadArtifactsAsync(run.RunId, "config.json", Path.Combine(folder.Path, "out"));
        File.ReadAllText(local).Should().Be("{\n  \"b\": 1,\n  \"a\": [\n    \"\\u00e9\",\n    null\n  ]\n}");
        File.ReadAllText(Path.Combine(await client.DownloadArtifactsAsync(run.RunId, "all", folder.Path), "a.txt")).Should().Be("A");
    }

    [Fact]
    public async Task Dictionaries_tables_and_images_have_the_form_MLflow_gives_them()
    {
        await using var client = MlTrackClient.Open(TrackingStores.Memory());
        await using var run = await client.StartRunAsync(Scene.Quiet(new RunOptions { ExperimentId = "0" }));
        byte[] png = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 1];

        run.LogJson(new { b = 1, a = "x" }, "config.yaml")
            .LogTable(new Dictionary<string, object?[]> { ["q"] = ["a"], ["n"] = [1] }, "tables/t.json")
            .LogTable([new Row("b", 2), new Row("c", null)], "tables/t.json", RowContext.Default.Row)
            .LogImage(png, "val/confusion", step: 3, timestamp: DateTimeOffset.FromUnixTimeMilliseconds(5))
            .LogArtifact(png, "plots/roc.png");

        run.Failures.Should().BeEmpty();
        (await ReadAsync(client, run, "config.yaml")).Should().Be("a: x\nb: 1\n");
        (await ReadAsync(client, run, "tables/t.json")).Should().Be("""{"columns":["q","n"],"data":[["a",1],["b",2],["c",null]]}""");
        (await client.ListArtifactsAsync(run.RunId, "images")).Single().Path.Should().MatchRegex(@"^images/val~confusion\+step\+3\+timestamp\+5\+[0-9a-f-]{36}\.png$");
        (await client.ListArtifactsAsync(run.RunId, "plots")).Single().FileSize.Should().Be(png.Length);
        var tags = (await client.GetRunAsync(run.RunId)).Data.Tags;
        tags["mlflow.loggedArtifacts"].Should().Be("""[{"path": "tables/t.json", "type": "table"}]""");
        tags["mlflow.loggedImages"].Should().Be("True");
    }

    [Fact]
    public async Task What_is_no_image_or_no_table_is_a_fault_of_logging()
    {
        await using var client = MlTrackClient.Open(TrackingStores.Memory());
        await using var run = await client.StartRunAsync(Scene.Quiet(new RunOptions { ExperimentId = "0" }));

        run.LogImage([1, 2], "k").LogTable(new Dictionary<string, int[]> { ["a"] = [1], ["b"] = [1, 2] }, "t.json").LogTable(new Dictionary<string, int[]>(), "t.csv");

        run.Failures.Select(failure => failure.Operation).Should().Equal("LogImage", "LogTable", "LogTable");
        run.Failures.Should().OnlyContain(failure => failure.ErrorCode == "INVALID_PARAMETER_VALUE" && !failure.IsKept);
    }

    [Fact]
    public async Task Threads_that_add_to_one_table_lose_no_row()
    {
        await using var client = MlTrackClient.Open(TrackingStores.Memory());
        await using var run = await client.StartRunAsync(Scene.Quiet(new RunOptions { ExperimentId = "0" }));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < 20; i++)
            {
                run.LogTable(new Dictionary<string, int[]> { ["n"] = [(thread * 100) + i] }, "t.json");
            }
        })));
        await run.FlushAsync();

        using var table = System.Text.Json.JsonDocument.Parse(await ReadAsync(client, run, "t.json"));
        table.RootElement.GetProperty("data").EnumerateArray().Select(row => row[0].GetInt32()).Should().OnlyHaveUniqueItems().And.HaveCount(160);
    }

    [Fact]
    public async Task The_exception_of_a_run_is_an_artifact_with_its_stack()
    {
        var store = TrackingStores.Memory();
        await using var client = MlTrackClient.Open(store);
        Run? tracked = null;
        var tracking = () => client.TrackAsync(Scene.Quiet(new RunOptions { ExperimentId = "0" }), run =>
        {
            tracked = run;
            return Throw();
        });

        await tracking.Should().ThrowAsync<InvalidDataException>();

        using var text = new StreamReader(await client.OpenArtifactAsync(tracked!.RunId, "exception.txt"));
        (await text.ReadToEndAsync()).Should().Contain("InvalidDataException: bad").And.Contain(nameof(Throw));
        (await client.GetRunAsync(tracked.RunId)).Data.Tags["mltrack.exception"].Should().Be("System.IO.InvalidDataException: bad");

        static Task Throw() => throw new InvalidDataException("bad");
    }

    [Fact]
    public async Task A_content_that_the_disk_does_not_take_is_stored_later()
    {
        using var scene = new Scene();
        await using var run = await scene.StartAsync();
        scene.Store.Artifacts.Fault = () => Scene.DiskFull;
        run.LogText("kept", "a.txt");
        run.Failures.PendingRecords.Should().Be(1);

        scene.Store.Artifacts.Fault = () => null;
        scene.Clock.Advance(TimeSpan.FromSeconds(5));

        scene.Store.Artifacts.Files["a.txt"].Should().Be("kept");
    }

    [Fact]
    public async Task A_file_of_the_user_that_is_not_there_is_a_failure_and_not_waited_for()
    {
        using var scene = new Scene();
        await using var run = await scene.StartAsync();

        run.LogArtifact("/nowhere/at-all.csv");

        run.Failures.Single().IsKept.Should().BeFalse();
        (await run.LogArtifactAsync("/nowhere/at-all.csv")).Should().BeFalse();
        run.Failures.TotalCount.Should().Be(2);
    }

    [Fact]
    public async Task A_network_is_not_waited_for_before_the_run_is_flushed()
    {
        using var scene = new Scene(options => options.FlushTimeout = TimeSpan.FromSeconds(20));
        await using var run = await scene.StartAsync();
        var network = new TaskCompletionSource();
        scene.Store.Artifacts.Network = network.Task;

        run.LogText("slow", "a.txt");
        var flushing = run.FlushAsync();

        flushing.IsCompleted.Should().BeFalse();
        network.SetResult();
        await flushing.WaitAsync(TimeSpan.FromSeconds(15));
        scene.Store.Artifacts.Files.Should().Contain("a.txt", "slow");
    }

    [Fact]
    public async Task A_network_that_fails_is_reported_or_thrown_at_the_next_flush()
    {
        foreach (var policy in new[] { OnFailure.Report, OnFailure.Throw })
        {
            using var scene = new Scene(options =>
            {
                options.OnFailure = policy;
                options.FlushTimeout = TimeSpan.FromSeconds(20);
            });
            var run = await scene.StartAsync();
            var network = new TaskCompletionSource();
            scene.Store.Artifacts.Network = network.Task;
            run.LogText("lost", "a.txt");
            network.SetException(new MlTrackException(MlTrackErrorCode.PermissionDenied, "no"));

            var flushing = () => run.FlushAsync();
            if (policy == OnFailure.Throw)
            {
                (await flushing.Should().ThrowAsync<MlTrackException>()).WithMessage("no");
            }
            else
            {
                await flushing.Should().NotThrowAsync();
                run.Failures.Single().ErrorCode.Should().Be("PERMISSION_DENIED");
            }

            await run.EndAsync();
        }
    }

    [Fact]
    public async Task A_place_of_artifacts_that_nobody_can_reach_concerns_only_artifacts()
    {
        using var scene = new Scene();
        scene.Store.Artifacts.Missing = new MlTrackException(MlTrackErrorCode.InternalError, "no repository for s3");
        await using var run = await scene.StartAsync();

        run.LogMetric("loss", 1).LogText("x", "a.txt");

        run.Failures.Single().Should().Match<RunFailure>(failure => failure.Operation == "LogText" && failure.Message == "no repository for s3");
        scene.WrittenTo(run).Should().Equal("metric loss 1 @0");
    }

    private static async Task<string> ReadAsync(MlTrackClient client, Run run, string path)
    {
        using var text = new StreamReader(await client.OpenArtifactAsync(run.RunId, path));
        return await text.ReadToEndAsync();
    }

    internal sealed record Row(string q, int? n);

    [JsonSerializable(typeof(Row))]
    internal sealed partial class RowContext : JsonSerializerContext;
}
