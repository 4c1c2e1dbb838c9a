using System.Buffers;
using System.Collections.Concurrent;
using MlTrack.Internal.Rules;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.FileStore;

/// <content>Metrics.</content>
internal sealed partial class RunFiles
{
    private const int WriteSize = 64 * 1024;

    private readonly ConcurrentDictionary<string, MetricSeries> _series = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string ModelId, string Key), MetricSeries> _modelSeries = new();

    internal MetricSeries OpenMetric(string key) =>
        _series.TryGetValue(key, out var series)
            ? series
            : _series.GetOrAdd(key, new MetricSeries(_context, key, _metrics, Place.Folder, RunId));

    /// <summary>Appends points, each file by one write (of at most 64 KiB), those of one metric in order.</summary>
    internal void LogMetrics(IReadOnlyList<Metric> metrics)
    {
        if (metrics.Count == 1)
        {
            LogMetric(metrics[0]);
            return;
        }

        var groups = MetricGroups.Of(this, metrics);
        var bytes = ArrayPool<byte>.Shared.Rent(WriteSize);
        try
        {
            foreach (var (series, isModel, points) in groups)
            {
                Write(series, isModel, metrics, points, bytes);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Completes lines written in part and, with durability <see cref="Durability.Disk"/>, waits for the disk.</summary>
    internal void FlushMetrics()
    {
        var sync = _context.Durability == Durability.Disk;
        foreach (var series in _series)
        {
            series.Value.Flush(sync);
        }

        foreach (var series in _modelSeries)
        {
            series.Value.Flush(sync);
        }
    }

    internal void CheckMetricFiles()
    {
        foreach (var series in _series)
        {
            series.Value.CheckStillThere();
        }
    }

    /// <summary>Gives up points that were written in part and cannot be completed, unless another writer of the run may still do it.</summary>
    internal IEnumerable<KeyValuePair<string, int>> GiveUpUnfinished() => WriterCount > 1
        ? []
        : _series.Values.Concat(_modelSeries.Values).Select(series => new KeyValuePair<string, int>(series.Key, series.GiveUpUnfinished())).Where(lost => lost.Value > 0);

    internal void CloseMetrics()
    {
        foreach (var series in _series)
        {
            series.Value.Close();
        }

        foreach (var series in _modelSeries)
        {
            series.Value.Close();
        }
    }

    /// <summary>Gives the file of a metric below a logged model.</summary>
    /// <exception cref="MlTrackException">There is no such model. (MLflow makes a folder without <c>meta.yaml</c>, which then fails to be read.)</exception>
    internal MetricSeries OpenModelMetric(string modelId, string key)
    {
        if (_modelSeries.TryGetValue((modelId, key), out var series))
        {
            return series;
        }

        var folder = MlrunsLayout.Model(Place.Experiment.Folder, modelId);
        if (!_context.Files.TryStat(MlrunsLayout.Meta(folder), out _))
        {
            folder = _context.Locator.FindModel(modelId)?.Folder ?? throw TrackingErrors.ModelNotFound(modelId);
        }

        return _modelSeries.GetOrAdd(
            (modelId, key), new MetricSeries(_context, key, MlrunsLayout.Join(folder, MlrunsLayout.Metrics), folder, RunId));
    }

    private void LogMetric(Metric metric)
    {
        var model = metric.ModelId is { } modelId ? OpenModelMetric(modelId, metric.Key) : null;
        var series = OpenMetric(metric.Key);
        if (metric.DatasetName is null)
        {
            series.Append(metric.Value, metric.TimestampMilliseconds, metric.Step);
        }
        else
        {
            series.AppendLines(FormatLine(metric, isModel: false));
        }

        model?.AppendLines(FormatLine(metric, isModel: true));
    }

    private byte[] FormatLine(Metric metric, bool isModel)
    {
        var line = new byte[LineLength(metric, isModel)];
        var length = Format(line, metric, isModel);
        Array.Resize(ref line, length);
        return line;
    }

    private void Write(MetricSeries series, bool isModel, IReadOnlyList<Metric> metrics, List<int> points, byte[] bytes)
    {
        var length = 0;
        foreach (var index in points)
        {
            var metric = metrics[index];
            if (length + LineLength(metric, isModel) > WriteSize)
            {
                series.AppendLines(new ReadOnlySpan<byte>(bytes, 0, length));
                length = 0;
            }

            length += Format(new Span<byte>(bytes, length, bytes.Length - length), metric, isModel);
        }

        series.AppendLines(new ReadOnlySpan<byte>(bytes, 0, length));
    }

    private int LineLength(Metric metric, bool isModel) =>
        metric.DatasetName is null && !isModel
            ? MetricLine.MaxLength
            : MetricLine.GetMaxLength(metric.DatasetName, metric.DatasetDigest, isModel ? RunId : null);

    private int Format(Span<byte> line, Metric metric, bool isModel)
    {
        if (isModel)
        {
            return MetricLine.FormatForModel(
                line, metric.TimestampMilliseconds, metric.Value, metric.Step, RunId, metric.DatasetName, metric.DatasetDigest);
        }

        return metric.DatasetName is { } name && metric.DatasetDigest is { } digest
            ? MetricLine.Format(line, metric.TimestampMilliseconds, metric.Value, metric.Step, name, digest)
            : MetricLine.Format(line, metric.TimestampMilliseconds, metric.Value, metric.Step);
    }
}
