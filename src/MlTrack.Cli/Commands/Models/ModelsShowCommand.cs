using System.CommandLine;
using MlTrack.Cli.Internal;
using MlTrack.Stores;
using Spectre.Console;

namespace MlTrack.Cli.Commands.Models;

/// <summary><c>models show</c>.</summary>
internal sealed class ModelsShowCommand : CliCommand
{
    private readonly Argument<string> _model;

    public ModelsShowCommand()
        : base("models show", "Shows a registered model with its versions, or the files and signature of one model.")
    {
        _model = Add(new Argument<string>("model")
        {
            Description = "A registered model's name; or a model: name/3, name@alias, models:/…, runs:/run/name, a folder with an MLmodel file.", CompletionSources = { Completions.Models },
        });
        Add(CommonSettings.Json("the registered model with all versions, guards and moves of aliases; or the model's flavors and signature"));
    }

    public override async Task<int> RunAsync(CommandContext context)
    {
        await using var client = context.Open();
        var text = context.Get(_model);
        var uri = ModelReference.ToUri(text);
        var isName = uri != text && ModelReference.Split(text).Which is null;
        return isName ? await ShowRegisteredAsync(context, client, text) : await ShowModelAsync(context, client, uri);
    }

    private static async Task<int> ShowModelAsync(CommandContext context, MlTrackClient client, string uri)
    {
        using var folder = await client.OpenModelAsync(uri, verify: false, context.CancellationToken);
        if (context.IsJson)
        {
            JsonOutput.WriteValue(json => EntityJson.Write(json, uri, folder));
        }
        else
        {
            ModelTables.Write(context.Terminal.Out, uri, folder);
        }

        return ExitCodes.Done;
    }

    private static async Task<int> ShowRegisteredAsync(CommandContext context, MlTrackClient client, string name)
    {
        var model = await client.GetRegisteredModelAsync(name, context.CancellationToken);
        var versions = await VersionsAsync(client, name, context.CancellationToken);
        var guards = new SortedDictionary<string, IReadOnlyList<AliasGuard>>(StringComparer.Ordinal);
        foreach (var alias in model.Tags.Keys.Where(key => key.StartsWith(AliasGuardPrefix, StringComparison.Ordinal)).Select(key => key[AliasGuardPrefix.Length..]))
        {
            guards[alias] = await client.GetAliasGuardsAsync(name, alias, context.CancellationToken);
        }

        var moves = client.Registry is IAliasHistory ? await client.ListAliasMovesAsync(name, context.CancellationToken) : null;
        if (context.IsJson)
        {
            JsonOutput.WriteValue(json =>
            {
                json.WriteStartObject();
                json.WritePropertyName("registered_model");
                EntityJson.Write(json, model);
                json.WriteStartArray("versions");
                versions.ForEach(version => EntityJson.Write(json, version));
                json.WriteEndArray();
                json.WriteStartObject("guards");
                foreach (var guard in guards)
                {
                    json.WriteStartArray(guard.Key);
                    guard.Value.ToList().ForEach(demand => json.WriteStringValue(demand.ToString()));
                    json.WriteEndArray();
                }

                json.WriteEndObject();
                json.WriteStartArray("alias_moves");
                moves?.ToList().ForEach(move => EntityJson.Write(json, move));
                json.WriteEndArray();
                json.WriteEndObject();
            });
            return ExitCodes.Done;
        }

        Write(context.Terminal.Out, model, versions, guards, moves ?? []);
        return ExitCodes.Done;
    }

    // Guards are kept in tags of this name; docs/models.md says so.
    private const string AliasGuardPrefix = "mltrack.guard.";

    private static void Write(
        IAnsiConsole console, RegisteredModel model, List<ModelVersion> versions, IReadOnlyDictionary<string, IReadOnlyList<AliasGuard>> guards, IReadOnlyList<AliasMove> moves)
    {
        List<Cell[]> facts =
        [
            ["description", model.Description ?? ""],
            ["aliases", ModelTables.Aliases(model)],
            ["created (UTC)", Show.Time(model.CreationTime)],
            ["updated (UTC)", Show.Time(model.LastUpdatedTime)],
        ];
        facts.AddRange(guards.Select(guard => new Cell[] { "guard of " + guard.Key, string.Join("; ", guard.Value) }));
        facts.AddRange(model.Tags.Where(tag => !tag.Key.StartsWith(AliasGuardPrefix, StringComparison.Ordinal)).OrderBy(tag => tag.Key, StringComparer.Ordinal)
            .Select(tag => new Cell[] { "tag " + tag.Key, tag.Value }));
        new PagedTable(console, "registered model", model.Name).Write(facts);
        if (versions.Count > 0)
        {
            console.WriteLine();
            ModelTables.OfVersions(console).Write([.. versions.Select(ModelTables.Row)]);
        }

        if (moves.Count > 0)
        {
            console.WriteLine();
            ModelTables.Write(console, moves);
        }
    }

    private static async Task<List<ModelVersion>> VersionsAsync(MlTrackClient client, string name, CancellationToken cancellationToken) =>
        await client.ListModelVersionsAsync(new SearchRegistryQuery { Filter = ModelReference.NameFilter(name) }, cancellationToken).ToListAsync(cancellationToken);
}
