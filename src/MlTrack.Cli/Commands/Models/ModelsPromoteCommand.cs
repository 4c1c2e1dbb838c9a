using System.CommandLine;
using MlTrack.Cli.Internal;

namespace MlTrack.Cli.Commands.Models;

/// <summary><c>models promote</c>.</summary>
internal sealed class ModelsPromoteCommand : CliCommand
{
    private readonly Argument<string> _version;
    private readonly Argument<string> _alias;
    private readonly Option<string> _previous;

    public ModelsPromoteCommand()
        : base("models promote", "Moves an alias, such as champion, to a version that meets its guard, and says from where.")
    {
        _version = Add(ModelSettings.Version());
        _alias = Add(new Argument<string>("alias") { Description = "The alias, which is made when missing." });
        _previous = Add(new Option<string>("--previous") { Description = "Another alias for the version that is replaced, so that going back is one command.", HelpName = "alias" });
        Add(CommonSettings.Json("{name, alias, version, previous_version}"));
    }

    public override async Task<int> RunAsync(CommandContext context)
    {
        await using var client = context.Open();
        var alias = context.Get(_alias);
        var version = await ModelReference.VersionAsync(client, context.Get(_version), context.CancellationToken);
        (await client.GetRegisteredModelAsync(version.Name, context.CancellationToken)).Aliases.TryGetValue(alias, out var before);
        await client.SetRegisteredModelAliasAsync(version.Name, alias, version.Version, context.CancellationToken);
        if (context.Get(_previous) is { } previous && before is not null && before != version.Version)
        {
            await client.SetRegisteredModelAliasAsync(version.Name, previous, before, context.CancellationToken);
        }

        if (context.IsJson)
        {
            JsonOutput.WriteValue(json =>
            {
                json.WriteStartObject();
                json.WriteString("name", version.Name);
                json.WriteString("alias", alias);
                EntityJson.WriteNumber(json, "version", version.Version);
                EntityJson.WriteNumber(json, "previous_version", before);
                json.WriteEndObject();
            });
            return ExitCodes.Done;
        }

        context.Terminal.Say(before switch
        {
            null => $"'{alias}' of '{version.Name}' is version {version.Version}.",
            _ when before == version.Version => $"'{alias}' of '{version.Name}' was version {before} already.",
            _ => $"'{alias}' of '{version.Name}' moved from version {before} to {version.Version}.",
        });
        return ExitCodes.Done;
    }
}
