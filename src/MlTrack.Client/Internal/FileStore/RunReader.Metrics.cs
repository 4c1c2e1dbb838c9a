using System.Globalization;
using MlTrack.Internal.FileStore.Format;
using MlTrack.Internal.Rules;
using MlTrack.Internal.Search;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.FileStore;

/// <content>Metrics.</content>
internal sealed partial class RunReader
{
    /// <summary>Opens the history of a metric; null when there is none. The caller disposes it and then calls <see cref="Report"/>.</summary>
    internal MetricFileReader? OpenHistory(RunPlace place, string key, bool ended)
    {
        var path = MlrunsLayout.Key(MlrunsLayout.Join(place.Folder, MlrunsLayout.Metrics), key);
        return _context.Reader.TryOpen(path, _problems, place) is { } handle
            ? MetricFileReader.OverFile(handle, loggedModel: false, acceptUnterminated: ended)
            : null;
    }

    /// <summary>Tells what was wrong with a file that was read to its end.</summary>
    internal static void Report(MetricFileReader reader, string path, ProblemSink problems, RunPlace? run)
    {
        if (reader.BadLineCount > 0)
        {
            var lines = string.Join(", ", reader.BadLines.Select(line => line.ToString(CultureInfo.InvariantCulture)));
            problems.Problem(
                ProblemKinds.MetricLines, path, $"{reader.BadLineCount} lines are no points ({reader.FirstBadStatus}) and are left out: {lines}" +
                (reader.BadLineCount > reader.BadLines.Count ? " …" : "") + ". MLflow cannot read the run.", run);
        }

        if (reader.IsTailHeldBack)
        {
            problems.Problem(
                ProblemKinds.MetricTornTail, path, "The last line has no end and is left out: a writer is in the middle of it, or was killed there.", run, canRepair: true);
        }
        else if (reader.IsUnterminated)
        {
            problems.Note(ProblemKinds.MetricTornTail, path, "The last line has no line break; it counts, since the run has ended and the line is whole.", run);
        }

        if (reader.HasOddities || (reader.PointCount == 0 && reader.BadLineCount == 0 && !reader.IsUnterminated))
        {
            problems.Note(ProblemKinds.MetricOddities, path, "The file is empty, or has blank lines or a byte order mark. MLflow cannot read the run.", run);
        }
    }

    internal static Metric ToMetric(in MetricPointRaw point, string key, string? runId, string? modelId = null) => new()
    {
        Key = key,
        Value = point.Value,
        TimestampMilliseconds = point.TimestampMs,
        Step = point.Step,
        DatasetName = point.DatasetName,
        DatasetDigest = point.DatasetDigest,
        RunId = point.RunId ?? runId,
        ModelId = modelId,
    };

    private IReadOnlyDictionary<string, Metric> ReadMetrics(RunPlace place, bool ended)
    {
        var folder = MlrunsLayout.Join(place.Folder, MlrunsLayout.Metrics);
        new KeyFiles(_context.Reader, _problems, place).List(folder, _files);
        if (_files.Count == 0)
        {
            return EmptyMap.Metrics;
        }

        var metrics = new Dictionary<string, Metric>(_files.Count, StringComparer.Ordinal);
        foreach (var file in _files)
        {
            if (TryReadFacts(file.Value, place, ended, out var facts))
            {
                metrics[file.Key] = ToMetric(facts.Latest, file.Key, place.RunId);
            }
        }

        return metrics;
    }

    /// <summary>Reads a whole metric file.</summary>
    /// <returns>False when there is none, or no point in it.</returns>
    internal bool TryReadFacts(string path, RunPlace place, bool ended, out MetricFacts facts)
    {
        facts = default;
        using var reader = OpenPoints(_context, path, _problems, place, loggedModel: false, ended);
        if (reader is null)
        {
            return false;
        }

        if (!reader.TryRead(out var latest))
        {
            Report(reader, path, _problems, place);
            return false;
        }

        var first = latest;
        var summary = new MetricSummary(latest.Value, latest.Value, latest.Value);
        while (reader.TryRead(out var point))
        {
            summary = summary.Add(point.Value);
            if (MetricOrder.Replaces(point.Step, point.TimestampMs, point.Value, latest.Step, latest.TimestampMs, latest.Value))
            {
                latest = point;
            }

            if (point.Step < first.Step || (point.Step == first.Step && point.TimestampMs < first.TimestampMs))
            {
                first = point;
            }
        }

        Report(reader, path, _problems, place);
        facts = new MetricFacts(latest, summary with { First = first.Value }, IsSettled: !reader.IsUnterminated);
        return true;
    }

    /// <summary>Opens a metric file of any size; small ones are read by one call into this thread's buffer.</summary>
    internal static MetricFileReader? OpenPoints(
        StoreContext context, string path, ProblemSink problems, RunPlace? run, bool loggedModel, bool acceptUnterminated)
    {
        if (!context.Reader.TryRead(path, MetricFileReader.BlockSize, problems, run))
        {
            return null;
        }

        var buffer = TreeReader.Buffer;
        if (!buffer.IsCut)
        {
            return MetricFileReader.OverContent(buffer.Bytes, buffer.Length, loggedModel, acceptUnterminated);
        }

        return context.Reader.TryOpen(path, problems, run) is { } handle
            ? MetricFileReader.OverFile(handle, loggedModel, acceptUnterminated)
            : null;
    }
}
