using MlTrack.Internal.FileStore;
using MlTrack.Internal.Rules;
using MlTrack.Internal.Search;
using MlTrack.Stores;

namespace MlTrack.Internal.Sync;

/// <summary>Brings a whole tree to the other store, run by run; one run that fails does not keep the others from being sent.</summary>
internal sealed class TreeSync(SyncSession session)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(60);

    private readonly ExperimentMap _experiments = new(session);
    private readonly Dictionary<string, IReadOnlyList<LoggedModel>> _models = new(StringComparer.Ordinal);

    /// <summary>Sends until nothing is left or, with <see cref="MlTrack.Sync.SyncOptions.Follow"/>, until it is cancelled.</summary>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var failures = 0; ;)
        {
            session.BeginPass();
            await PassAsync(session.Options.RunIds, cancellationToken).ConfigureAwait(false);
            if (session.Options is { RegisteredModels: true, RunIds: null, ExperimentIds: null })
            {
                await new RegistrySync(session).PassAsync(cancellationToken).ConfigureAwait(false);
            }

            if (!session.Options.Follow || session.Options.DryRun)
            {
                return;
            }

            failures = session.IsAnythingLeft ? failures + 1 : 0;
            await Task.Delay(failures == 0 ? session.Options.Interval : PauseAfter(failures), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>One pass over runs.</summary>
    /// <param name="runIds">Only these; null for all.</param>
    /// <param name="cancellationToken">Stops.</param>
    internal async Task PassAsync(IReadOnlyCollection<string>? runIds, CancellationToken cancellationToken)
    {
        session.Counts.RunsDone = 0;
        _models.Clear();
        var runs = runIds is null
            ? await ListRunsAsync(cancellationToken).ConfigureAwait(false)
            : await FindRunsAsync(runIds, cancellationToken).ConfigureAwait(false);
        session.Counts.RunsOfPass = runs.Count;
        foreach (var (experiment, runId) in runs)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await TryAsync(experiment, runId, cancellationToken).ConfigureAwait(false);
            session.Counts.RunsDone++;
            session.ReportProgress();
        }

        await DeleteExperimentsAsync(runs, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The pause after so many failures: it grows, and is never the same for many senders.</summary>
    internal static TimeSpan PauseAfter(int failures)
    {
        var most = Math.Min(LongestPause.TotalSeconds, FirstPause.TotalSeconds * Math.Pow(2, Math.Min(failures, 16)));
        return TimeSpan.FromSeconds(most * Random.Shared.NextDouble());
    }

    private async Task TryAsync(Experiment experiment, string runId, CancellationToken cancellationToken)
    {
        var before = session.Counts.Sum;
        try
        {
            await SendAsync(experiment, runId, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (SyncFaults.IsTransient(exception) || SyncFaults.IsRefused(exception))
        {
            session.Report("failed", runId, exception.Message, (exception as MlTrackException)?.ErrorCodeText, isTriedAgain: true);
        }

        session.Counts.RunsChanged += session.Counts.Sum > before ? 1 : 0;
    }

    private async Task SendAsync(Experiment experiment, string runId, CancellationToken cancellationToken)
    {
        if (session.Context.Locator.FindRun(runId) is not { } place)
        {
            return;
        }

        // Read now and not with the list: what is sent is at least as new as the lease.
        if (session.Options.DryRun)
        {
            SyncPlan.Count(session, place, await session.Source.GetRunAsync(runId, cancellationToken).ConfigureAwait(false));
            return;
        }

        if (experiment.LifecycleStage == LifecycleStage.Deleted && IsDeletedThere(place))
        {
            // So is its experiment there, perhaps, and then that takes nothing any more.
            return;
        }

        using var file = CursorFile.TryOpen(session.Context, place.Folder, session.Target.Uri, cancellationToken);
        if (file is null)
        {
            session.Report("busy", runId, "Another process is sending this run.", isTriedAgain: true);
            return;
        }

        if (await _experiments.FindAsync(experiment, cancellationToken).ConfigureAwait(false) is not { } experimentId)
        {
            return;
        }

        var run = await session.Source.GetRunAsync(runId, cancellationToken).ConfigureAwait(false);
        var models = await ModelsOfAsync(run, cancellationToken).ConfigureAwait(false);
        var sync = new RunSync(session, place, run, experimentId, models, file) { IsStateInDoubt = _experiments.WasRestored(experiment) };
        await sync.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    private bool IsDeletedThere(RunPlace place) => !session.Options.Verify &&
        CursorFile.Peek(session.Context, place.Folder, session.Target.Uri) is { } cursor && cursor.State.EndsWith(LifecycleStage.Deleted.ToText(), StringComparison.Ordinal);

    // Last, since an experiment that is deleted takes no runs.
    private async Task DeleteExperimentsAsync(List<(Experiment Experiment, string RunId)> runs, CancellationToken cancellationToken)
    {
        if (session.Options.DryRun || session.IsSpool || session.Options.RunIds is not null)
        {
            return;
        }

        foreach (var experiment in runs.Where(run => run.Experiment.LifecycleStage == LifecycleStage.Deleted).GroupBy(run => run.Experiment.ExperimentId))
        {
            if (session.Problems.Any(problem => problem.IsTriedAgain && experiment.Any(run => run.RunId == problem.RunId)))
            {
                continue;
            }

            try
            {
                await _experiments.DeleteAsync(experiment.First().Experiment, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (SyncFaults.IsTransient(exception) || SyncFaults.IsRefused(exception))
            {
                session.Report("failed", runId: null, exception.Message, (exception as MlTrackException)?.ErrorCodeText, isTriedAgain: true);
            }
        }
    }

    private async Task<List<(Experiment Experiment, string RunId)>> FindRunsAsync(IReadOnlyCollection<string> runIds, CancellationToken cancellationToken)
    {
        var runs = new List<(Experiment, string)>();
        foreach (var id in runIds)
        {
            var place = session.Context.Locator.FindRun(id) ?? throw TrackingErrors.RunNotFound(id);
            if (session.Options.ExperimentIds?.Contains(place.Experiment.ExperimentId) != false)
            {
                runs.Add((await session.Source.GetExperimentAsync(place.Experiment.ExperimentId, cancellationToken).ConfigureAwait(false), id));
            }
        }

        return runs;
    }

    // The oldest first.
    private async Task<List<(Experiment Experiment, string RunId)>> ListRunsAsync(CancellationToken cancellationToken)
    {
        var runs = new List<(Experiment Experiment, RunInfo Run)>();
        var view = session.IsSpool ? ViewType.ActiveOnly : ViewType.All;
        var query = new SearchExperimentsQuery { ViewType = view };
        do
        {
            var page = await session.Source.SearchExperimentsAsync(query, cancellationToken).ConfigureAwait(false);
            foreach (var experiment in page.Items.Where(experiment => session.Options.ExperimentIds?.Contains(experiment.ExperimentId) != false))
            {
                var all = new SearchRunsQuery { ExperimentIds = [experiment.ExperimentId], ViewType = view, Parts = RunParts.Info };
                await foreach (var run in RunStream.ReadAsync(session.Source, all, cancellationToken).ConfigureAwait(false))
                {
                    runs.Add((experiment, run.Info));
                }
            }

            query = query with { PageToken = page.NextPageToken };
        }
        while (!string.IsNullOrEmpty(query.PageToken));
        return [.. runs.OrderBy(run => run.Run.StartTime).Select(run => (run.Experiment, run.Run.RunId))];
    }

    private async Task<IReadOnlyList<LoggedModel>> ModelsOfAsync(RunRecord run, CancellationToken cancellationToken)
    {
        if (!_models.TryGetValue(run.Info.ExperimentId, out var all))
        {
            var found = new List<LoggedModel>();
            var query = new SearchLoggedModelsQuery { ExperimentIds = [run.Info.ExperimentId] };
            do
            {
                var page = await session.Source.SearchLoggedModelsAsync(query, cancellationToken).ConfigureAwait(false);
                found.AddRange(page.Items);
                query = query with { PageToken = page.NextPageToken };
            }
            while (!string.IsNullOrEmpty(query.PageToken));
            _models[run.Info.ExperimentId] = all = found;
        }

        return [.. all.Where(model => model.SourceRunId == run.Info.RunId)];
    }
}
