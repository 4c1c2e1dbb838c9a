using System.Collections.Concurrent;
using MlTrack.Internal.IO;
using MlTrack.Internal.Search;

namespace MlTrack.Internal.FileStore.Index;

/// <summary>
/// Searches the runs of some experiments in two steps, each on several threads: of all runs only what the filter and the order look at (often nothing but
/// <c>meta.yaml</c>), and of those on the page what is wanted.
/// </summary>
/// <remarks>Used once. Memory is bounded by the page and by the names of one experiment's runs.</remarks>
internal sealed class RunScan
{
    // Fewer are read sooner than a second thread starts.
    private const int ManyRuns = 32;

    // For so few of an experiment its folder need not be opened.
    private const int FewRuns = 4;

    // So many runs are in memory at a time when all are given.
    private const int PortionSize = 256;

    private readonly StoreContext _context;
    private readonly RunIndex? _index;
    private readonly SearchPlan _plan;
    private readonly SearchSelection<RunHit> _selection;
    private readonly ConcurrentDictionary<string, bool> _twins = new(StringComparer.Ordinal);

    private readonly bool _isEndless;

    /// <param name="index">Null to read everything anew.</param>
    /// <param name="isEndless">True to give all runs behind the offset instead of a page.</param>
    internal RunScan(StoreContext context, RunIndex? index, SearchPlan plan, bool isEndless = false)
    {
        _context = context;
        _index = index;
        _plan = plan;
        _isEndless = isEndless;
        _selection = NewSelection();
    }

    /// <summary>Gives the page.</summary>
    internal PagedList<RunRecord> Execute(IEnumerable<ExperimentPlace> experiments, CancellationToken cancellationToken)
    {
        Scan(experiments, cancellationToken);
        var page = _selection.ToPage();
        return new PagedList<RunRecord>(Complete(page.Items, 0, page.Items.Count, cancellationToken), page.NextPageToken);
    }

    /// <summary>Gives all runs in portions; which ones and in which order is settled before the first, and each is read whole when its turn comes.</summary>
    internal IEnumerable<IReadOnlyList<RunRecord>> Stream(IEnumerable<ExperimentPlace> experiments, CancellationToken cancellationToken)
    {
        Scan(experiments, cancellationToken);
        var hits = _selection.ToPage().Items;
        for (var i = 0; i < hits.Count; i += PortionSize)
        {
            yield return Complete(hits, i, Math.Min(PortionSize, hits.Count - i), cancellationToken);
        }
    }

    private SearchSelection<RunHit> NewSelection() => new(_plan.Search, _isEndless);

    private void Scan(IEnumerable<ExperimentPlace> experiments, CancellationToken cancellationToken)
    {
        // An experiment may lie in the root and in the trash, and a run in both: then the first that the view shows counts.
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var first = new List<ExperimentPlace>();
        var second = new List<ExperimentPlace>();
        foreach (var experiment in experiments)
        {
            (ids.Add(experiment.ExperimentId) ? first : second).Add(experiment);
        }

        _index?.Expect(_plan);
        ids.Clear();
        ids.UnionWith(second.Select(twin => twin.ExperimentId));
        Scan(first, place => ids.Contains(place.Experiment.ExperimentId), cancellationToken);
        Scan(second, _ => true, cancellationToken);
    }

    private void Scan(List<ExperimentPlace> experiments, Func<RunPlace, bool> mayHaveTwin, CancellationToken cancellationToken)
    {
        var feed = new RunFeed(_context, _index, experiments);
        var portion = new List<RunEntry>();
        if (!feed.TryTake(portion, out var isLast))
        {
            return;
        }

        using (var focus = new FolderFocus())
        {
            ScanPortion(portion, new RunProbe(_context, _plan, _index), focus, _selection, mayHaveTwin, cancellationToken);
        }

        Workers.Run(isLast ? 0 : Workers.Count, () =>
        {
            var probe = new RunProbe(_context, _plan, _index);
            var selection = NewSelection();
            var own = new List<RunEntry>();
            using var focus = new FolderFocus();
            while (feed.TryTake(own, out _))
            {
                ScanPortion(own, probe, focus, selection, mayHaveTwin, cancellationToken);
            }

            lock (_selection)
            {
                _selection.Merge(selection);
            }
        });
    }

    private void ScanPortion(
        List<RunEntry> portion, RunProbe probe, FolderFocus focus, SearchSelection<RunHit> selection, Func<RunPlace, bool> mayHaveTwin, CancellationToken cancellationToken)
    {
        for (var i = 0; i < portion.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var entry = portion[i];
            if (_plan.ReadsManyFiles)
            {
                focus.MoveTo(entry.Place.Folder);
            }
            else if (i + FewRuns < portion.Count && ReferenceEquals(portion[i + FewRuns].Place.Experiment, entry.Place.Experiment))
            {
                focus.MoveTo(entry.Place.Experiment.Folder);
            }

            probe.Offer(entry, selection, place => !mayHaveTwin(place) || _twins.TryAdd(place.RunId, true));
        }
    }

    private RunRecord[] Complete(IReadOnlyList<RunHit> hits, int start, int count, CancellationToken cancellationToken)
    {
        var records = new RunRecord[count];
        var next = -1;
        Workers.Run(count < ManyRuns ? 1 : Workers.Count, () =>
        {
            var probe = new RunProbe(_context, _plan, _index);
            using var focus = new FolderFocus();
            for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
            {
                cancellationToken.ThrowIfCancellationRequested();
                focus.MoveTo(hits[start + i].Entry.Place.Folder);
                records[i] = probe.Complete(hits[start + i]);
            }
        });
        return records;
    }
}
