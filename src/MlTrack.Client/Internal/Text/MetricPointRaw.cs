namespace MlTrack.Internal.Text;

/// <summary>What a reader of a metric line should know beside the point itself.</summary>
[Flags]
internal enum MetricLineNotes
{
    None = 0,

    /// <summary>
    /// The line has dataset columns. MLflow 3.17.2 reads step 0 from such a line of a run (a defect); <see cref="MetricPointRaw.Step"/> is
    /// the step that the file holds.
    /// </summary>
    MlflowReadsStepZero = 1,

    /// <summary>The line began with a byte order mark, which MLflow refuses.</summary>
    ByteOrderMark = 2,
}

/// <summary>What became of a line of a metric file.</summary>
internal enum MetricLineStatus
{
    Ok,

    /// <summary>Nothing but white space.</summary>
    Blank,

    /// <summary>Not 2, 3 or 5 fields (of a logged model: not 4 or 6).</summary>
    WrongFieldCount,

    /// <summary>A field that must be a number is none, or the line is not UTF-8.</summary>
    NotANumber,

    /// <summary>The time lies outside what .NET can express (before the year 1 or after 9999).</summary>
    TimeOutOfRange,

    /// <summary>The step does not fit into 64 bits.</summary>
    StepOutOfRange,
}

/// <summary>One point as a line of a metric file holds it.</summary>
internal readonly struct MetricPointRaw
{
    internal MetricPointRaw(long timestampMs, double value, long step)
    {
        TimestampMs = timestampMs;
        Value = value;
        Step = step;
    }

    /// <summary>Milliseconds since 1970 UTC.</summary>
    internal long TimestampMs { get; }

    internal double Value { get; }

    internal long Step { get; }

    /// <summary>The run that logged the point; only in files of logged models.</summary>
    internal string? RunId { get; init; }

    internal string? DatasetName { get; init; }

    internal string? DatasetDigest { get; init; }

    internal MetricLineNotes Notes { get; init; }
}
