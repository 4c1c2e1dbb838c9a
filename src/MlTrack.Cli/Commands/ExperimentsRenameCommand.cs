using System.CommandLine;
using MlTrack.Cli.Internal;

namespace MlTrack.Cli.Commands;

/// <summary><c>experiments rename</c>.</summary>
internal sealed class ExperimentsRenameCommand : CliCommand
{
    private readonly Argument<string> _experiment;
    private readonly Argument<string> _name;

    public ExperimentsRenameCommand()
        : base("experiments rename", "Renames an experiment.")
    {
        _experiment = Add(new Argument<string>("experiment") { Description = "The experiment's id or name.", CompletionSources = { Completions.Experiments } });
        _name = Add(new Argument<string>("name") { Description = "The new name." });
    }

    public override async Task<int> RunAsync(CommandContext context)
    {
        await using var client = context.Open();
        var experiment = await Lookup.ExperimentAsync(client, context.Get(_experiment), context.CancellationToken);
        await client.RenameExperimentAsync(experiment.ExperimentId, context.Get(_name), context.CancellationToken);
        context.Terminal.Say($"renamed '{experiment.Name}' ({experiment.ExperimentId}) to '{context.Get(_name)}'.");
        return ExitCodes.Done;
    }
}
