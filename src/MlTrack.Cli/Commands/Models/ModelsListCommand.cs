using System.CommandLine;
using MlTrack.Cli.Internal;
using MlTrack.Stores;

namespace MlTrack.Cli.Commands.Models;

/// <summary><c>models list</c>.</summary>
internal sealed class ModelsListCommand : CliCommand
{
    private readonly Option<string> _filter;
    private readonly Option<string[]> _orderBy;
    private readonly Option<int> _limit;

    public ModelsListCommand()
        : base("models list", "Lists registered models.")
    {
        _filter = Add(new Option<string>("--filter", "-f") { Description = "MLflow's filter, such as \"name LIKE 'iris%' AND tags.team = 'vision'\".", HelpName = "filter" });
        _orderBy = Add(new Option<string[]>("--order-by", "-o") { Description = "A key of the order, such as \"last_updated_timestamp DESC\"; may be repeated. [default: by name]", HelpName = "key" });
        _limit = Add(CommonSettings.Limit());
        Add(CommonSettings.Json("an array of registered models"));
    }

    public override async Task<int> RunAsync(CommandContext context)
    {
        await using var client = context.Open();
        var query = new SearchRegistryQuery { Filter = context.Get(_filter), OrderBy = context.GetAll(_orderBy) };
        var pages = Pages.OfAsync(
            (token, size, cancellationToken) => client.SearchRegisteredModelsAsync(query with { PageToken = token, MaxResults = size }, cancellationToken),
            Pages.ForPeople, context.Get(_limit), context.CancellationToken);
        if (context.IsJson)
        {
            await JsonOutput.WriteListAsync(pages, EntityJson.Write, context.CancellationToken);
            return ExitCodes.Done;
        }

        var table = new PagedTable(context.Terminal.Out, "model", new Column("latest", IsNumber: true), "aliases", "updated (UTC)", "description");
        await foreach (var page in pages)
        {
            table.Write([.. page.Select(Row)]);
        }

        return ExitCodes.Done;
    }

    private static Cell[] Row(RegisteredModel model) =>
    [
        model.Name, ModelTables.Newest(model), ModelTables.Aliases(model), Show.Time(model.LastUpdatedTime), model.Description ?? "",
    ];
}
