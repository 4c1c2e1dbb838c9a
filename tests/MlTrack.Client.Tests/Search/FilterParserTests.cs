using System.Diagnostics;
using CsCheck;
using MlTrack.Internal.Search;
using MlTrack.Search;
using MlTrack.Stores;

namespace MlTrack.Tests.Search;

public sealed class FilterParserTests
{
    // Most random texts are refused, and an exception costs more than a parse.
    private const int Iterations = 2_000;

    private static readonly EntityGrammar[] Grammars =
        [EntityGrammar.Runs, EntityGrammar.LoggedModels, EntityGrammar.Experiments, EntityGrammar.RegisteredModels, EntityGrammar.ModelVersions];

    [Fact]
    public void Parse_of_any_text_gives_a_filter_or_the_documented_error() =>
        Gen.OneOf(FilterTexts.Jumble, FilterTexts.Clauses, FilterTexts.Noise).Sample(text =>
        {
            foreach (var grammar in Grammars)
            {
                _ = TryParse(text, grammar, FilterDialect.Mlflow);
                _ = TryParse(text, grammar, FilterDialect.Extended);
            }
        }, iter: Iterations);

    [Fact]
    public void Tokens_cover_the_text_without_gaps() =>
        Gen.OneOf(FilterTexts.Jumble, FilterTexts.Noise).Sample(text =>
        {
            var at = 0;
            foreach (var token in FilterLexer.Tokenize(text))
            {
                if (token.Start != at || token.End <= at)
                {
                    return false;
                }

                at = token.End;
            }

            return at == text.Length;
        }, iter: Iterations);

    [Fact]
    public void The_fast_reader_agrees_with_the_grouping_wherever_it_accepts()
    {
        var accepted = 0;
        Gen.OneOf(FilterTexts.Jumble, FilterTexts.Clauses).Sample(text =>
        {
            var tokens = FilterLexer.Tokenize(text);
            if (ClauseReader.TryReadAll(text, tokens, out var fast))
            {
                Interlocked.Increment(ref accepted);
                return SqlStatement.ReadClauses(text, tokens, EntityGrammar.Runs).SequenceEqual(fast);
            }

            return true;
        }, iter: 4 * Iterations);

        accepted.Should().BeGreaterThan(100);
    }

    [Fact]
    public void The_extended_language_keeps_the_meaning_of_what_MLflow_accepts() =>
        Gen.OneOf(FilterTexts.Jumble, FilterTexts.Clauses).Sample(text =>
        {
            foreach (var grammar in Grammars)
            {
                if (TryParse(text, grammar, FilterDialect.Mlflow) is { } plain && !plain.Root.Equals(TryParse(text, grammar, FilterDialect.Extended)?.Root))
                {
                    return false;
                }
            }

            return true;
        }, iter: Iterations);

    [Fact]
    public void Print_of_a_parsed_filter_parses_to_the_same_tree() =>
        FilterTexts.Clauses.Sample(text =>
        {
            return TryParse(text, EntityGrammar.Runs, FilterDialect.Extended) is not { } parsed
                || TryPrint(parsed.Root) is not { Length: > 0 } printed
                || FilterParser.Parse(printed, EntityGrammar.Runs, FilterDialect.Extended).Root.Equals(parsed.Root);
        }, iter: Iterations);

    [Theory]
    [InlineData("(")]
    [InlineData("NOT ")]
    [InlineData("NOT (")]
    [InlineData("((metrics.a > 1) AND ")]
    [InlineData("run_id IN (")]
    [InlineData("[")]
    public void Deep_nesting_is_refused(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 60_000 / piece.Length)) + "metrics.a > 1";

        foreach (var dialect in (FilterDialect[])[FilterDialect.Mlflow, FilterDialect.Extended])
        {
            TryParse(text, EntityGrammar.Runs, dialect).Should().BeNull();
        }
    }

    [Fact]
    public void Nesting_up_to_the_limit_is_fine()
    {
        var text = new string('(', 100) + "metrics.a > 1" + new string(')', 100);

        FilterParser.Parse(text, EntityGrammar.Runs, FilterDialect.Extended).Root.ToString().Should().Be("metrics.a > 1");
    }

    [Theory]
    [InlineData("'")]
    [InlineData("''")]
    [InlineData("\\'")]
    [InlineData("\"")]
    [InlineData("`")]
    [InlineData("/*")]
    [InlineData("$a$b")]
    [InlineData("[x")]
    [InlineData("a ")]
    [InlineData("a.")]
    [InlineData("1.")]
    [InlineData("= ")]
    [InlineData("-- ")]
    [InlineData("(")]
    [InlineData("params.a = 'x' ")]
    [InlineData("NOT ")]
    [InlineData("a,")]
    [InlineData("   ")]
    public void A_megabyte_of_anything_is_answered_at_once(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length));
        var watch = Stopwatch.StartNew();

        FilterLexer.Tokenize(text);
        var part = text.Substring(0, 200_000);
        SqlGrouping.Group(part, FilterLexer.Tokenize(part));
        TryParse(text, EntityGrammar.Runs, FilterDialect.Extended).Should().BeNull();

        // Some tens of milliseconds; anything quadratic would take minutes.
        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void A_list_of_some_thousand_run_ids_is_read()
    {
        var ids = Enumerable.Range(0, 4900).Select(i => $"'{i:x32}'");

        var parsed = FilterParser.Parse($"run_id IN ({string.Join(",", ids)})", EntityGrammar.Runs, FilterDialect.Mlflow);

        ((FilterValue.List)((FilterExpression.Clause)parsed.Root).Value).Values.Should().HaveCount(4900);
    }

    [Fact]
    public void Too_long_and_too_many_are_refused_by_name()
    {
        var tooMany = string.Join(" AND ", Enumerable.Repeat("metrics.a > 1", 1001));
        var tooLong = $"params.a = '{new string('x', 65_536)}'";

        foreach (var dialect in (FilterDialect[])[FilterDialect.Mlflow, FilterDialect.Extended])
        {
            var parse = (string text) => FluentActions.Invoking(() => FilterParser.Parse(text, EntityGrammar.Runs, dialect));
            parse(tooMany).Should().Throw<MlTrackException>().WithMessage("*more than 1000 clauses*");
            parse(tooMany.Replace("AND", "OR")).Should().Throw<MlTrackException>();
            parse(tooLong).Should().Throw<MlTrackException>().WithMessage("*at most 65536*");
        }
    }

    [Theory]
    [InlineData("metrics.a > 1 OR metrics.b > 1", "'OR'")]
    [InlineData("NOT metrics.a > 1", "'NOT'")]
    [InlineData("(metrics.a > 1)", "parentheses")]
    [InlineData("params.lr < 0.1", "param 'lr' with a number")]
    [InlineData("min(metrics.a) > 1", "'min'")]
    [InlineData("metrics.a > 1 AND best(metrics.b) < 2", "'best'")]
    [InlineData("duration > 5", "'duration'")]
    [InlineData("params.a IN ('x')", "IN for the param 'a'")]
    [InlineData("status IN ('FAILED')", "IN for the attribute 'status'")]
    public void What_is_ours_alone_is_named_and_refused_in_MLflows_language(string text, string part)
    {
        FilterParser.Parse(text, EntityGrammar.Runs, FilterDialect.Extended).Extension.Should().Contain(part);
        TryParse(text, EntityGrammar.Runs, FilterDialect.Mlflow).Should().BeNull();
        FluentActions.Invoking(() => MlflowOnly.Check(new SearchRunsQuery { Filter = text })).Should().Throw<MlTrackException>()
            .Where(e => e.ErrorCode == MlTrackErrorCode.InvalidParameterValue).WithMessage($"*{part}*MLflow*");
    }

    [Theory]
    [InlineData("metrics.a > 1 AND run_id IN ('x')")]
    [InlineData("what is this OR")]
    [InlineData(null)]
    public void What_a_server_understands_or_refuses_itself_is_left_to_it(string? text) =>
        FluentActions.Invoking(() => MlflowOnly.Check(new SearchRunsQuery { Filter = text })).Should().NotThrow();

    [Theory]
    [InlineData("min(metrics.loss) DESC")]
    [InlineData("duration")]
    [InlineData("number(params.lr)")]
    public void An_order_of_ours_is_named_and_refused_for_a_server(string item) =>
        FluentActions.Invoking(() => MlflowOnly.Check(new SearchRunsQuery { OrderBy = [item] })).Should().Throw<MlTrackException>();

    [Theory]
    [InlineData("metrics.a > 1 OR", "comparison such as metrics.loss < 0.1, found the end")]
    [InlineData("(metrics.a > 1", "expected ')', found the end")]
    [InlineData("metrics.a > 1 OR metrics.b", "expected a comparator")]
    [InlineData("metrics.a > 1 OR foo.b = 1", "Invalid entity type 'foo'")]
    [InlineData("avg(metrics.a) > 1", "Unknown function 'avg'")]
    [InlineData("min(params.a) > 1", "needs a metric")]
    [InlineData("metrics.a > 1) OR (metrics.b > 1", "expected AND or OR, found ')' at character 14")]
    public void Errors_of_the_extended_language_say_where(string text, string message) =>
        FluentActions.Invoking(() => FilterParser.Parse(text, EntityGrammar.Runs, FilterDialect.Extended))
            .Should().Throw<MlTrackException>().WithMessage($"*{message}*");

    /// <summary>The filter, or null where it is refused; any other exception is a failure.</summary>
    private static ParsedFilter? TryParse(string text, EntityGrammar grammar, FilterDialect dialect)
    {
        try
        {
            var parsed = FilterParser.Parse(text, grammar, dialect);
            ComparatorRules.Check(parsed.Root, grammar.Kind);
            return parsed;
        }
        catch (MlTrackException e)
        {
            return e.ErrorCode == MlTrackErrorCode.InvalidParameterValue ? null : throw new InvalidOperationException("Another code than documented.", e);
        }
    }

    private static string? TryPrint(FilterExpression expression)
    {
        try
        {
            return FilterPrinter.Print(expression);
        }
        catch (MlTrackException e)
        {
            e.Message.Should().Contain("cannot be written");
            return null;
        }
    }
}
