using System.CommandLine;
using MlTrack.Cli.Internal;

namespace MlTrack.Cli.Commands.Models;

/// <summary><c>models guard</c>.</summary>
internal sealed class ModelsGuardCommand : CliCommand
{
    private readonly Argument<string> _name;
    private readonly Argument<string> _alias;
    private readonly Option<string[]> _atLeast;
    private readonly Option<string[]> _atMost;
    private readonly Option<string[]> _notLower;
    private readonly Option<string[]> _notHigher;
    private readonly Option<bool> _clear;

    public ModelsGuardCommand()
        : base("models guard", "Says what a version must be before an alias may point to it, or shows it.")
    {
        _name = Add(ModelSettings.Name());
        _alias = Add(new Argument<string>("alias") { Description = "The alias, which need not exist." });
        _atLeast = Add(ModelSettings.AtLeast());
        _atMost = Add(ModelSettings.AtMost());
        _notLower = Add(ModelSettings.NotLower());
        _notHigher = Add(ModelSettings.NotHigher());
        _clear = Add(new Option<bool>("--clear") { Description = "Demand nothing any longer." });
    }

    public override async Task<int> RunAsync(CommandContext context)
    {
        var guards = ModelSettings.ToGuards(context.GetAll(_atLeast), context.GetAll(_atMost), context.GetAll(_notLower), context.GetAll(_notHigher));
        var isClear = context.Get(_clear);
        if (isClear && guards.Count > 0)
        {
            throw new UsageException("--clear goes without demands.");
        }

        await using var client = context.Open();
        var (name, alias) = (context.Get(_name), context.Get(_alias));
        if (isClear || guards.Count > 0)
        {
            await client.SetAliasGuardsAsync(name, alias, guards, context.CancellationToken);
        }

        foreach (var guard in await client.GetAliasGuardsAsync(name, alias, context.CancellationToken))
        {
            context.Terminal.WriteLine(guard.ToString());
        }

        return ExitCodes.Done;
    }
}
