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

    private async Task SendMetricsAsync(CancellationToken cancellationToken)
    {
        var tails = OpenTails();
        try
        {
            await ResolveDoubtAsync(tails, cancellationToken).ConfigureAwait(false);
            while (ReadGroup(tails) is { Count: > 0 } group)
            {
                _cursor.InDoubt = [.. group.Select(part => part.Range)];
                Save();
                await SendPointsAsync(group.SelectMany(part => part.Points.Select(point => ToMetric(part.Range.Key, point))).ToList(), cancellationToken).ConfigureAwait(false);
                Acknowledge(tails);
            }
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

        foreach (var range in _cursor.InDoubt.Where(range => tails.ContainsKey(range.Key)).ToList())
        {
            var missing = await FindMissingAsync(tails[range.Key], range, cancellationToken).ConfigureAwait(false);
            await SendPointsAsync(missing.ConvertAll(point => ToMetric(range.Key, point)), cancellationToken).ConfigureAwait(false);
        }

        Acknowledge(tails);
    }

    // The points of a range that the other store lacks. Equal points before the range count too: it may have those of them that were acknowledged.
    private async Task<List<MetricPointRaw>> FindMissingAsync(MetricTail tail, DoubtfulRange range, CancellationToken cancellationToken)
    {
        long badLines = 0;
        var points = new List<MetricPointRaw>();
        tail.Read(range.From, range.To, HasEnded, int.MaxValue, points, ref badLines);
        var wanted = new Dictionary<PointKey, int>();
        foreach (var point in points)
        {
            wanted[PointKey.Of(point)] = wanted.TryGetValue(PointKey.Of(point), out var count) ? count + 1 : 1;
        }

        CountEarlier(tail, range.From, wanted);
        await foreach (var there in Target.GetMetricHistoryAsync(TargetId, range.Key, cancellationToken).ConfigureAwait(false))
        {
            if (wanted.TryGetValue(PointKey.Of(there), out var count))
            {
                wanted[PointKey.Of(there)] = count - 1;
            }
        }

        var missing = new List<MetricPointRaw>();
        foreach (var point in points)
        {
            if (wanted[PointKey.Of(point)] > 0)
            {
                wanted[PointKey.Of(point)]--;
                missing.Add(point);
            }
        }

        return missing;
    }

    private static void CountEarlier(MetricTail tail, long before, Dictionary<PointKey, int> wanted)
    {
        const int Block = 10_000;
        long badLines = 0;
        var points = new List<MetricPointRaw>(Block);
        for (long offset = 0; offset < before;)
        {
            points.Clear();
            var next = tail.Read(offset, before, takesUnterminated: false, Block, points, ref badLines);
            foreach (var point in points)
            {
                if (wanted.TryGetValue(PointKey.Of(point), out var count))
                {
                    wanted[PointKey.Of(point)] = count + 1;
                }
            }

            if (next == offset)
            {
                return;
            }

            offset = next;
        }
    }

    private List<(DoubtfulRange Range, List<MetricPointRaw> Points)> ReadGroup(SortedDictionary<string, MetricTail> tails)
    {
        var group = new List<(DoubtfulRange, List<MetricPointRaw>)>();
        var room = BatchesOfGroup * BatchRules.MaxMetrics;
        foreach (var (key, tail) in tails)
        {
            var from = _cursor.Metrics.TryGetValue(key, out var known) ? known.Offset : 0;
            if (room == 0 || from >= tail.Length)
            {
                continue;
            }

            long badLines = 0;
            var points = new List<MetricPointRaw>();
            var to = tail.Read(from, tail.Length, HasEnded, room, points, ref badLines);
            if (badLines > 0)
            {
                _session.Report("bad-line", SourceId, $"{badLines} lines of metric '{key}' are no points and are not sent; 'mltrack verify' names them.");
            }

            if (to > from)
            {
                group.Add((new DoubtfulRange(key, from, to), points));
                room -= points.Count;
            }
        }

        return group;
    }

    private void Acknowledge(SortedDictionary<string, MetricTail> tails)
    {
        foreach (var range in _cursor.InDoubt.Where(range => tails.ContainsKey(range.Key)))
        {
            // A range that goes to the end of the file may end within a line that was being written.
            long badLines = 0;
            var end = range.To < tails[range.Key].Length ? range.To : EndOfLines(tails[range.Key], range, ref badLines);
            _cursor.Metrics[range.Key] = new FileCursor { Offset = end, Check = tails[range.Key].CheckOf(end) };
        }

        _cursor.InDoubt = [];
        Save();
        _session.ReportProgress();
    }

    private long EndOfLines(MetricTail tail, DoubtfulRange range, ref long badLines)
    {
        const int Block = 10_000;
        var points = new List<MetricPointRaw>(Block);
        var offset = range.From;
        while (offset < range.To)
        {
            points.Clear();
            var next = tail.Read(offset, range.To, HasEnded, Block, points, ref badLines);
            if (next == offset)
            {
                break;
            }

            offset = next;
        }

        return offset;
    }

    private async Task SendPointsAsync(List<Metric> points, CancellationToken cancellationToken)
    {
        for (var start = 0; start < points.Count;)
        {
            var count = CountOfBatch(points, start);
            await SendHalvingAsync(
                points.GetRange(start, count), batch => new RunBatch { Metrics = batch },
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

    private static int CountOfBatch(List<Metric> points, int start)
    {
        const int Overhead = 160;
        var bytes = 0;
        var count = 0;
        while (start + count < points.Count && count < BatchRules.MaxMetrics)
        {
            // A character takes at most six bytes of JSON.
            var point = points[start + count];
            bytes += Overhead + (6 * (point.Key.Length + (point.DatasetName?.Length ?? 0) + (point.DatasetDigest?.Length ?? 0) + (point.ModelId?.Length ?? 0)));
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
