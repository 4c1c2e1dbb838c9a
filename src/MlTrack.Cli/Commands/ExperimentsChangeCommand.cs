using System.CommandLine;
using MlTrack.Cli.Internal;

namespace MlTrack.Cli.Commands;

/// <summary>What <c>experiments delete</c> and <c>experiments restore</c> have in common: all named are looked up before the first is touched.</summary>
internal sealed class ExperimentsChangeCommand : CliCommand
{
    private readonly Argument<string[]> _experiments;
    private readonly string _done;
    private readonly Func<MlTrackClient, string, CancellationToken, Task> _change;

    private ExperimentsChangeCommand(string path, string summary, string done, Func<MlTrackClient, string, CancellationToken, Task> change)
        : base(path, summary)
    {
        _done = done;
        _change = change;
        _experiments = Add(CommonSettings.ExperimentArguments());
    }

    public static ExperimentsChangeCommand Delete() => new(
        "experiments delete", "Deletes experiments with their runs; both can be restored until gc removes them.", "deleted",
        (client, id, cancellationToken) => client.DeleteExperimentAsync(id, cancellationToken));

    public static ExperimentsChangeCommand Restore() => new(
        "experiments restore", "Restores deleted experiments with all of their runs.", "restored",
        (client, id, cancellationToken) => client.RestoreExperimentAsync(id, cancellationToken));

    public override async Task<int> RunAsync(CommandContext context)
    {
        await using var client = context.Open();
        var found = new List<Experiment>();
        foreach (var name in context.Get(_experiments))
        {
            found.Add(await Lookup.ExperimentAsync(client, name, context.CancellationToken));
        }

        foreach (var experiment in found.DistinctBy(experiment => experiment.ExperimentId))
        {
            await _change(client, experiment.ExperimentId, context.CancellationToken);
            context.Terminal.Say($"{_done} '{experiment.Name}' ({experiment.ExperimentId}).");
        }

        return ExitCodes.Done;
    }
}
