using System.CommandLine;
using MlTrack.Cli.Internal;
using MlTrack.Stores;

namespace MlTrack.Cli.Commands;

/// <summary><c>gc</c>.</summary>
internal sealed class GcCommand : CliCommand
{
    private readonly Option<bool> _dryRun;
    private readonly Option<TimeSpan> _olderThan;
    private readonly Option<string[]> _runs;
    private readonly Option<string[]> _experiments;

    public GcCommand()
        : base("gc", "Removes for good what was deleted: runs, experiments, logged models, with their artifacts.")
    {
        _dryRun = Add(new Option<bool>("--dry-run", "-n") { Description = "Remove nothing; only say what would be removed." });
        _olderThan = Add(new Option<TimeSpan>("--older-than")
        {
            Description = "Only what was deleted at least this long ago, such as 30d, 12h, 1d2h30m.", HelpName = "age", CustomParser = Age.Parse,
        });
        _runs = Add(new Option<string[]>("--run") { Description = "Only this deleted run, by its whole id; may be repeated.", HelpName = "id" });
        _experiments = Add(new Option<string[]>("--experiment", "-e") { Description = "Only this deleted experiment, by id; may be repeated.", HelpName = "id" });
        Add(CommonSettings.Json("dry_run, run_ids, experiment_ids, model_ids, bytes"));
    }

    public override async Task<int> RunAsync(CommandContext context)
    {
        var isDryRun = context.Get(_dryRun);
        await using var client = context.Open();
        var options = new GarbageCollectionOptions
        {
            DryRun = isDryRun, OlderThan = context.Get(_olderThan), RunIds = Given(context.GetAll(_runs)), ExperimentIds = Given(context.GetAll(_experiments)),
        };
        var result = await context.Terminal.WorkAsync(isDryRun ? "Looking …" : "Removing …", _ => client.CollectGarbageAsync(options, context.CancellationToken));
        if (context.IsJson)
        {
            JsonOutput.WriteValue(json => EntityJson.Write(json, result, isDryRun));
            return ExitCodes.Done;
        }

        Write(context.Terminal, "experiment", result.ExperimentIds);
        Write(context.Terminal, "run", result.RunIds);
        Write(context.Terminal, "model", result.ModelIds);
        context.Terminal.Say(
            $"{(isDryRun ? "would remove" : "removed")} {Show.Count(result.ExperimentIds.Count, "experiment")}, {Show.Count(result.RunIds.Count, "run")}, " +
            $"{Show.Count(result.ModelIds.Count, "model")}: {Show.Size(result.Bytes)}.");
        return ExitCodes.Done;
    }

    private static void Write(Terminal terminal, string what, IEnumerable<string> ids)
    {
        foreach (var id in ids)
        {
            terminal.WriteLine($"{what} {id}");
        }
    }

    private static string[]? Given(string[] ids) => ids.Length == 0 ? null : ids;
}
