using MlTrack.Cli.Internal;
using MlTrack.Stores;

namespace MlTrack.Cli.Commands;

/// <summary><c>info</c>.</summary>
internal sealed class InfoCommand : CliCommand
{
    public InfoCommand()
        : base("info", "Says which store is in use and what is in it.") => Add(CommonSettings.Json("version, store, experiments, runs (by status)"));

    public override async Task<int> RunAsync(CommandContext context)
    {
        await using var client = context.Open();
        var experiments = 0L;
        var deletedExperiments = 0L;
        await foreach (var experiment in client.ListExperimentsAsync(ViewType.All, context.CancellationToken))
        {
            experiments++;
            deletedExperiments += experiment.LifecycleStage == LifecycleStage.Deleted ? 1 : 0;
        }

        var statuses = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var query = new SearchRunsQuery { AllExperiments = true, ViewType = ViewType.All, Parts = RunParts.Info };
        await foreach (var run in client.ListRunsAsync(query, context.CancellationToken))
        {
            var status = run.Info.LifecycleStage == LifecycleStage.Deleted ? "DELETED" : run.Info.IsStale ? "STALE" : run.Info.Status.ToText();
            statuses[status] = statuses.GetValueOrDefault(status) + 1;
        }

        var version = typeof(InfoCommand).Assembly.GetName().Version!.ToString(3);
        if (context.IsJson)
        {
            JsonOutput.WriteValue(json => EntityJson.WriteInfo(json, version, client.TrackingUri, experiments, deletedExperiments, statuses));
            return ExitCodes.Done;
        }

        new PagedTable(context.Terminal.Out, "mltrack", version).Write(
        [
            ["store", client.TrackingUri],
            ["experiments", deletedExperiments == 0 ? Show.Count(experiments) : $"{Show.Count(experiments)}, {Show.Count(deletedExperiments)} of them deleted"],
            ["runs", Show.Count(statuses.Values.Sum())],
            .. statuses.Select(status => new Cell[] { "  " + status.Key, Show.Count(status.Value) }),
        ]);
        return ExitCodes.Done;
    }
}
