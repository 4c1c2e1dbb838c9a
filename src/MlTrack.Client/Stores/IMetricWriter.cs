namespace MlTrack.Stores;

/// <summary>One metric of one run, open for appending.</summary>
/// <remarks>Thread-safe; allocates nothing for a point in steady state.</remarks>
public interface IMetricWriter
{
    /// <summary>The metric's key.</summary>
    string Key { get; }

    /// <summary>Appends one point.</summary>
    /// <param name="value">The value.</param>
    /// <param name="timestampMilliseconds">Milliseconds since 1970 UTC, not negative.</param>
    /// <param name="step">The step.</param>
    void Append(double value, long timestampMilliseconds, long step);
}
