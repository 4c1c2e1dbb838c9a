using System.Globalization;
using System.Text.Json.Nodes;
using MlTrack.Cli.Internal;
using MlTrack.Cli.Tests.Support;

namespace MlTrack.Cli.Tests;

/// <summary>What commands hand on: comparisons, exports, artifacts.</summary>
public sealed class OutputSpecs : IDisposable
{
    private const string First = "b3d7ee31c47946668506e47d43ea2500";

    private readonly RecordedTree _tree = new("basic");

    public void Dispose() => _tree.Dispose();

    [Fact]
    public async Task A_comparison_shows_what_differs_in_four_forms()
    {
        var table = (await _tree.RunAsync("runs", "compare", "b3d7", "3095")).Succeeded();
        table.Lines[0].Should().MatchRegex("^run +b3d7ee31 +3095aeff$");
        table.Lines.Should().ContainSingle(line => line.StartsWith("loss ", StringComparison.Ordinal)).Which.Should().MatchRegex("0\\.2 \\* +3$", "less loss is better");

        (await _tree.RunAsync("runs", "compare", "b3d7", "3095", "--higher-is-better", "loss")).Succeeded().Lines
            .Should().ContainSingle(line => line.StartsWith("loss ", StringComparison.Ordinal)).Which.Should().MatchRegex("0\\.2 +3 \\*$");
        (await _tree.RunAsync("runs", "compare", "b3d7", "3095", "--format", "markdown")).Succeeded().Output.Should().Contain("| --- |");
        (await _tree.RunAsync("runs", "compare", "b3d7", "3095", "--format", "csv")).Succeeded().Lines[0].Should().Contain(First);
        (await _tree.RunAsync("runs", "compare", "b3d7", "3095", "--json")).Json()["metrics"].Should().NotBeNull();
    }

    [Fact]
    public async Task One_run_is_nothing_to_compare() => (await _tree.RunAsync("runs", "compare", "b3d7", First)).ExitCode.Should().Be(ExitCodes.Usage);

    [Fact]
    public async Task An_export_has_every_run_and_every_step_if_asked()
    {
        var csv = (await _tree.RunAsync("runs", "export", "-e", "basic")).Succeeded();
        csv.Lines.Should().HaveCount(1 + 6 + 1, "a title, the runs, and a note that has two lines");

        var steps = (await _tree.RunAsync("runs", "export", "-e", "basic", "--every-step", "--filter", "attributes.run_name = 'first'")).Succeeded();
        var recorded = _tree.Runs[First]["metric_history"]!.AsObject();
        steps.Lines.Should().HaveCount(1 + recorded.Sum(metric => metric.Value!.AsArray().Count));

        var lines = (await _tree.RunAsync("runs", "export", "--format", "jsonl", "--every-step")).Succeeded();
        lines.Lines.Should().HaveCount(7).And.OnlyContain(line => JsonNode.Parse(line) != null);
    }

    [Fact]
    public async Task An_export_to_a_file_is_whole_or_leaves_what_was_there()
    {
        var file = Path.Combine(_tree.Folder, "out.csv");
        await File.WriteAllTextAsync(file, "precious");

        (await _tree.RunAsync("runs", "export", "--filter", "nonsense", "-O", file)).ExitCode.Should().Be(ExitCodes.Refused);
        (await File.ReadAllTextAsync(file)).Should().Be("precious");

        var done = (await _tree.RunAsync("runs", "export", "-O", file)).Succeeded();
        done.Error.Should().Contain("wrote 7 runs");
        (await File.ReadAllLinesAsync(file)).Should().HaveCount(1 + 7 + 1);
        Directory.GetFiles(_tree.Folder).Should().Equal(file);
    }

    [Fact]
    public async Task Artifacts_are_listed_and_copied()
    {
        using var folder = new TempFolder();
        await using (var client = MlTrackClient.Open(_tree.Root))
        {
            var artifacts = await client.GetRunArtifactsAsync(First);
            await artifacts.UploadAsync(new MemoryStream([1, 2, 3]), "model/weights.bin");
            await artifacts.UploadAsync(new MemoryStream("hello\n"u8.ToArray()), "notes.txt");
        }

        (await _tree.RunAsync("artifacts", "list", First, "--json")).Json().AsArray().Select(entry => (string)entry!["path"]!).Should().Equal("model", "notes.txt");
        (await _tree.RunAsync("artifacts", "list", First, "-r")).Succeeded().Lines.Should().HaveCount(4).And.Contain(line => line.StartsWith("model/weights.bin ", StringComparison.Ordinal));
        (await _tree.RunAsync("artifacts", "list", First, "model", "--json")).Json()[0]!["file_size"]!.GetValue<long>().Should().Be(3);
        (await _tree.RunAsync("artifacts", "get", First, "notes.txt", "-O", "-")).Succeeded().Output.Should().Be("hello\n");

        var got = (await _tree.RunAsync("artifacts", "get", First, "-O", folder.PathOf("copy"))).Succeeded();
        Directory.Exists(got.Output.Trim()).Should().BeTrue();
        File.ReadAllBytes(folder.PathOf("copy/model/weights.bin")).Should().Equal(1, 2, 3);

        (await _tree.RunAsync("artifacts", "get", First, "nothing.txt", "-O", folder.Path)).ExitCode.Should().Be(ExitCodes.NotFound);
        (await _tree.RunAsync("artifacts", "get", First, "-O", "-")).ExitCode.Should().Be(ExitCodes.Usage);
        (await _tree.RunAsync("artifacts", "get", First, "../meta.yaml", "-O", folder.Path)).ExitCode.Should().Be(ExitCodes.Refused);
    }

    [Theory]
    [InlineData("30d", 30 * 24 * 60)]
    [InlineData("1d2h30m", (26 * 60) + 30)]
    [InlineData("1.5h", 90)]
    [InlineData("0s", 0)]
    public void An_age_is_read_as_MLflow_writes_it(string text, double minutes)
    {
        Age.TryParse(text, out var age).Should().BeTrue();
        age.Should().Be(TimeSpan.FromMinutes(minutes));
    }

    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("d")]
    [InlineData("2h1d")]
    [InlineData("1d1d")]
    [InlineData("-1d")]
    [InlineData("1d ")]
    [InlineData("99999999999999d")]
    public void What_is_no_age_is_refused(string text) => Age.TryParse(text, out _).Should().BeFalse(string.Create(CultureInfo.InvariantCulture, $"'{text}' is none"));
}
