using System.CommandLine;
using MlTrack.Cli.Internal;
using MlTrack.Stores;

namespace MlTrack.Cli.Commands;

/// <summary><c>experiments list</c>.</summary>
internal sealed class ExperimentsListCommand : CliCommand
{
    private readonly Option<string> _filter;
    private readonly Option<string[]> _orderBy;
    private readonly Option<string> _view;
    private readonly Option<int> _limit;

    public ExperimentsListCommand()
        : base("experiments list", "Lists experiments.")
    {
        _filter = Add(new Option<string>("--filter", "-f") { Description = "MLflow's filter, such as \"name LIKE 'iris%' AND tags.team = 'vision'\".", HelpName = "filter" });
        _orderBy = Add(CommonSettings.OrderBy("name ASC"));
        _view = Add(CommonSettings.View());
        _limit = Add(CommonSettings.Limit());
        Add(CommonSettings.Json("an array of experiments"));
    }

    public override async Task<int> RunAsync(CommandContext context)
    {
        await using var client = context.Open();
        var query = new SearchExperimentsQuery
        {
            Filter = context.Get(_filter), OrderBy = context.GetAll(_orderBy), ViewType = CommonSettings.ToViewType(context.Get(_view)),
            MaxResults = context.IsJson ? Pages.ForPrograms : Pages.ForPeople,
        };
        var pages = Pages.OfExperimentsAsync(client, query, context.Get(_limit), context.CancellationToken);
        if (context.IsJson)
        {
            await JsonOutput.WriteListAsync(pages, EntityJson.Write, context.CancellationToken);
            return ExitCodes.Done;
        }

        var table = new PagedTable(context.Terminal.Out, "experiment", "name", "state", "created (UTC)", "updated (UTC)", "tags");
        await foreach (var page in pages)
        {
            table.Write([.. page.Select(Row)]);
        }

        return ExitCodes.Done;
    }

    private static Cell[] Row(Experiment experiment) =>
    [
        experiment.ExperimentId, experiment.Name, experiment.LifecycleStage.ToText(), Show.Time(experiment.CreationTime), Show.Time(experiment.LastUpdateTime),
        string.Join(", ", experiment.Tags.Where(tag => !tag.Key.StartsWith("mlflow.", StringComparison.Ordinal)).OrderBy(tag => tag.Key, StringComparer.Ordinal)
            .Select(tag => $"{tag.Key}={tag.Value}")),
    ];
}
