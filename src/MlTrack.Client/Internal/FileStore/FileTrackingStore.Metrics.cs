using MlTrack.Internal.FileStore.Format;
using MlTrack.Internal.IO;
using MlTrack.Internal.Rules;
using MlTrack.Internal.Search;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.FileStore;

/// <content>Histories of metrics.</content>
internal sealed partial class FileTrackingStore
{
    /// <inheritdoc/>
    public IAsyncEnumerable<Metric> GetMetricHistoryAsync(string runId, string key, CancellationToken cancellationToken = default)
    {
        var path = "";
        RunPlace? place = null;
        return new MetricHistory(Open, ReadNext, Report, key, runId, cancellationToken);

        MetricFileReader? Open() => OpenHistory(runId, key, out path, out place);

        // Whoever reads to the end has opened before.
        void Report(MetricFileReader reader) => RunReader.Report(reader, path, _context.Problems, place!);
    }

    /// <inheritdoc/>
    public ValueTask<PagedList<Metric>> GetMetricHistoryPageAsync(
        string runId, string key, int? maxResults = null, string? pageToken = null, CancellationToken cancellationToken = default) =>
        Do(() => ReadHistoryPage(runId, key, maxResults, pageToken, cancellationToken), cancellationToken);

    private PagedList<Metric> ReadHistoryPage(string runId, string key, int? maxResults, string? pageToken, CancellationToken cancellationToken)
    {
        var offset = PageToken.Parse(pageToken);
        if (maxResults is { } size)
        {
            SearchLimits.CheckPositive(size);
        }

        var limit = maxResults ?? int.MaxValue;
        using var reader = OpenHistory(runId, key, out var path, out var place);
        if (reader is null)
        {
            return new PagedList<Metric>([]);
        }

        var page = new List<Metric>();
        for (var index = 0; ReadNext(reader, out var point); index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (index < offset)
            {
                continue;
            }

            if (page.Count == limit)
            {
                return new PagedList<Metric>(page, PageToken.Create(index));
            }

            page.Add(RunReader.ToMetric(point, key, runId));
        }

        RunReader.Report(reader, path, _context.Problems, place);
        return new PagedList<Metric>(page);
    }

    private MetricFileReader? OpenHistory(string runId, string key, out string path, out RunPlace place)
    {
        BatchRules.Require(Names.CheckMetricKey(key));
        try
        {
            place = RequireRun(runId);
            path = MlrunsLayout.Key(MlrunsLayout.Join(place.Folder, MlrunsLayout.Metrics), key);
            _open.WriteWhatWaits(runId);
            var status = _open.Peek(place).ReadMeta().Status;
            return new RunReader(_context, _context.Problems).OpenHistory(place, key, ended: RunReader.HasEnded(status));
        }
        catch (StoreIOException fault)
        {
            throw StoreFaults.Translate(fault, runId);
        }
    }

    private static bool ReadNext(MetricFileReader reader, out MetricPointRaw point)
    {
        try
        {
            return reader.TryRead(out point);
        }
        catch (StoreIOException fault)
        {
            throw StoreFaults.Translate(fault);
        }
    }
}
