using System.CommandLine;
using MlTrack.Cli.Internal;
using MlTrack.Search;
using Spectre.Console;

namespace MlTrack.Cli.Commands;

/// <summary><c>runs compare</c>.</summary>
internal sealed class RunsCompareCommand : CliCommand
{
    private readonly Argument<string[]> _runs;
    private readonly Option<string> _format;
    private readonly Option<bool> _all;
    private readonly Option<string[]> _lower;
    private readonly Option<string[]> _higher;

    public RunsCompareCommand()
        : base("runs compare", "Puts runs side by side: metrics with the best marked, params and tags that differ.")
    {
        _runs = Add(CommonSettings.Runs(2));
        _format = Add(new Option<string>("--format") { Description = "How to write it.", HelpName = "table|markdown|csv|json", DefaultValueFactory = _ => "table" }
            .AcceptOnlyFromAmong("table", "markdown", "csv", "json"));
        _all = Add(new Option<bool>("--all", "-a") { Description = "Show params and tags that are the same, too." });
        _lower = Add(new Option<string[]>("--lower-is-better") { Description = "A metric whose best value is the lowest; may be repeated. [default: guessed from its name]", HelpName = "key" });
        _higher = Add(new Option<string[]>("--higher-is-better") { Description = "A metric whose best value is the highest; may be repeated.", HelpName = "key" });
        Add(CommonSettings.Json("the comparison, as --format json"));
    }

    public override async Task<int> RunAsync(CommandContext context)
    {
        var options = new RunComparisonOptions { OnlyDifferences = !context.Get(_all) };
        Direct(options, context.GetAll(_lower), MetricDirection.LowerIsBetter);
        Direct(options, context.GetAll(_higher), MetricDirection.HigherIsBetter);

        await using var client = context.Open();
        var runs = await Lookup.RunsAsync(client, context.Get(_runs), context.CancellationToken);
        if (runs.Count < 2)
        {
            throw new UsageException("A comparison needs two different runs.");
        }

        var comparison = RunComparison.Of(runs, options);
        switch (context.IsJson ? "json" : context.Get(_format))
        {
            case "json":
                context.Terminal.Write(comparison.ToJson().TrimEnd() + "\n");
                break;
            case "csv":
                context.Terminal.Write(comparison.ToCsv());
                break;
            case "markdown":
                context.Terminal.Write(comparison.ToMarkdown());
                break;
            default:
                Write(context.Terminal.Out, comparison);
                break;
        }

        return ExitCodes.Done;
    }

    private static void Direct(RunComparisonOptions options, IEnumerable<string> keys, MetricDirection direction)
    {
        foreach (var key in keys)
        {
            options.Directions[key] = direction;
        }
    }

    private static void Write(IAnsiConsole console, RunComparison comparison)
    {
        var rows = new List<Cell[]> { Row("name", comparison.Runs.Select(run => new Cell(run.Info.RunName))), Row("status", comparison.Runs.Select(run => Show.Status(run.Info))) };
        rows.AddRange(comparison.Metrics.Select(metric => Row(
            metric.Key,
            metric.Values.Select((value, index) => value is { } number ? new Cell(Show.Number(number) + (metric.IsBest(index) ? " *" : ""), metric.IsBest(index) ? Color.Green : null) : ""))));
        rows.AddRange(comparison.Params.Select(text => Row(text.Key, Cells(text))));
        rows.AddRange(comparison.Tags.Select(text => Row(text.Key, Cells(text))));
        new PagedTable(console, [new Column("run"), .. comparison.Runs.Select(run => new Column(Show.ShortId(run.Info.RunId)))]).Write(rows);
    }

    private static IEnumerable<Cell> Cells(ComparedText text) =>
        text.Values.Select(value => value is null ? new Cell("-", Color.Grey) : new Cell(value, text.Differs ? Color.Yellow : null));

    private static Cell[] Row(string title, IEnumerable<Cell> cells) => [title, .. cells];
}
