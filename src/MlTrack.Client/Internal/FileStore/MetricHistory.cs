using MlTrack.Internal.FileStore.Format;

namespace MlTrack.Internal.FileStore;

/// <summary>
/// The points of one metric file as a stream. Reading a block waits for nothing but the disk, so that every step is complete when it returns; written by hand, since the
/// machinery of an asynchronous iterator costs as much as reading the point.
/// </summary>
/// <param name="open">Opens the file; called when the enumeration begins. Gives null where there is none.</param>
/// <param name="next">Reads one point, with faults as callers see them.</param>
/// <param name="finish">Told when the end of the file was reached.</param>
internal sealed class MetricHistory(
    Func<MetricFileReader?> open, MetricHistory.Reading next, Action<MetricFileReader> finish, string key, string runId, CancellationToken cancellationToken)
    : IAsyncEnumerable<Metric>
{
    internal delegate bool Reading(MetricFileReader reader, out Text.MetricPointRaw point);

    /// <inheritdoc/>
    public IAsyncEnumerator<Metric> GetAsyncEnumerator(CancellationToken cancellation = default) =>
        new Enumerator(this, cancellation.CanBeCanceled ? cancellation : cancellationToken, cancellationToken);

    private sealed class Enumerator(MetricHistory history, CancellationToken first, CancellationToken second) : IAsyncEnumerator<Metric>
    {
        private MetricFileReader? _reader;
        private Metric? _current;
        private bool _isOpened;

        public Metric Current => _current ?? throw new InvalidOperationException("The enumeration has not begun, or is at its end.");

        public ValueTask<bool> MoveNextAsync()
        {
            first.ThrowIfCancellationRequested();
            second.ThrowIfCancellationRequested();
            if (!_isOpened)
            {
                _isOpened = true;
                _reader = history.Open();
            }

            if (_reader is null)
            {
                _current = null;
                return new ValueTask<bool>(false);
            }

            if (history.Read(_reader, out var point))
            {
                _current = RunReader.ToMetric(point, history.Key, history.RunId);
                return new ValueTask<bool>(true);
            }

            history.Finish(_reader);
            Close();
            return new ValueTask<bool>(false);
        }

        public ValueTask DisposeAsync()
        {
            Close();
            return default;
        }

        private void Close()
        {
            _current = null;
            _reader?.Dispose();
            _reader = null;
        }
    }

    private string Key => key;

    private string RunId => runId;

    private MetricFileReader? Open() => open();

    private bool Read(MetricFileReader reader, out Text.MetricPointRaw point) => next(reader, out point);

    private void Finish(MetricFileReader reader) => finish(reader);
}
