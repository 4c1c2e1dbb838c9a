using System.CommandLine;
using MlTrack.Cli.Internal;

namespace MlTrack.Cli.Commands;

/// <summary>What <c>runs list</c> and <c>runs search</c> have in common: they differ in the filter only.</summary>
internal abstract class RunListing : CliCommand
{
    private readonly Option<string[]> _experiments;
    private readonly Option<string[]> _orderBy;
    private readonly Option<string[]> _metrics;
    private readonly Option<string> _view;
    private readonly Option<int> _limit;

    protected RunListing(string path, string summary, Argument<string>? filter = null)
        : base(path, summary)
    {
        if (filter is not null)
        {
            Add(filter);
        }

        _experiments = Add(CommonSettings.Experiments());
        _orderBy = Add(CommonSettings.OrderBy("metrics.loss ASC"));
        _metrics = Add(new Option<string[]>("--metric", "-m")
        {
            Description = "A metric to show in the table; may be repeated. [default: the three that most runs have]", HelpName = "key",
        });
        _view = Add(CommonSettings.View());
        _limit = Add(CommonSettings.Limit());
        Add(CommonSettings.Json("an array of runs with info, data, inputs and outputs"));
    }

    public override async Task<int> RunAsync(CommandContext context)
    {
        await using var client = context.Open();
        var query = await Lookup.QueryAsync(client, context.GetAll(_experiments), context.CancellationToken) with
        {
            Filter = FilterOf(context),
            OrderBy = context.GetAll(_orderBy),
            ViewType = CommonSettings.ToViewType(context.Get(_view)),
            MaxResults = context.IsJson ? Pages.ForPrograms : Pages.ForPeople,
        };
        var pages = Pages.OfRunsAsync(client, query, context.Get(_limit), context.CancellationToken);
        if (context.IsJson)
        {
            await JsonOutput.WriteListAsync(pages, EntityJson.Write, context.CancellationToken);
        }
        else if (await RunTable.WriteAsync(context, client, pages, context.GetAll(_metrics)) == 0)
        {
            context.Terminal.Say("no runs found.");
        }

        return ExitCodes.Done;
    }

    /// <summary>The filter, or null for all runs.</summary>
    protected abstract string? FilterOf(CommandContext context);
}
