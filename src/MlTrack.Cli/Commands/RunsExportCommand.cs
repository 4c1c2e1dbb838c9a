using System.CommandLine;
using System.Text;
using MlTrack.Cli.Internal;
using MlTrack.Search;

namespace MlTrack.Cli.Commands;

/// <summary><c>runs export</c>.</summary>
internal sealed class RunsExportCommand : CliCommand
{
    private readonly Option<string[]> _experiments;
    private readonly Option<string> _filter;
    private readonly Option<string[]> _orderBy;
    private readonly Option<string> _view;
    private readonly Option<string> _format;
    private readonly Option<bool> _everyStep;
    private readonly Option<string> _output;

    public RunsExportCommand()
        : base("runs export", "Writes runs as CSV or JSON Lines, with every step of every metric if asked. Memory stays constant whatever the number of runs.")
    {
        _experiments = Add(CommonSettings.Experiments());
        _filter = Add(new Option<string>("--filter", "-f") { Description = "Only runs that this filter finds.", HelpName = "filter" });
        _orderBy = Add(CommonSettings.OrderBy("metrics.loss ASC"));
        _view = Add(CommonSettings.View());
        _format = Add(new Option<string>("--format") { Description = "How to write it.", HelpName = "csv|jsonl", DefaultValueFactory = _ => "csv" }.AcceptOnlyFromAmong("csv", "jsonl"));
        _everyStep = Add(new Option<bool>("--every-step") { Description = "CSV: a line for each point of each metric instead of one for each run. JSON Lines: the histories, too." });
        _output = Add(new Option<string>("--output", "-O") { Description = "The file to write. [default: standard output]", HelpName = "file" });
    }

    public override async Task<int> RunAsync(CommandContext context)
    {
        await using var client = context.Open();
        var query = await Lookup.QueryAsync(client, context.GetAll(_experiments), context.CancellationToken) with
        {
            Filter = context.Get(_filter), OrderBy = context.GetAll(_orderBy), ViewType = CommonSettings.ToViewType(context.Get(_view)),
        };
        if (context.Get(_output) is { } path)
        {
            var count = await context.Terminal.WorkAsync("Writing …", say => OutputFile.WriteAsync(path, say, output => WriteAsync(context, client, query, output)));
            context.Terminal.Say($"wrote {Show.Count(count, context.Get(_everyStep) && context.Get(_format) == "csv" ? "point" : "run")} to '{path}'.");
        }
        else
        {
            await using var output = Terminal.OpenOutput();
            await WriteAsync(context, client, query, output);
        }

        return ExitCodes.Done;
    }

    private async Task<long> WriteAsync(CommandContext context, MlTrackClient client, Stores.SearchRunsQuery query, Stream output)
    {
        if (context.Get(_format) == "jsonl")
        {
            return await RunExport.WriteJsonLinesAsync(client.Store, query, output, context.Get(_everyStep), context.CancellationToken);
        }

        await using var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16, leaveOpen: true);
        return context.Get(_everyStep)
            ? await RunExport.WriteMetricCsvAsync(client.Store, query, writer, context.CancellationToken)
            : await RunExport.WriteCsvAsync(client.Store, query, writer, context.CancellationToken);
    }
}
