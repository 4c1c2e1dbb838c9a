namespace MlTrack.MLNet;

/// <summary>How far a training is.</summary>
/// <remarks>Immutable: threads may share it.</remarks>
public sealed record FitProgress
{
    /// <summary>How long the training has been going.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Rows that the estimators have read so far, in all passes over the data.</summary>
    public long RowsRead { get; init; }

    /// <summary>How many passes over the data were begun. Most trainers keep the data in memory, and pass over that as often as they like.</summary>
    public int Passes { get; init; }

    /// <summary>What ML.NET said, with its source; null for a report of rows.</summary>
    public string? Message { get; init; }
}
