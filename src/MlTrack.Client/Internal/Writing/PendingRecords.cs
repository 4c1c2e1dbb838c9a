using MlTrack.Stores;

namespace MlTrack.Internal.Writing;

/// <summary>One point of a metric without data set or model.</summary>
internal sealed class PendingPoint(string key, WriteLane lane, double value, long timestampMilliseconds, long step) : PendingWrite
{
    internal const string OperationName = "LogMetric";

    internal override string Operation => OperationName;

    internal override string Key => key;

    internal override string LaneName => "m:" + key;

    internal override long Bytes => Overhead + (3 * sizeof(long));

    internal override bool MayBeDropped => true;

    internal WriteLane Series => lane;

    internal override void Apply(IRunWriter writer) => writer.OpenMetric(key).Append(value, timestampMilliseconds, step);
}

/// <summary>Points of any metrics, with what they name.</summary>
internal sealed class PendingPoints(IReadOnlyList<Metric> metrics) : PendingWrite
{
    internal override string Operation => "LogMetrics";

    internal override string? Key => metrics.Count == 1 ? metrics[0].Key : null;

    internal override string LaneName => "batch";

    internal override long Bytes => Overhead + (metrics.Count * 2L * Overhead);

    internal override int Records => metrics.Count;

    internal override bool MayBeDropped => true;

    internal override void Apply(IRunWriter writer) => writer.LogMetrics(metrics);
}

/// <summary>A param.</summary>
internal sealed class PendingParam(string key, string value) : PendingWrite
{
    internal override string Operation => "LogParam";

    internal override string Key => key;

    internal override string LaneName => "p:" + key;

    internal override long Bytes => Overhead + SizeOf(key) + SizeOf(value);

    internal override bool MayLeakValue => true;

    internal override void Apply(IRunWriter writer) => writer.LogParam(key, value);
}

/// <summary>A tag.</summary>
internal sealed class PendingTag(string key, string value) : PendingWrite
{
    internal override string Operation => "SetTag";

    internal override string Key => key;

    internal override string LaneName => "t:" + key;

    internal override long Bytes => Overhead + SizeOf(key) + SizeOf(value);

    internal override bool MayLeakValue => true;

    internal override void Apply(IRunWriter writer) => writer.SetTag(key, value);
}

/// <summary>The removal of a tag.</summary>
internal sealed class PendingTagRemoval(string key) : PendingWrite
{
    private bool _isTriedAgain;

    internal override string Operation => "DeleteTag";

    internal override string Key => key;

    internal override string LaneName => "t:" + key;

    internal override long Bytes => Overhead + SizeOf(key);

    internal override void Apply(IRunWriter writer)
    {
        try
        {
            writer.DeleteTag(key);
        }
        catch (MlTrackException exception) when (_isTriedAgain && exception.ErrorCode == MlTrackErrorCode.ResourceDoesNotExist)
        {
            // The first try removed it, and the disk failed behind that.
        }
        finally
        {
            _isTriedAgain = true;
        }
    }
}

/// <summary>Data sets and models that went in.</summary>
internal sealed class PendingInputs(IReadOnlyList<DatasetInput>? datasets, IReadOnlyList<LoggedModelInput>? models) : PendingWrite
{
    internal override string Operation => "LogInput";

    internal override string? Key => datasets is { Count: 1 } ? datasets[0].Dataset.Name : null;

    internal override string LaneName => "inputs";

    internal override long Bytes => Overhead + (datasets?.Sum(Size) ?? 0) + ((models?.Count ?? 0) * Overhead);

    internal override int Records => (datasets?.Count ?? 0) + (models?.Count ?? 0);

    internal override void Apply(IRunWriter writer) => writer.LogInputs(datasets, models);

    private static long Size(DatasetInput input) =>
        Overhead + SizeOf(input.Dataset.Source) + SizeOf(input.Dataset.Schema) + SizeOf(input.Dataset.Profile);
}

/// <summary>Models that came out.</summary>
internal sealed class PendingOutputs(IReadOnlyList<LoggedModelOutput> models) : PendingWrite
{
    internal override string Operation => "LogOutputs";

    internal override string? Key => models.Count == 1 ? models[0].ModelId : null;

    internal override string LaneName => "outputs";

    internal override long Bytes => Overhead + (models.Count * Overhead);

    internal override int Records => models.Count;

    internal override void Apply(IRunWriter writer) => writer.LogOutputs(models);
}

/// <summary>A change of state, end or name.</summary>
internal sealed class PendingUpdate(string operation, RunUpdate update) : PendingWrite
{
    internal override string Operation => operation;

    internal override string? Key => null;

    internal override string LaneName => "run";

    internal override long Bytes => Overhead + SizeOf(update.RunName);

    /// <summary>The run's info after the change; null until it is written.</summary>
    internal RunInfo? Result { get; private set; }

    internal override void Apply(IRunWriter writer) => Result = writer.Update(update);
}
