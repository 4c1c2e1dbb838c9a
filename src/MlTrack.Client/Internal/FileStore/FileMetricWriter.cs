using MlTrack.Internal.Rules;
using MlTrack.Stores;

namespace MlTrack.Internal.FileStore;

/// <summary>One metric of a run that is open for writing.</summary>
/// <remarks>
/// The first point always goes straight to the file, also with <see cref="Durability.Buffered"/>, so that a key that cannot be stored is refused to the
/// one who logs it and not later in the background.
/// </remarks>
internal sealed class FileMetricWriter : IMetricWriter
{
    private readonly MetricSeries _series;
    private readonly FileRunWriter _run;
    private readonly MetricBuffer? _buffer;

    private volatile bool _hasWritten;

    internal FileMetricWriter(FileRunWriter run, MetricSeries series, MetricBuffer? buffer)
    {
        _run = run;
        _series = series;
        _buffer = buffer;
    }

    /// <inheritdoc/>
    public string Key => _series.Key;

    /// <inheritdoc/>
    public void Append(double value, long timestampMilliseconds, long step)
    {
        _run.ThrowIfDisposed();
        if (timestampMilliseconds < 0)
        {
            BatchRules.CheckTimestamp(Key, value, timestampMilliseconds);
        }

        if (_buffer is not null && _hasWritten)
        {
            _buffer.Add(_series, value, timestampMilliseconds, step);
            return;
        }

        _series.Append(value, timestampMilliseconds, step);
        _hasWritten = true;
    }
}
