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
            await PassAsync(cancellationToken).ConfigureAwait(false);
            if (!session.Options.Follow || session.Options.DryRun)
            {
                return;
            }

            failures = session.IsAnythingLeft ? failures + 1 : 0;
            await Task.Delay(failures == 0 ? session.Options.Interval : PauseAfter(failures), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>One pass over all runs.</summary>
    internal async Task PassAsync(CancellationToken cancellationToken)
    {
        session.Counts.RunsDone = 0;
        var experiments = await ListExperimentsAsync(cancellationToken).ConfigureAwait(false);
        var runs = new List<(Experiment Experiment, RunRecord Run)>();
        foreach (var experiment in experiments)
        {
            await foreach (var run in ListRunsAsync(experiment.ExperimentId, cancellationToken).ConfigureAwait(false))
            {
                runs.Add((experiment, run));
            }
        }

        session.Counts.RunsOfPass = runs.Count;
        _models.Clear();
        foreach (var (experiment, run) in runs.OrderBy(run => run.Run.Info.StartTime))
        {
            cancellationToken.ThrowIfCancellationRequested();
            await TryAsync(experiment, run, cancellationToken).ConfigureAwait(false);
            session.Counts.RunsDone++;
            session.ReportProgress();
        }
    }

    /// <summary>The pause after so many failures: it grows, and is never the same for many senders.</summary>
    internal static TimeSpan PauseAfter(int failures)
    {
        var most = Math.Min(LongestPause.TotalSeconds, FirstPause.TotalSeconds * Math.Pow(2, Math.Min(failures, 16)));
        return TimeSpan.FromSeconds(most * Random.Shared.NextDouble());
    }

    private async Task TryAsync(Experiment experiment, RunRecord info, CancellationToken cancellationToken)
    {
        var before = session.Counts.Sum;
        try
        {
            await SendAsync(experiment, info.Info.RunId, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (SyncFaults.IsTransient(exception) || SyncFaults.IsRefused(exception))
        {
            session.Report("failed", info.Info.RunId, exception.Message, (exception as MlTrackException)?.ErrorCodeText, isTriedAgain: true);
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
        await new RunSync(session, place, run, experimentId, models, file).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<List<Experiment>> ListExperimentsAsync(CancellationToken cancellationToken)
    {
        var all = new List<Experiment>();
        string? token = null;
        do
        {
            var page = await session.Source.SearchExperimentsAsync(new SearchExperimentsQuery { PageToken = token }, cancellationToken).ConfigureAwait(false);
            all.AddRange(page.Items.Where(experiment => session.Options.ExperimentIds?.Contains(experiment.ExperimentId) != false));
            token = page.NextPageToken;
        }
        while (!string.IsNullOrEmpty(token));
        return all;
    }

    private async IAsyncEnumerable<RunRecord> ListRunsAsync(
        string experimentId, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? token = null;
        do
        {
            var query = new SearchRunsQuery { ExperimentIds = [experimentId], ViewType = ViewType.All, Parts = RunParts.Info, PageToken = token };
            var page = await session.Source.SearchRunsAsync(query, cancellationToken).ConfigureAwait(false);
            foreach (var run in page.Items.Where(run => session.Options.RunIds?.Contains(run.Info.RunId) != false))
            {
                yield return run;
            }

            token = page.NextPageToken;
        }
        while (!string.IsNullOrEmpty(token));
    }

    private async Task<IReadOnlyList<LoggedModel>> ModelsOfAsync(RunRecord run, CancellationToken cancellationToken)
    {
        if (!_models.TryGetValue(run.Info.ExperimentId, out var all))
        {
            var found = new List<LoggedModel>();
            string? token = null;
            do
            {
                var page = await session.Source.SearchLoggedModelsAsync(
                    new SearchLoggedModelsQuery { ExperimentIds = [run.Info.ExperimentId], PageToken = token }, cancellationToken).ConfigureAwait(false);
                found.AddRange(page.Items);
                token = page.NextPageToken;
            }
            while (!string.IsNullOrEmpty(token));
            _models[run.Info.ExperimentId] = all = found;
        }

        return [.. all.Where(model => model.SourceRunId == run.Info.RunId)];
    }
}
