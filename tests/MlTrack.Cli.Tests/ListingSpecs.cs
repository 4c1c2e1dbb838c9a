using System.Text.Json.Nodes;
using MlTrack.Cli.Tests.Support;

namespace MlTrack.Cli.Tests;

/// <summary>What listings write for programs is what MLflow reads in the same tree, and what people see says the same.</summary>
public sealed class ListingSpecs : IDisposable
{
    /// <summary>MLflow misreads metrics that name a data set; we do not (MlTrack.Golden.Tests/Differences.txt).</summary>
    private const string RunReadBetterThanMlflow = "fcb5ed6c63934abdab3cc2c0ec512a97";

    private readonly RecordedTree _tree = new("basic");

    public void Dispose() => _tree.Dispose();

    [Theory]
    [InlineData("basic")]
    [InlineData("lifecycle")]
    public async Task Experiments_are_listed_as_MLflow_reads_them(string name)
    {
        using var tree = new RecordedTree(name);
        foreach (var (view, recorded) in new[] { ("active", "active_only"), ("deleted", "deleted_only"), ("all", "all") })
        {
            var listed = (await tree.RunAsync("experiments", "list", "--view", view, "--json")).Json().AsArray();

            listed.Select(experiment => (string)experiment!["experiment_id"]!)
                .Should().Equal(tree.Expected["search_experiments"]![recorded]!["ids"]!.AsArray().Select(id => (string)id!));
            foreach (var experiment in listed)
            {
                var id = (string)experiment!["experiment_id"]!;
                experiment.ShouldBe((tree.Expected["experiments"]![id] ?? tree.Expected["experiments"]![".trash/" + id])!["get_experiment"]);
            }
        }
    }

    [Theory]
    [InlineData("basic")]
    [InlineData("datasets")]
    [InlineData("logged-models")]
    [InlineData("metrics-extreme")]
    public async Task Runs_are_listed_as_MLflow_reads_them(string name)
    {
        using var tree = new RecordedTree(name);
        foreach (var (id, experiment) in tree.Expected["experiments"]!.AsObject().Where(pair => !pair.Key.StartsWith(".trash/", StringComparison.Ordinal)))
        {
            var listed = (await tree.RunAsync("runs", "list", "--experiment", id, "--json")).Json().AsArray();

            listed.Select(run => (string)run!["info"]!["run_id"]!).Should().Equal(experiment!["search_runs"]!["active_only"]!["ids"]!.AsArray().Select(run => (string)run!));
            foreach (var run in listed.Where(run => (string)run!["info"]!["run_id"]! != RunReadBetterThanMlflow))
            {
                Sorted(run!).ShouldBe(Sorted(experiment["runs"]![(string)run!["info"]!["run_id"]!]!["get_run"]!));
            }
        }
    }

    [Fact]
    public async Task A_run_is_shown_as_MLflow_reads_it_with_its_history_if_asked_for()
    {
        var (id, recorded) = _tree.Runs.Single(run => (string)run.Value["get_run"]!["info"]!["run_name"]! == "first");

        var whole = (await _tree.RunAsync("runs", "show", id, "--json")).Json();
        var history = (await _tree.RunAsync("runs", "show", id[..6], "--json", "--history")).Json();

        whole.ShouldBe(recorded["get_run"]);
        history["metric_history"].ShouldBe(recorded["metric_history"]);
    }

    [Fact]
    public async Task A_search_finds_what_the_filter_says_in_the_order_asked_for()
    {
        var found = (await _tree.RunAsync("runs", "search", "metrics.loss > 0.1", "--order-by", "metrics.loss DESC", "-e", "basic", "--json")).Json().AsArray();

        found.Select(run => (double)run!["data"]!["metrics"]!["loss"]!["value"]!).Should().Equal(3.0, 2.0, 0.2);
    }

    [Fact]
    public async Task A_limit_ends_a_list() =>
        (await _tree.RunAsync("runs", "list", "--limit", "2", "--json")).Json().AsArray().Should().HaveCount(2);

    [Fact]
    public async Task A_list_of_nothing_is_an_empty_array()
    {
        var result = await _tree.RunAsync("runs", "search", "metrics.loss > 100", "--json");

        result.Succeeded().Output.Should().Be("[]\n");
    }

    [Fact]
    public async Task People_see_a_table_with_the_way_a_metric_went()
    {
        var result = (await _tree.RunAsync("runs", "list", "-e", "basic", "-m", "loss")).Succeeded();

        result.Lines[0].Should().MatchRegex("^run +name +experiment +status +started \\(UTC\\) +took +loss$");
        result.Lines.Should().ContainSingle(line => line.StartsWith("b3d7ee31  first", StringComparison.Ordinal))
            .Which.Should().Contain("FINISHED").And.Contain("2025-04-08 05:40:57").And.Contain("7.7s").And.MatchRegex("0\\.2  █[▁-█]{4}$");
        result.Error.Should().BeEmpty();
        result.Output.Should().NotContain("\x1b", "no terminal is there to understand it");
    }

    [Fact]
    public async Task People_see_a_run_whole()
    {
        var result = (await _tree.RunAsync("runs", "show", "b3d7ee31")).Succeeded();

        result.Output.Should().MatchRegex("(?m)^run +b3d7ee31c47946668506e47d43ea2500$").And.MatchRegex("(?m)^experiment +basic \\(503061095487156070\\)$")
            .And.MatchRegex("(?m)^loss +0\\.2 +4 +5 +0\\.2 +1 +█").And.MatchRegex("(?m)^lr +0\\.01$").And.Contain("a note\\nin two lines");
    }

    [Fact]
    public async Task A_long_table_stays_in_line_over_its_pages()
    {
        using var folder = new TempFolder();
        var root = folder.PathOf("mlruns");
        await using (var client = MlTrackClient.Open(root))
        {
            var experiment = await client.CreateExperimentAsync("many");
            for (var i = 0; i < 105; i++)
            {
                await client.Store.CreateRunAsync(new Stores.CreateRunRequest
                {
                    ExperimentId = experiment, UserId = "ada", StartTime = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000 + i), RunName = "run-number-" + i,
                });
            }
        }

        var result = (await Tool.RunAsync("runs", "list", "--store", root)).Succeeded();

        result.Lines.Should().HaveCount(106);
        result.Lines.Skip(1).Select(line => line.IndexOf("RUNNING", StringComparison.Ordinal)).Distinct().Should().ContainSingle().Which.Should().BePositive();
    }

    [Fact]
    public async Task The_environment_and_the_current_folder_name_the_store()
    {
        var variable = await Tool.RunAsync(new Dictionary<string, string> { ["MLFLOW_TRACKING_URI"] = _tree.Root }, "experiments", "list", "--json");
        var folder = await Tool.RunAsync(new Dictionary<string, string> { ["PWD"] = _tree.Folder }, "experiments", "list", "--json");

        variable.Json().AsArray().Should().HaveCount(2);
        folder.Json().AsArray().Should().HaveCount(2);
    }

    private static JsonNode Sorted(JsonNode run)
    {
        // Data sets and models have no order in a store.
        var copy = run.DeepClone();
        foreach (var (part, list) in new[] { ("inputs", "datasets"), ("inputs", "models"), ("outputs", "models") })
        {
            copy[part]![list] = new JsonArray([.. copy[part]![list]!.AsArray().Select(entry => entry!.DeepClone()).OrderBy(Canonical, StringComparer.Ordinal)]);
        }

        return copy;
    }

    private static string Canonical(JsonNode entry) => entry is JsonObject map
        ? new JsonObject(map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone()))).ToJsonString()
        : entry.ToJsonString();
}
