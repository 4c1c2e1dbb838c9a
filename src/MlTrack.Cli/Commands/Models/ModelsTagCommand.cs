using System.CommandLine;
using MlTrack.Cli.Internal;

namespace MlTrack.Cli.Commands.Models;

/// <summary><c>models tag</c>.</summary>
internal sealed class ModelsTagCommand : CliCommand
{
    private readonly Argument<string> _model;
    private readonly Argument<string[]> _tags;
    private readonly Option<string[]> _delete;
    private readonly Option<string> _description;

    public ModelsTagCommand()
        : base("models tag", "Sets and removes tags, and the description, of a registered model or of a version.")
    {
        _model = Add(new Argument<string>("model") { Description = "A registered model's name, or a version: name/3, name@alias.", CompletionSources = { Completions.Models } });
        _tags = Add(new Argument<string[]>("tag") { Description = "Tags to set, each as key=value.", Arity = ArgumentArity.ZeroOrMore, HelpName = "key=value" });
        _delete = Add(new Option<string[]>("--delete", "-d") { Description = "A tag to remove; may be repeated.", HelpName = "key" });
        _description = Add(new Option<string>("--description") { Description = "A text about it.", HelpName = "text" });
    }

    public override async Task<int> RunAsync(CommandContext context)
    {
        var tags = KeyValue.ParseAll(context.Get(_tags) ?? []);
        var removed = context.GetAll(_delete);
        var description = context.Get(_description);
        if (tags.Count == 0 && removed.Length == 0 && description is null)
        {
            throw new UsageException("Name tags to set (key=value) or to remove (--delete key), or a --description.");
        }

        await using var client = context.Open();
        var text = context.Get(_model);
        await (ModelReference.Split(text).Which is null
            ? ChangeModelAsync(client, ModelReference.Split(text).Name, tags, removed, description, context.CancellationToken)
            : ChangeVersionAsync(client, await ModelReference.VersionAsync(client, text, context.CancellationToken), tags, removed, description, context.CancellationToken));
        return ExitCodes.Done;
    }

    private static async Task ChangeModelAsync(
        MlTrackClient client, string name, IReadOnlyDictionary<string, string> tags, string[] removed, string? description, CancellationToken cancellationToken)
    {
        foreach (var tag in tags)
        {
            await client.SetRegisteredModelTagAsync(name, tag.Key, tag.Value, cancellationToken);
        }

        foreach (var key in removed)
        {
            await client.DeleteRegisteredModelTagAsync(name, key, cancellationToken);
        }

        if (description is not null)
        {
            await client.UpdateRegisteredModelAsync(name, description, cancellationToken);
        }
    }

    private static async Task ChangeVersionAsync(
        MlTrackClient client, ModelVersion version, IReadOnlyDictionary<string, string> tags, string[] removed, string? description, CancellationToken cancellationToken)
    {
        foreach (var tag in tags)
        {
            await client.SetModelVersionTagAsync(version.Name, version.Version, tag.Key, tag.Value, cancellationToken);
        }

        foreach (var key in removed)
        {
            await client.DeleteModelVersionTagAsync(version.Name, version.Version, key, cancellationToken);
        }

        if (description is not null)
        {
            await client.UpdateModelVersionAsync(version.Name, version.Version, description, cancellationToken);
        }
    }
}
