using System.Collections.Concurrent;
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

    private readonly StoreContext _context;
    private readonly RunIndex? _index;
    private readonly SearchPlan _plan;
    private readonly SearchSelection<RunHit> _selection;
    private readonly ConcurrentDictionary<string, bool> _twins = new(StringComparer.Ordinal);

    /// <param name="index">Null to read everything anew.</param>
    internal RunScan(StoreContext context, RunIndex? index, SearchPlan plan)
    {
        _context = context;
        _index = index;
        _plan = plan;
        _selection = new SearchSelection<RunHit>(plan.Search);
    }

    /// <summary>Gives the page.</summary>
    internal PagedList<RunRecord> Execute(IEnumerable<ExperimentPlace> experiments, CancellationToken cancellationToken)
    {
        // An experiment may lie in the root and in the trash, and a run in both: then the first that the view shows counts.
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var first = new List<ExperimentPlace>();
        var second = new List<ExperimentPlace>();
        foreach (var experiment in experiments)
        {
            (ids.Add(experiment.ExperimentId) ? first : second).Add(experiment);
        }

        ids.Clear();
        ids.UnionWith(second.Select(twin => twin.ExperimentId));
        Scan(first, place => ids.Contains(place.Experiment.ExperimentId), cancellationToken);
        Scan(second, _ => true, cancellationToken);
        return CompletePage(cancellationToken);
    }

    private void Scan(List<ExperimentPlace> experiments, Func<RunPlace, bool> mayHaveTwin, CancellationToken cancellationToken)
    {
        var feed = new RunFeed(_context, _index, experiments);
        var portion = new List<RunEntry>();
        if (!feed.TryTake(portion, out var isLast))
        {
            return;
        }

        ScanPortion(portion, new RunProbe(_context, _plan, _index), _selection, mayHaveTwin, cancellationToken);
        Workers.Run(isLast ? 0 : Workers.Count, () =>
        {
            var probe = new RunProbe(_context, _plan, _index);
            var selection = new SearchSelection<RunHit>(_plan.Search);
            var own = new List<RunEntry>();
            while (feed.TryTake(own, out _))
            {
                ScanPortion(own, probe, selection, mayHaveTwin, cancellationToken);
            }

            lock (_selection)
            {
                _selection.Merge(selection);
            }
        });
    }

    private void ScanPortion(
        List<RunEntry> portion, RunProbe probe, SearchSelection<RunHit> selection, Func<RunPlace, bool> mayHaveTwin, CancellationToken cancellationToken)
    {
        foreach (var entry in portion)
        {
            cancellationToken.ThrowIfCancellationRequested();
            probe.Offer(entry, selection, place => !mayHaveTwin(place) || _twins.TryAdd(place.RunId, true));
        }
    }

    private PagedList<RunRecord> CompletePage(CancellationToken cancellationToken)
    {
        var page = _selection.ToPage();
        var records = new RunRecord[page.Items.Count];
        var next = -1;
        Workers.Run(records.Length < ManyRuns ? 1 : Workers.Count, () =>
        {
            var probe = new RunProbe(_context, _plan, _index);
            for (var i = Interlocked.Increment(ref next); i < records.Length; i = Interlocked.Increment(ref next))
            {
                cancellationToken.ThrowIfCancellationRequested();
                records[i] = probe.Complete(page.Items[i]);
            }
        });
        return new PagedList<RunRecord>(records, page.NextPageToken);
    }
}
