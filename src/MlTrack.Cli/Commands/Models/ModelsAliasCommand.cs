using System.CommandLine;
using MlTrack.Cli.Internal;

namespace MlTrack.Cli.Commands.Models;

/// <summary><c>models alias</c>.</summary>
internal sealed class ModelsAliasCommand : CliCommand
{
    private readonly Argument<string> _name;
    private readonly Argument<string?> _alias;
    private readonly Argument<string?> _version;
    private readonly Option<bool> _delete;

    public ModelsAliasCommand()
        : base("models alias", "Points an alias to a version, removes it, or shows who moved aliases when.")
    {
        _name = Add(ModelSettings.Name());
        _alias = Add(new Argument<string?>("alias") { Description = "The alias, such as champion. [default: show the journal of all]", Arity = ArgumentArity.ZeroOrOne });
        _version = Add(new Argument<string?>("version") { Description = "The version's number. [default: show the journal of the alias]", Arity = ArgumentArity.ZeroOrOne });
        _delete = Add(new Option<bool>("--delete", "-d") { Description = "Remove the alias." });
        Add(CommonSettings.Json("the journal, an array of moves"));
    }

    public override async Task<int> RunAsync(CommandContext context)
    {
        var (name, alias, version, isDelete) = (context.Get(_name), context.Get(_alias), context.Get(_version), context.Get(_delete));
        if (isDelete && (alias is null || version is not null))
        {
            throw new UsageException("--delete takes the name and the alias, and no version.");
        }

        await using var client = context.Open();
        if (isDelete)
        {
            await client.DeleteRegisteredModelAliasAsync(name, alias!, context.CancellationToken);
            return ExitCodes.Done;
        }

        if (version is not null)
        {
            await client.SetRegisteredModelAliasAsync(name, alias!, version, context.CancellationToken);
            context.Terminal.Say($"'{alias}' of '{name}' is version {version}.");
            return ExitCodes.Done;
        }

        var moves = (await client.ListAliasMovesAsync(name, context.CancellationToken)).Where(move => alias is null || move.Alias == alias).ToList();
        if (context.IsJson)
        {
            await JsonOutput.WriteListAsync(moves, EntityJson.Write, context.CancellationToken);
        }
        else
        {
            ModelTables.Write(context.Terminal.Out, moves);
        }

        return ExitCodes.Done;
    }
}
