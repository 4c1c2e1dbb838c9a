using CsCheck;
using MlTrack.Internal.Search;
using MlTrack.Search;
using MlTrack.Stores;

namespace MlTrack.Tests.Search;

public sealed class RunSearchTests
{
    [Fact]
    public void Execute_meets_the_specification() => Gen.Int.Sample(seed =>
    {
        var random = new RandomRuns(seed);
        var runs = Enumerable.Range(0, 40).Select(random.Run).ToList();
        var filter = random.Filter(3);
        var order = new[] { random.Order(), random.Order() };
        var expected = SlowSearch.Sort(runs.Where(r => r.Info.ExperimentId == "1" && r.Info.LifecycleStage == LifecycleStage.Active && SlowSearch.Fits(r, filter)), order);

        var pages = Walk(runs, new SearchRunsQuery { ExperimentIds = ["1"], Filter = filter.ToString(), OrderBy = order.Select(o => o.Text).ToList(), MaxResults = 7 });

        return pages.SequenceEqual(expected);
    }, iter: 3_000, print: seed => $"{seed}: {new RandomRuns(seed).Filter(3)}");

    [Fact]
    public void A_printed_filter_parses_to_the_same_tree() => Gen.Int.Sample(
        seed =>
        {
            var filter = new RandomRuns(seed).Filter(4);
            return FilterParser.Parse(filter.ToString(), EntityGrammar.Runs, FilterDialect.Extended).Root.Equals(filter);
        },
        iter: 5_000,
        print: seed => $"{seed}: {new RandomRuns(seed).Filter(4)}");

    [Fact]
    public void Many_runs_and_a_small_page_give_the_same_as_sorting_all()
    {
        var random = new RandomRuns(5);
        var runs = Enumerable.Range(0, 5000).Select(random.Run).ToList();
        var order = new[] { random.Order() };
        var query = new SearchRunsQuery { AllExperiments = true, ViewType = ViewType.All, OrderBy = [order[0].Text], MaxResults = 10 };

        var page = RunSearch.Execute(runs, query, FilterDialect.Extended);

        page.Items.Select(r => r.Info.RunId).Should().Equal(SlowSearch.Sort(runs, order).Take(10));
        page.NextPageToken.Should().Be("eyJvZmZzZXQiOiAxMH0=");
    }

    [Theory]
    [InlineData("min(metrics.loss) < 0.2", true)]
    [InlineData("MAX(metrics.loss) = 3", true)]
    [InlineData("first(metrics.loss) = 3", true)]
    [InlineData("last(metrics.loss) = 1", true)]
    [InlineData("best(metrics.loss) = 0.1", true)]
    [InlineData("best( metrics.loss ) > 0.1", false)]
    [InlineData("min(metrics.other) < 0.2", false)]
    [InlineData("NOT min(metrics.other) < 0.2", true)]
    public void Functions_look_at_all_points(string filter, bool fits)
    {
        var points = new (long Step, double Value)[] { (2, 0.1), (1, 3), (4, 1), (3, double.NaN) };
        var run = new RandomRuns(1).Run(0) with
        {
            Data = new RunData { Metrics = new Dictionary<string, Metric> { ["loss"] = new() { Key = "loss", Value = 1, Step = 4, TimestampMilliseconds = 0 } } },
        };

        var page = RunSearch.Execute(
            [run],
            new SearchRunsQuery { AllExperiments = true, ViewType = ViewType.All, Filter = filter },
            FilterDialect.Extended,
            (_, key) => key == "loss" ? points.Select(p => new Metric { Key = key, Value = p.Value, Step = p.Step, TimestampMilliseconds = 0 }) : []);

        page.Items.Should().HaveCount(fits ? 1 : 0);
    }

    [Fact]
    public void A_store_without_histories_says_so() =>
        FluentActions.Invoking(() => RunSearch.Execute([], new SearchRunsQuery { Filter = "min(metrics.loss) < 1" }, FilterDialect.Extended))
            .Should().Throw<MlTrackException>().Where(e => e.ErrorCode == MlTrackErrorCode.NotImplemented).WithMessage("*'loss'*");

    [Fact]
    public void All_experiments_are_searched_only_in_the_extended_language()
    {
        var runs = Enumerable.Range(0, 20).Select(new RandomRuns(3).Run).ToList();
        var query = new SearchRunsQuery { AllExperiments = true, ViewType = ViewType.All };

        RunSearch.Execute(runs, query, FilterDialect.Extended).Items.Should().HaveCount(20);
        FluentActions.Invoking(() => RunSearch.Execute(runs, query)).Should().Throw<MlTrackException>().WithMessage("Searching all experiments*");
    }

    [Fact]
    public void Compile_tells_which_parts_are_needed()
    {
        var search = RunSearch.Compile(
            new SearchRunsQuery { Filter = "metrics.a > 1 AND params.p = 'x' AND metrics.a < 9 OR first(metrics.h) = 1", OrderBy = ["tags.t", "metrics.b DESC", "run_name"] },
            FilterDialect.Extended);

        search.Needs.Metrics.Should().Equal("a", "b");
        search.Needs.Params.Should().Equal("p");
        search.Needs.Tags.Should().Equal("t");
        search.Needs.Histories.Should().Equal("h");
        search.Needs.Datasets.Should().BeFalse();
        search.Needs.RunName.Should().BeTrue();
    }

    [Theory]
    [InlineData("1e400", 5, -1)]
    [InlineData("9007199254740993", 9007199254740993, 0)]
    [InlineData("9007199254740992.0", 9007199254740993, 1)]
    [InlineData("99999999999999999999", long.MaxValue, -1)]
    [InlineData("-99999999999999999999", long.MinValue, 1)]
    [InlineData("2.5", 2, -1)]
    [InlineData("-2.5", -2, 1)]
    [InlineData("9223372036854775808", long.MaxValue, -1)]
    public void Whole_numbers_and_doubles_are_compared_exactly(string literal, long value, int sign) =>
        Math.Sign(NumberText.Parse(literal, !literal.Contains('.') && !literal.Contains('e')).CompareFrom(value)!.Value).Should().Be(sign);

    private static List<string> Walk(List<RunRecord> runs, SearchRunsQuery query)
    {
        var ids = new List<string>();
        do
        {
            var page = RunSearch.Execute(runs, query, FilterDialect.Extended);
            ids.AddRange(page.Items.Select(r => r.Info.RunId));
            query = query with { PageToken = page.NextPageToken };
        }
        while (query.PageToken is not null);
        return ids;
    }
}
