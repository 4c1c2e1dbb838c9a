using System.CommandLine;
using System.Globalization;
using MlTrack.Cli.Internal;
using MlTrack.Stores;
using MlTrack.Sync;

namespace MlTrack.Cli.Commands;

/// <summary><c>sync</c>.</summary>
internal sealed class SyncCommand : CliCommand
{
    private readonly Argument<string?> _tree;
    private readonly Option<string> _to;
    private readonly Option<bool> _follow;
    private readonly Option<double> _interval;
    private readonly Option<bool> _dryRun;
    private readonly Option<bool> _verify;
    private readonly Option<bool> _noArtifacts;
    private readonly Option<bool> _noRegistry;
    private readonly Option<bool> _recreate;
    private readonly Option<bool> _restore;
    private readonly Option<string[]> _experiments;
    private readonly Option<string[]> _runs;

    public SyncCommand()
        : base("sync", "Brings a tree to another store, such as a MLflow server. It may be interrupted, repeated and run while runs are written: everything arrives once.")
    {
        _tree = Add(new Argument<string?>("tree") { Description = "The folder. [default: --store, MLFLOW_TRACKING_URI, else ./mlruns]", Arity = ArgumentArity.ZeroOrOne });
        _to = Add(new Option<string>("--to") { Description = "The other store: http://host:5000, a folder, or a URI of a registered scheme.", HelpName = "uri", Required = true });
        _follow = Add(new Option<bool>("--follow") { Description = "Go on until stopped, so that runs that are being written are followed." });
        _interval = Add(new Option<double>("--interval") { Description = "With --follow: seconds between two passes.", HelpName = "seconds", DefaultValueFactory = _ => 2 });
        _dryRun = Add(new Option<bool>("--dry-run", "-n") { Description = "Send nothing; only say what would be sent." });
        _verify = Add(new Option<bool>("--verify") { Description = "Compare every point with what the other store has, as after it was set back to a backup." });
        _noArtifacts = Add(new Option<bool>("--no-artifacts") { Description = "Leave artifacts out." });
        _noRegistry = Add(new Option<bool>("--no-registry") { Description = "Leave registered models out. They are also left out with --experiment and --run." });
        _recreate = Add(new Option<bool>("--recreate") { Description = "Make runs anew that were deleted in the other store." });
        _restore = Add(new Option<bool>("--restore") { Description = "Restore experiments that were deleted in the other store." });
        _experiments = Add(CommonSettings.Experiments());
        _runs = Add(new Option<string[]>("--run") { Description = "Only this run, by its id or the beginning of it; may be repeated. [default: all]", HelpName = "id", CompletionSources = { Completions.Runs } });
        Add(CommonSettings.Json("runs, runs_created, runs_changed, params, tags, points, inputs, models, artifacts, artifact_bytes, registered_models, model_versions, aliases, complete, problems"));
    }

    public override async Task<int> RunAsync(CommandContext context)
    {
        await using var client = context.OpenQuietly(context.Get(_tree));
        var target = TrackingStores.Open(context.Get(_to)!);
        using var owned = target as IDisposable;
        var options = await OptionsAsync(context, client);
        var result = await context.Terminal.WorkAsync("Looking …", say => client.SyncToAsync(target, options with { Progress = new Sayer(say) }, context.CancellationToken));
        var exitCode = SyncReport.Say(context.Terminal, result);
        if (context.IsJson)
        {
            JsonOutput.WriteValue(json => EntityJson.Write(json, result));
        }
        else
        {
            context.Terminal.WriteLine(
                $"{(options.DryRun ? "would send" : "sent")} {Show.Count(result.RunsCreated, "new run")}, {Show.Count(result.Points, "point")}, {Show.Count(result.Params, "param")}, " +
                $"{Show.Count(result.Tags, "tag")}, {Show.Count(result.Artifacts, "artifact")} ({Show.Size(result.ArtifactBytes)}) of {Show.Count(result.Runs, "run")}{SyncReport.OfRegistry(result)}.");
        }

        return exitCode;
    }

    private async Task<SyncOptions> OptionsAsync(CommandContext context, MlTrackClient client)
    {
        var seconds = context.Get(_interval);
        if (seconds is not (>= 0.1 and <= 86_400))
        {
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"--interval takes seconds from 0.1 to 86400, not {seconds}."));
        }

        var experiments = new List<string>();
        foreach (var name in context.GetAll(_experiments))
        {
            experiments.Add((await Lookup.ExperimentAsync(client, name, context.CancellationToken)).ExperimentId);
        }

        var runs = await Lookup.RunsAsync(client, context.GetAll(_runs), context.CancellationToken);
        return new SyncOptions
        {
            Follow = context.Get(_follow), Interval = TimeSpan.FromSeconds(seconds), DryRun = context.Get(_dryRun), Verify = context.Get(_verify),
            Artifacts = !context.Get(_noArtifacts), RegisteredModels = !context.Get(_noRegistry), RecreateDeletedRuns = context.Get(_recreate), RestoreDeletedExperiments = context.Get(_restore),
            ExperimentIds = experiments.Count == 0 ? null : experiments, RunIds = runs.Count == 0 ? null : [.. runs.Select(run => run.Info.RunId)],
        };
    }

    private sealed class Sayer(Action<string> say) : IProgress<SyncProgress>
    {
        public void Report(SyncProgress value) =>
            say($"{Show.Count(value.RunsDone)} of {Show.Count(value.Runs, "run")}, {Show.Count(value.Points, "point")}, {Show.Size(value.ArtifactBytes)} of artifacts …");
    }
}
