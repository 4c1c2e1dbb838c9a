using System.Text.Json;
using MlTrack.Search;

namespace MlTrack.Tests.Search;

public sealed class RunComparisonSpecs
{
    private static readonly RunRecord[] Runs =
    [
        Run("r1", "first", new() { ["loss"] = 0.5, ["acc"] = 0.9, ["odd"] = double.NaN }, new() { ["lr"] = "0.1", ["depth"] = "3" }, new() { ["team"] = "a|b", ["mlflow.user"] = "x" }),
        Run("r2", "", new() { ["loss"] = 0.25, ["acc"] = 0.8 }, new() { ["lr"] = "0.2", ["depth"] = "3" }, new() { ["mlflow.user"] = "y" }),
        Run("r3", "third", new() { ["loss"] = 0.25 }, new() { ["lr"] = "0.1", ["depth"] = "3", ["only"] = "line\n\"two\"" }, []),
    ];

    [Fact]
    public void Only_what_differs_is_shown_unless_all_is_asked_for()
    {
        RunComparison.Of(Runs).Params.Select(p => p.Key).Should().Equal("lr", "only");
        RunComparison.Of(Runs, new RunComparisonOptions { OnlyDifferences = false }).Params.Select(p => p.Key).Should().Equal("depth", "lr", "only");
        RunComparison.Of(Runs).Tags.Select(t => t.Key).Should().Equal("team");
        RunComparison.Of(Runs, new RunComparisonOptions { SystemTags = true }).Tags.Select(t => t.Key).Should().Equal("mlflow.user", "team");
    }

    [Fact]
    public void The_best_is_marked_by_the_metrics_direction()
    {
        var options = new RunComparisonOptions();
        options.Directions["acc"] = MetricDirection.LowerIsBetter;

        var guessed = RunComparison.Of(Runs).Metrics;
        var told = RunComparison.Of(Runs, options).Metrics;

        guessed.Single(m => m.Key == "loss").Should().Match<ComparedMetric>(m => m.BestValue == 0.25 && !m.IsBest(0) && m.IsBest(1) && m.IsBest(2));
        guessed.Single(m => m.Key == "acc").Should().Match<ComparedMetric>(m => m.BestValue == 0.9 && m.IsBest(0) && !m.IsBest(2));
        guessed.Single(m => m.Key == "odd").BestValue.Should().BeNull();
        told.Single(m => m.Key == "acc").BestValue.Should().Be(0.8);
    }

    [Fact]
    public void Markdown_shows_tables_that_no_value_can_break() => RunComparison.Of(Runs).ToMarkdown().Should().Be(
        """
        | metric | first | r2 | third |
        | --- | --- | --- | --- |
        | acc | **0.9** | 0.8 |  |
        | loss | 0.5 | **0.25** | **0.25** |
        | odd | nan |  |  |

        | param | first | r2 | third |
        | --- | --- | --- | --- |
        | lr | 0.1 | 0.2 | 0.1 |
        | only |  |  | line<br>"two" |

        | tag | first | r2 | third |
        | --- | --- | --- | --- |
        | team | a\|b |  |  |

        """.ReplaceLineEndings("\n"));

    [Fact]
    public void Csv_has_a_column_for_each_run() => RunComparison.Of(Runs).ToCsv().Should().Be(
        """"
        kind,key,best,r1,r2,r3
        metric,acc,0.9,0.9,0.8,
        metric,loss,0.25,0.5,0.25,0.25
        metric,odd,,nan,,
        param,lr,,0.1,0.2,0.1
        param,only,,,,"line
        ""two"""
        tag,team,,a|b,,

        """".ReplaceLineEndings("\n"));

    [Fact]
    public void Json_holds_the_same_for_programs()
    {
        var json = JsonDocument.Parse(RunComparison.Of(Runs).ToJson()).RootElement;

        json.GetProperty("runs").EnumerateArray().Select(r => r.GetProperty("run_id").GetString()).Should().Equal("r1", "r2", "r3");
        json.GetProperty("metrics")[1].GetProperty("best").GetDouble().Should().Be(0.25);
        json.GetProperty("metrics")[2].GetProperty("values")[0].GetString().Should().Be("NaN");
        json.GetProperty("params")[1].GetProperty("values")[0].ValueKind.Should().Be(JsonValueKind.Null);
    }

    private static RunRecord Run(string id, string name, Dictionary<string, double> metrics, Dictionary<string, string> parameters, Dictionary<string, string> tags) => new()
    {
        Info = new RunInfo { RunId = id, ExperimentId = "1", RunName = name, StartTime = DateTimeOffset.UnixEpoch },
        Data = new RunData
        {
            Metrics = metrics.ToDictionary(m => m.Key, m => new Metric { Key = m.Key, Value = m.Value, TimestampMilliseconds = 0 }),
            Params = parameters,
            Tags = tags,
        },
    };
}
