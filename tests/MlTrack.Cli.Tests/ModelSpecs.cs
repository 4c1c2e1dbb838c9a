using System.Text.Json.Nodes;
using MlTrack.Cli.Internal;
using MlTrack.Cli.Tests.Support;

namespace MlTrack.Cli.Tests;

/// <summary><c>models</c>: from files on a disk to an alias that only a good version gets.</summary>
public sealed class ModelSpecs : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Root => _folder.PathOf("mlruns");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_saved_folder_is_logged_whole_registered_shown_and_verified()
    {
        var source = RecordedModel("onnx-and-mlnet");
        var logged = (await RunAsync("models", "log", source, "--experiment", "iris", "--register", "iris", "--tag", "team=vision", "--json")).Succeeded().Json();
        ((int)logged["version"]!).Should().Be(1);

        await using var client = MlTrackClient.Open(Root);
        using var folder = await client.OpenModelAsync("models:/iris/1");
        folder.IsVerified.Should().BeTrue();
        var before = MlTrack.Models.ModelFile.Parse(await File.ReadAllBytesAsync(Path.Combine(source, "MLmodel")));
        folder.File.Should().Be(before with { ArtifactPath = folder.File.ArtifactPath, ModelId = (string?)logged["model_id"], ModelUuid = (string?)logged["model_id"], RunId = (string?)logged["run_id"] });
        foreach (var file in Directory.GetFiles(source, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "MLmodel"))
        {
            (await File.ReadAllBytesAsync(folder.PathOf(Path.GetRelativePath(source, file)))).Should().Equal(await File.ReadAllBytesAsync(file), file);
        }

        (await client.GetLoggedModelAsync((string)logged["model_id"]!)).Tags["team"].Should().Be("vision");
        var shown = (await RunAsync("models", "show", "iris/1", "--json")).Succeeded().Json();
        shown["flavors"]!.AsArray().Select(flavor => (string)flavor!).Should().Equal("mlnet", "onnx", "python_function");
        (await RunAsync("models", "show", "iris/1")).Succeeded().Output.Should().Contain("mlnet, onnx, python_function");
        (await RunAsync("models", "verify", "--json")).Succeeded().Json()[0]!["result"]!.GetValue<string>().Should().Be("same");

        await File.AppendAllTextAsync(folder.PathOf("model.zip"), "x");
        var changed = await RunAsync("models", "verify", "iris/latest");
        changed.ExitCode.Should().Be(ExitCodes.ProblemsFound);
        changed.Output.Should().Contain("changed").And.Contain("model.zip");
    }

    [Fact]
    public async Task A_model_is_logged_to_a_run_that_has_ended()
    {
        string runId;
        await using (var client = MlTrackClient.Open(Root))
        {
            await using var run = await client.StartRunAsync("iris");
            run.LogParam("depth", 3);
            runId = run.RunId;
        }

        var uri = (await RunAsync("models", "log", Path.Combine(RecordedModel("onnx-mlflow"), "model.onnx"), "--name", "graph", "--run", runId[..8])).Succeeded().Output.Trim();

        await using var reader = MlTrackClient.Open(Root);
        var model = await reader.GetLoggedModelAsync(uri["models:/".Length..]);
        (model.SourceRunId, model.Name, model.Params["depth"]).Should().Be((runId, "graph", "3"));
        var record = await reader.GetRunAsync(runId);
        record.Outputs.Models.Should().ContainSingle().Which.ModelId.Should().Be(model.ModelId);
        record.Info.Status.Should().Be(RunStatus.Finished, "the run is as ended as before");
    }

    [Fact]
    public async Task An_alias_moves_only_to_what_its_guard_lets_through_and_every_move_is_shown()
    {
        await RegisterAsync(0.8, 0.95, 0.93);
        (await RunAsync("models", "guard", "iris", "champion", "--at-least", "auc=0.9", "--not-lower", "auc=0.01")).Succeeded()
            .Output.Should().Be("auc >= 0.9\nauc not lower than the holder's by more than 0.01\n");

        var refused = await RunAsync("models", "promote", "iris/1", "champion");
        refused.ExitCode.Should().Be(ExitCodes.Refused);
        refused.Error.Should().Contain("its auc is 0.8, and demanded is auc >= 0.9");
        (await RunAsync("models", "promote", "models:/iris/2", "champion")).Succeeded().Error.Should().Contain("'champion' of 'iris' is version 2.");
        (await RunAsync("models", "alias", "iris", "champion", "3")).ExitCode.Should().Be(ExitCodes.Refused);
        (await RunAsync("models", "guard", "iris", "champion", "--clear")).Succeeded().Output.Should().BeEmpty();
        var promoted = (await RunAsync("models", "promote", "iris/latest", "champion", "--previous", "rollback", "--json")).Succeeded().Json();
        ((int)promoted["version"]!, (int)promoted["previous_version"]!).Should().Be((3, 2));
        (await RunAsync("models", "alias", "iris", "rollback", "--delete")).Succeeded();

        var moves = (await RunAsync("models", "alias", "iris", "--json")).Succeeded().Json().AsArray();
        moves.Select(move => ((string)move!["alias"]!, (int?)move["previous_version"], (int?)move["version"])).Should()
            .Equal(("champion", null, 2), ("champion", 2, 3), ("rollback", null, 2), ("rollback", 2, null));
        (await RunAsync("models", "alias", "iris", "rollback")).Succeeded().Output.Should().Contain("(removed)").And.NotContain("champion");
        (await RunAsync("models", "show", "iris", "--json")).Succeeded().Json()["registered_model"]!["aliases"]!["champion"]!.GetValue<string>().Should().Be("3");
    }

    [Fact]
    public async Task Versions_are_listed_copied_tagged_and_deleted_all_or_none()
    {
        await RegisterAsync(0.8, 0.9);
        (await RunAsync("models", "tag", "iris/1", "checked=yes", "--description", "the first")).Succeeded();
        (await RunAsync("models", "tag", "iris", "team=vision")).Succeeded();
        (await RunAsync("models", "copy", "iris/1", "released")).Succeeded().Output.Should().Be("models:/released/1\n");

        Names((await RunAsync("models", "list", "--filter", "tags.team = 'vision'", "--json")).Succeeded().Json()).Should().Equal("iris");
        Names((await RunAsync("models", "list", "--json", "--limit", "1")).Succeeded().Json()).Should().Equal("iris");
        var versions = (await RunAsync("models", "versions", "iris", "--filter", "tags.checked = 'yes'", "--json")).Succeeded().Json().AsArray();
        versions.Should().ContainSingle().Which!["description"]!.GetValue<string>().Should().Be("the first");
        (await RunAsync("models", "versions", "no-such")).ExitCode.Should().Be(ExitCodes.NotFound);

        (await RunAsync("models", "delete", "iris/1", "iris/9")).ExitCode.Should().Be(ExitCodes.NotFound);
        (await RunAsync("models", "versions", "iris", "--json")).Succeeded().Json().AsArray().Should().HaveCount(2);
        (await RunAsync("models", "delete", "iris/1", "released")).Succeeded();
        (await RunAsync("models", "versions", "--json")).Succeeded().Json().AsArray().Select(version => (int)version!["version"]!).Should().Equal(2);
    }

    [Fact]
    public async Task Files_are_scored_row_by_row_and_a_bad_row_leaves_no_half_file()
    {
        (await RunAsync("models", "log", Path.Combine(TestsFolder.Path, "Golden", "scoring", "models", "linear-cols"), "--register", "linear")).Succeeded();
        var (rows, predictions) = (_folder.PathOf("rows.csv"), _folder.PathOf("predictions.jsonl"));
        await File.WriteAllLinesAsync(rows, Enumerable.Range(0, 10_000).Select(row => $"{row},1,x").Prepend("b,a,extra"));

        (await RunAsync("models", "predict", "linear@latest", "--input", rows, "--output", predictions)).Succeeded().Error.Should().Contain("scored 10,000 rows.");
        (await File.ReadAllLinesAsync(predictions)).Should().HaveCount(10_000).And.StartWith(["""{"y":3}""", """{"y":4}"""]);
        (await RunAsync("models", "predict", "linear/1", "--input", rows)).Succeeded().Output.Should().StartWith("y\n3\n4\n");

        await File.AppendAllTextAsync(rows, "2,much,x\n");
        var refused = await RunAsync("models", "predict", "linear/1", "--input", rows, "--output", predictions);
        refused.ExitCode.Should().Be(ExitCodes.Refused);
        refused.Error.Should().Contain("column a").And.Contain("line 10002: 'much'");
        (await File.ReadAllLinesAsync(predictions)).Should().HaveCount(10_000, "the file that was there stays");
        Directory.GetFiles(_folder.Path).Should().HaveCount(2);
    }

    [Theory]
    [InlineData("models", "guard", "iris", "champion", "--at-least", "auc")]
    [InlineData("models", "guard", "iris", "champion", "--at-most", "auc=much")]
    [InlineData("models", "guard", "iris", "champion", "--not-lower", "auc=-1")]
    [InlineData("models", "guard", "iris", "champion", "--clear", "--at-least", "auc=1")]
    [InlineData("models", "promote", "iris", "champion")]
    [InlineData("models", "alias", "iris", "champion", "1", "--delete")]
    [InlineData("models", "tag", "iris")]
    public async Task What_cannot_be_meant_is_said(params string[] arguments)
    {
        await RegisterAsync(0.5);

        (await RunAsync(arguments)).ExitCode.Should().Be(ExitCodes.Usage);
    }

    private static IEnumerable<string> Names(JsonNode models) => models.AsArray().Select(model => (string)model!["name"]!);

    private static string RecordedModel(string name) => Path.Combine(TestsFolder.Path, "Golden", "models", "folders", name);

    private async Task RegisterAsync(params double[] values)
    {
        await using var client = MlTrackClient.Open(Root);
        await client.CreateRegisteredModelAsync("iris");
        foreach (var value in values)
        {
            await using var run = await client.StartRunAsync("iris");
            run.LogMetric("auc", value);
            await run.EndAsync();
            await client.CreateModelVersionAsync(new Stores.CreateModelVersionRequest { Name = "iris", Source = "s3://bucket/model", RunId = run.RunId });
        }
    }

    private Task<ToolResult> RunAsync(params string[] arguments) => Tool.RunAsync([.. arguments, "--store", Root]);
}
