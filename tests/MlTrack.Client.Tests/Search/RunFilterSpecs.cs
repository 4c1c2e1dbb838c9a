using CsCheck;
using MlTrack.Search;
using MlTrack.Stores;

namespace MlTrack.Tests.Search;

public sealed class RunFilterSpecs
{
    [Fact]
    public void A_filter_in_CSharp_prints_as_MLflows_text()
    {
        var filter = RunFilter.Metric("loss") < 0.1 & RunFilter.Param("lr") == "0.1" & RunFilter.Tag("val set").Like("a%") & RunFilter.Status == RunStatus.Finished;

        filter.ToString().Should().Be("metrics.loss < 0.1 AND params.lr = '0.1' AND tags.`val set` LIKE 'a%' AND status = 'FINISHED'");
        filter.Dialect.Should().Be(FilterDialect.Mlflow);
    }

    [Fact]
    public void What_is_ours_alone_prints_as_the_extended_language()
    {
        var filter = !(RunFilter.Metric("loss").Min <= 1e-20 | RunFilter.Param("lr") > 10) & RunFilter.Duration > TimeSpan.FromMinutes(1);

        filter.ToString().Should().Be("NOT (min(metrics.loss) <= 1e-20 OR params.lr > 10.0) AND duration > 60000");
        filter.Dialect.Should().Be(FilterDialect.Extended);
    }

    [Fact]
    public void Times_and_states_need_no_knowledge_of_their_text()
    {
        (RunFilter.StartTime >= DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000)).ToString().Should().Be("start_time >= 1700000000000");
        RunFilter.Status.In(RunStatus.Failed, RunStatus.Killed).ToString().Should().Be("status IN ('FAILED', 'KILLED')");
        RunFilter.RunId.In("a", "b").Dialect.Should().Be(FilterDialect.Mlflow);
        RunFilter.Tag("x").IsNull().ToString().Should().Be("tags.x IS NULL");
    }

    [Fact]
    public void A_filter_goes_where_its_text_goes()
    {
        var query = new SearchRunsQuery { Filter = RunFilter.RunName != "x" };

        query.Filter.Should().Be("run_name != 'x'");
        RunFilter.Parse(query.Filter!).Should().Be(RunFilter.RunName != "x");
    }

    [Theory]
    [InlineData("it's", "params.p = \"it's\"")]
    [InlineData("say \"hi\"", "params.p = 'say \"hi\"'")]
    [InlineData("it's \"it\"", "params.p IN ('it\\x27s \"it\"')")]
    [InlineData("C:\\", "params.p IN ('C:\\x5c')")]
    [InlineData("C:\\temp", "params.p = 'C:\\temp'")]
    [InlineData("' OR metrics.a > 0 OR params.p = '", "params.p = \"' OR metrics.a > 0 OR params.p = '\"")]
    public void Quotes_cannot_be_broken_out_of(string value, string text) => (RunFilter.Param("p") == value).ToString().Should().Be(text);

    [Fact]
    public void Any_text_and_key_reads_back_as_it_was_or_is_refused() => Gen.Select(Gen.String, Gen.OneOf("'", "\"", "\\", "`", "x", "", "'\"", " AND ")).Sample((body, tail) =>
    {
        foreach (var value in (string[])[body + tail, tail + body, tail + tail])
        {
            var run = RunFilter.Param("a") == value & RunFilter.Tag("t") != "z'";
            if (RunFilter.Parse(run.ToString()) != null && !RunFilter.Parse(run.ToString()).Expression.Equals(run.Expression))
            {
                return false;
            }

            try
            {
                var keyed = RunFilter.Tag(value).IsNull() & RunFilter.Metric("m") > 0;
                if (!RunFilter.Parse(keyed.ToString()).Expression.Equals(keyed.Expression))
                {
                    return false;
                }
            }
            catch (MlTrackException e) when (e.Message.Contains("cannot be written", StringComparison.Ordinal))
            {
                // The key holds every kind of quotes.
            }
        }

        return true;
    }, iter: 5_000);

    [Fact]
    public void What_cannot_be_written_is_refused_at_once()
    {
        FluentActions.Invoking(() => RunFilter.Tag("a`b\"c") == "x").Should().Throw<MlTrackException>().WithMessage("*cannot be written*");
        FluentActions.Invoking(() => RunFilter.Param("a").Like("'\"%")).Should().Throw<MlTrackException>().WithMessage("*cannot be written*");
        FluentActions.Invoking(() => RunFilter.Metric("a") > double.NaN).Should().Throw<MlTrackException>().WithMessage("*NaN*");
        FluentActions.Invoking(() => RunFilter.RunId.In()).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => RunFilter.Param(null!)).Should().Throw<ArgumentNullException>();
    }

    [Fact]
    public void Deep_nesting_is_refused_before_it_can_do_harm()
    {
        var filter = RunFilter.Metric("a") > 0;
        var nest = () =>
        {
            for (var i = 0; i < 1000; i++)
            {
                filter = i % 2 == 0 ? filter | RunFilter.Metric("b") > 0 : filter & RunFilter.Metric("c") > 0;
            }
        };

        nest.Should().Throw<MlTrackException>().WithMessage("*nested deeper*");
    }

    [Theory]
    [InlineData("loss", MetricDirection.LowerIsBetter)]
    [InlineData("val/rmse", MetricDirection.LowerIsBetter)]
    [InlineData("valLogLoss", MetricDirection.LowerIsBetter)]
    [InlineData("mean_absolute_error", MetricDirection.LowerIsBetter)]
    [InlineData("accuracy", MetricDirection.HigherIsBetter)]
    [InlineData("glossary", MetricDirection.HigherIsBetter)]
    [InlineData("log_loss_reduction", MetricDirection.HigherIsBetter)]
    [InlineData("LogLossReduction", MetricDirection.HigherIsBetter)]
    [InlineData("timeSaved", MetricDirection.HigherIsBetter)]
    public void A_direction_is_guessed_from_whole_words(string key, MetricDirection direction) => MetricDirections.Guess(key).Should().Be(direction);
}
