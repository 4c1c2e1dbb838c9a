using MlTrack.Internal.Rules;
using MlTrack.Internal.Text;
using MlTrack.Stores;

namespace MlTrack.Internal.Sync;

/// <content>
/// Points. What is about to be sent is written down first; when the answer is missing (killed, connection lost), what the other store has is asked and only the
/// difference is sent. So every point arrives once, also at stores that keep equal points twice.
/// </content>
internal sealed partial class RunSync
{
    /// <summary>Batches between two notes in the cursor. More of them cost less, and more to compare after a failure.</summary>
    private const int BatchesOfGroup = 32;

    private const int MaxBatchBytes = 900_000;

    // Used for one group after the other: a group has room for 32,000 points.
    private readonly List<(string Key, MetricPointRaw Point)> _group = [];

    private async Task SendMetricsAsync(CancellationToken cancellationToken)
    {
        var tails = OpenTails();
        try
        {
            await ResolveDoubtAsync(tails, cancellationToken).ConfigureAwait(false);
            while (ReadGroup(tails) is { Count: > 0 } ranges)
            {
                // This also notes that the group before has arrived.
                _cursor.InDoubt = ranges;
                Save();
                await SendPointsAsync(_group, cancellationToken).ConfigureAwait(false);
                Acknowledge(_cursor.InDoubt, tails);
            }

            Save();
        }
        finally
        {
            foreach (var tail in tails.Values)
            {
                tail.Dispose();
            }
        }
    }

    private SortedDictionary<string, MetricTail> OpenTails()
    {
        var tails = new SortedDictionary<string, MetricTail>(StringComparer.Ordinal);
        foreach (var (key, path) in ListMetricFiles())
        {
            if (MetricTail.TryOpen(_session.Context.Files, path) is not { } tail)
            {
                continue;
            }

            tails.Add(key, tail);
            if (_cursor.Metrics.TryGetValue(key, out var known) && (known.Offset > tail.Length || tail.CheckOf(known.Offset) != known.Check))
            {
                // Another file than the one that was sent: a tree that was restored, say.
                _cursor.Metrics.Remove(key);
                DoubtAll(key, tail);
            }
        }

        return tails;
    }

    private void DoubtAll(string key, MetricTail tail)
    {
        _cursor.InDoubt.RemoveAll(range => range.Key == key);
        _cursor.InDoubt.Add(new DoubtfulRange(key, 0, tail.Length));
    }

    private async Task ResolveDoubtAsync(SortedDictionary<string, MetricTail> tails, CancellationToken cancellationToken)
    {
        if (_cursor.InDoubt.Count == 0)
        {
            return;
        }

        var resolved = new List<DoubtfulRange>();
        foreach (var range in _cursor.InDoubt.Where(range => tails.ContainsKey(range.Key)))
        {
            var (missing, end) = await FindMissingAsync(tails[range.Key], range, cancellationToken).ConfigureAwait(false);
            await SendPointsAsync(missing.ConvertAll(point => (range.Key, point)), cancellationToken).ConfigureAwait(false);
            resolved.Add(range with { To = end });
        }

        Acknowledge(resolved, tails);
        Save();
    }

    // The points of a range that the other store lacks, and where its last line ends. Equal points before the range count too: it may have those of them that
    // were acknowledged.
    private async Task<(List<MetricPointRaw> Missing, long End)> FindMissingAsync(MetricTail tail, DoubtfulRange range, CancellationToken cancellationToken)
    {
        var points = new List<MetricPointRaw>();
        using var reader = tail.Read(range.From, range.To, HasEnded);
        var wanted = new Dictionary<PointKey, int>();
        while (reader.TryRead(out var point))
        {
            points.Add(point);
            wanted[PointKey.Of(point)] = wanted.TryGetValue(PointKey.Of(point), out var count) ? count + 1 : 1;
        }

        using var earlier = tail.Read(0, range.From, hasEnded: false);
        while (earlier.TryRead(out var point))
        {
            Count(PointKey.Of(point), +1);
        }

        await foreach (var there in Target.GetMetricHistoryAsync(TargetId, range.Key, cancellationToken).ConfigureAwait(false))
        {
            Count(PointKey.Of(there), -1);
        }

        return (points.FindAll(point => wanted[PointKey.Of(point)]-- > 0), reader.Position);

        void Count(PointKey point, int more)
        {
            if (wanted.TryGetValue(point, out var count))
            {
                wanted[point] = count + more;
            }
        }
    }

    private List<DoubtfulRange> ReadGroup(SortedDictionary<string, MetricTail> tails)
    {
        var ranges = new List<DoubtfulRange>();
        _group.Clear();
        var room = BatchesOfGroup * BatchRules.MaxMetrics;
        foreach (var (key, tail) in tails)
        {
            var from = _cursor.Metrics.TryGetValue(key, out var known) ? known.Offset : 0;
            if (_group.Count == room || from >= tail.Length)
            {
                continue;
            }

            using var reader = tail.Read(from, tail.Length, HasEnded);
            while (_group.Count < room && reader.TryRead(out var point))
            {
                _group.Add((key, point));
            }

            if (reader.BadLineCount > 0)
            {
                _session.Report("bad-line", SourceId, $"{reader.BadLineCount} lines of metric '{key}' are no points and are not sent; 'mltrack verify' names them.");
            }

            if (reader.Position > from)
            {
                ranges.Add(new DoubtfulRange(key, from, reader.Position));
            }
        }

        return ranges;
    }

    private void Acknowledge(IEnumerable<DoubtfulRange> ranges, SortedDictionary<string, MetricTail> tails)
    {
        foreach (var range in ranges)
        {
            _cursor.Metrics[range.Key] = new FileCursor { Offset = range.To, Check = tails[range.Key].CheckOf(range.To) };
        }

        _cursor.InDoubt = [];
        _session.ReportProgress();
    }

    private async Task SendPointsAsync(List<(string Key, MetricPointRaw Point)> points, CancellationToken cancellationToken)
    {
        for (var start = 0; start < points.Count;)
        {
            var count = CountOfBatch(points, start);
            await SendHalvingAsync(
                points.GetRange(start, count).ConvertAll(point => ToMetric(point.Key, point.Point)), batch => new RunBatch { Metrics = batch },
                (point, answer) =>
                {
                    Reject("metric", FormattableString.Invariant($"'{point.Key}' = {point.Value} at step {point.Step}, time {point.TimestampMilliseconds}"), answer);
                    return Task.CompletedTask;
                },
                cancellationToken).ConfigureAwait(false);
            start += count;
            _session.Counts.Points += count;
            _session.ReportProgress();
        }
    }

    private int CountOfBatch(List<(string Key, MetricPointRaw Point)> points, int start)
    {
        const int Overhead = 160;
        var bytes = 0;
        var count = 0;
        while (start + count < points.Count && count < BatchRules.MaxMetrics)
        {
            // A character takes at most six bytes of JSON.
            var (key, point) = points[start + count];
            bytes += Overhead + (6 * (key.Length + (point.DatasetName?.Length ?? 0) + (point.DatasetDigest?.Length ?? 0) + (ModelOf(key, point)?.Length ?? 0)));
            if (bytes > MaxBatchBytes && count > 0)
            {
                break;
            }

            count++;
        }

        return count;
    }

    private Metric ToMetric(string key, MetricPointRaw point) => new()
    {
        Key = key, Value = point.Value, TimestampMilliseconds = point.TimestampMs, Step = point.Step, DatasetName = point.DatasetName, DatasetDigest = point.DatasetDigest,
        ModelId = ModelOf(key, point), RunId = null,
    };

    private bool HasEnded => IsEnd(_source.Info.Status);

    private List<KeyValuePair<string, string>> ListMetricFiles() => SyncPlan.FilesOf(_session.Context, _place);
}
