using System.CommandLine;
using MlTrack.Cli.Internal;
using MlTrack.Stores;

namespace MlTrack.Cli.Commands.Models;

/// <summary><c>models versions</c>.</summary>
internal sealed class ModelsVersionsCommand : CliCommand
{
    private readonly Argument<string?> _name;
    private readonly Option<string> _filter;
    private readonly Option<string[]> _orderBy;
    private readonly Option<int> _limit;

    public ModelsVersionsCommand()
        : base("models versions", "Lists versions of a registered model, or of all.")
    {
        _name = Add(new Argument<string?>("name")
        {
            Description = "The registered model's name. [default: all]", Arity = ArgumentArity.ZeroOrOne, CompletionSources = { Completions.Models },
        });
        _filter = Add(new Option<string>("--filter", "-f") { Description = "MLflow's filter, such as \"tags.checked = 'yes'\" or \"run_id = '…'\".", HelpName = "filter" });
        _orderBy = Add(new Option<string[]>("--order-by", "-o") { Description = "A key of the order, such as \"version_number ASC\"; may be repeated. [default: newest first]", HelpName = "key" });
        _limit = Add(CommonSettings.Limit());
        Add(CommonSettings.Json("an array of versions"));
    }

    public override async Task<int> RunAsync(CommandContext context)
    {
        await using var client = context.Open();
        var filter = context.Get(_filter);
        if (context.Get(_name) is { } name)
        {
            // An unknown name is a slip, not a model without versions.
            await client.GetRegisteredModelAsync(name, context.CancellationToken);
            var byName = ModelReference.NameFilter(name);
            filter = string.IsNullOrWhiteSpace(filter) ? byName : $"{byName} AND {filter}";
        }

        var query = new SearchRegistryQuery { Filter = filter, OrderBy = context.GetAll(_orderBy) };
        var pages = Pages.OfAsync(
            (token, size, cancellationToken) => client.SearchModelVersionsAsync(query with { PageToken = token, MaxResults = size }, cancellationToken),
            Pages.ForPrograms, context.Get(_limit), context.CancellationToken);
        if (context.IsJson)
        {
            await JsonOutput.WriteListAsync(pages, EntityJson.Write, context.CancellationToken);
            return ExitCodes.Done;
        }

        var table = ModelTables.OfVersions(context.Terminal.Out);
        await foreach (var page in pages)
        {
            table.Write([.. page.Select(ModelTables.Row)]);
        }

        return ExitCodes.Done;
    }
}
