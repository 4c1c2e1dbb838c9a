namespace MlTrack.Internal.Search;

/// <summary>
/// One entity as a search sees it: attributes, and by slot (see <see cref="SearchNeeds"/>) its metrics, params and tags. A store may
/// stand for a whole table by moving a cursor, so that nothing is made for each row. Not thread-safe; each thread uses its own.
/// </summary>
internal interface IEntitySource
{
    /// <summary>A text attribute; null when absent.</summary>
    string? GetText(EntityAttribute attribute);

    /// <summary>A numeric attribute; false when absent.</summary>
    bool TryGetNumber(EntityAttribute attribute, out long value);

    /// <summary>The latest value of a metric; false when there is none.</summary>
    bool TryGetMetric(int slot, out double value);

    /// <summary>A param; null when absent.</summary>
    string? GetParam(int slot);

    /// <summary>A tag; null when absent.</summary>
    string? GetTag(int slot);

    /// <summary>What all points of a metric come to; false when there are none.</summary>
    bool TryGetHistory(int slot, out MetricSummary summary);

    /// <summary>How many input data sets there are.</summary>
    int DatasetCount { get; }

    /// <summary>A part of an input data set: its name, digest or context (null when absent).</summary>
    string? GetDataset(int index, DatasetPart part);
}

/// <summary>The parts of an input data set that can be searched.</summary>
internal enum DatasetPart : byte
{
    Name,
    Digest,
    Context,
}
