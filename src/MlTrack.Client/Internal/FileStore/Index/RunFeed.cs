namespace MlTrack.Internal.FileStore.Index;

/// <summary>Hands the runs of some experiments out to the workers of a search, in portions. An experiment is listed when its turn comes.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class RunFeed
{
    private const int PortionSize = 32;

    private readonly StoreContext _context;
    private readonly RunIndex? _index;
    private readonly IReadOnlyList<ExperimentPlace> _experiments;
    private readonly object _gate = new();
    private List<RunEntry> _runs = [];
    private int _next;
    private int _nextExperiment;

    internal RunFeed(StoreContext context, RunIndex? index, IReadOnlyList<ExperimentPlace> experiments)
    {
        _context = context;
        _index = index;
        _experiments = experiments;
    }

    /// <summary>Gives the next portion.</summary>
    /// <param name="portion">Cleared, then filled.</param>
    /// <param name="isLast">True when the feed is known to be empty afterwards.</param>
    /// <returns>False at the end.</returns>
    internal bool TryTake(List<RunEntry> portion, out bool isLast)
    {
        portion.Clear();
        lock (_gate)
        {
            while (portion.Count < PortionSize && Advance())
            {
                var count = Math.Min(PortionSize - portion.Count, _runs.Count - _next);
                portion.AddRange(_runs.GetRange(_next, count));
                _next += count;
            }

            isLast = _next == _runs.Count && _nextExperiment == _experiments.Count;
        }

        return portion.Count > 0;
    }

    /// <summary>Lists the runs of an experiment, and says whether all went well.</summary>
    internal static (List<RunPlace> Runs, bool IsWell) List(StoreContext context, ExperimentPlace experiment, ProblemSink problems)
    {
        var counter = new ProblemCounter(problems);
        return (context.Locator.ListRuns(experiment, counter), counter.Count == 0);
    }

    private (List<RunPlace> Runs, bool IsWell) List(ExperimentPlace experiment) => List(_context, experiment, _context.Problems);

    // To where there is a run that nobody has.
    private bool Advance()
    {
        while (_next == _runs.Count)
        {
            if (_nextExperiment == _experiments.Count)
            {
                return false;
            }

            var experiment = _experiments[_nextExperiment++];
            _runs = _index?.GetEntries(experiment, List) ?? List(experiment).Runs.ConvertAll(place => new RunEntry(place));
            _next = 0;
        }

        return true;
    }
}
