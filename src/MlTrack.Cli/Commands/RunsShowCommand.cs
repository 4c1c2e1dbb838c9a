using System.CommandLine;
using MlTrack.Cli.Internal;
using Spectre.Console;

namespace MlTrack.Cli.Commands;

/// <summary><c>runs show</c>.</summary>
internal sealed class RunsShowCommand : CliCommand
{
    private readonly Argument<string> _run;
    private readonly Option<bool> _history;

    public RunsShowCommand()
        : base("runs show", "Shows a run whole.")
    {
        _run = Add(CommonSettings.Run());
        _history = Add(new Option<bool>("--history") { Description = "With --json: add metric_history with every point of every metric." });
        Add(CommonSettings.Json("the run with info, data, inputs and outputs"));
    }

    public override async Task<int> RunAsync(CommandContext context)
    {
        await using var client = context.Open();
        var run = await Lookup.RunAsync(client, context.Get(_run), context.CancellationToken);
        if (context.IsJson)
        {
            var history = context.Get(_history) ? await History.ReadAsync(client, run, context.CancellationToken) : null;
            JsonOutput.WriteValue(json => EntityJson.Write(json, run, history));
            return ExitCodes.Done;
        }

        var experiment = await client.GetExperimentAsync(run.Info.ExperimentId, context.CancellationToken);
        WriteInfo(context.Terminal.Out, run.Info, experiment);
        WriteMetrics(context.Terminal.Out, await History.ReadAsync(client, run, context.CancellationToken), run.Data);
        WriteTexts(context.Terminal.Out, "param", run.Data.Params);
        WriteTexts(context.Terminal.Out, "tag", run.Data.Tags);
        WriteInputs(context.Terminal.Out, run);
        return ExitCodes.Done;
    }

    private static void WriteInfo(IAnsiConsole console, RunInfo info, Experiment experiment) => new PagedTable(console, "run", info.RunId).Write(
    [
        ["name", info.RunName],
        ["experiment", $"{experiment.Name} ({experiment.ExperimentId})"],
        ["status", Show.Status(info)],
        ["user", info.UserId],
        ["started (UTC)", Show.Time(info.StartTime)],
        ["ended (UTC)", Show.Time(info.EndTime)],
        ["took", Show.Duration(info, TimeProvider.System.GetUtcNow())],
        ["artifacts", info.ArtifactUri],
    ]);

    private static void WriteMetrics(IAnsiConsole console, IReadOnlyDictionary<string, IReadOnlyList<Metric>> history, RunData data)
    {
        var rows = data.Metrics.Values.OrderBy(metric => metric.Key, StringComparer.Ordinal).Select(metric =>
        {
            var points = history[metric.Key];
            var numbers = points.Select(point => point.Value).Where(value => !double.IsNaN(value)).ToList();
            return new Cell[]
            {
                metric.Key, Show.Number(metric.Value), metric.Step.ToString(System.Globalization.CultureInfo.InvariantCulture),
                points.Count.ToString(System.Globalization.CultureInfo.InvariantCulture),
                numbers.Count == 0 ? "" : Show.Number(numbers.Min()), numbers.Count == 0 ? "" : Show.Number(numbers.Max()), History.SparklineOf(points),
            };
        }).ToList();
        WriteTable(
            console, rows, "metric", new Column("latest", IsNumber: true), new Column("step", IsNumber: true), new Column("points", IsNumber: true),
            new Column("min", IsNumber: true), new Column("max", IsNumber: true), "");
    }

    private static void WriteTexts(IAnsiConsole console, string title, IReadOnlyDictionary<string, string> texts) =>
        WriteTable(console, [.. texts.OrderBy(text => text.Key, StringComparer.Ordinal).Select(text => new Cell[] { text.Key, text.Value })], title, "");

    private static void WriteInputs(IAnsiConsole console, RunRecord run)
    {
        WriteTable(
            console,
            [.. run.Inputs.Datasets.OrderBy(input => input.Dataset.Name, StringComparer.Ordinal).Select(input => new Cell[]
            {
                input.Dataset.Name, input.Dataset.Digest, input.Tags.GetValueOrDefault(DatasetInput.ContextTag, ""), input.Dataset.SourceType ?? "",
            })],
            "data set", "digest", "context", "source");
        WriteTable(
            console,
            [.. run.Inputs.Models.Select(model => new Cell[] { model.ModelId, "input", "" }),
                .. run.Outputs.Models.Select(model => new Cell[] { model.ModelId, "output", model.Step.ToString(System.Globalization.CultureInfo.InvariantCulture) })],
            "model", "as", new Column("step", IsNumber: true));
    }

    private static void WriteTable(IAnsiConsole console, List<Cell[]> rows, params Column[] columns)
    {
        if (rows.Count > 0)
        {
            console.WriteLine();
            new PagedTable(console, columns).Write(rows);
        }
    }
}
