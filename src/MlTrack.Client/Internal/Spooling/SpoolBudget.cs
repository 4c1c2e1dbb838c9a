using System.Globalization;
using MlTrack.Internal.FileStore;

namespace MlTrack.Internal.Spooling;

/// <summary>
/// Keeps a spool below its limit: when it would grow beyond, runs that the server has whole are removed first, and if that is not enough the artifact is refused.
/// Params, metrics, tags and ends are always taken. Thread-safe.
/// </summary>
/// <remarks>The size is measured every few seconds, and what is taken in between is added: beside the metrics of those seconds nothing exceeds the limit by much.</remarks>
internal sealed class SpoolBudget : IDisposable
{
    /// <summary>MLflow's code for what is used up.</summary>
    internal const string ErrorCode = "RESOURCE_EXHAUSTED";

    private static readonly TimeSpan MeasureLasts = TimeSpan.FromSeconds(5);

    private readonly FileTrackingStore _spool;
    private readonly string _target;
    private readonly long _limit;
    private readonly Predicate<string> _isOpen;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _gate = new(1);
    private long _bytes;
    private long _measured;
    private bool _isMeasured;

    internal SpoolBudget(FileTrackingStore spool, string target, long limit, Predicate<string> isOpen, TimeProvider time) =>
        (_spool, _target, _limit, _isOpen, _time) = (spool, target, limit, isOpen, time);

    /// <summary>Takes room for an artifact.</summary>
    /// <param name="bytes">Its length; 0 where that is not known.</param>
    /// <param name="what">The artifact, for the message.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="MlTrackException">There is none.</exception>
    internal async ValueTask TakeAsync(long bytes, string what, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_isMeasured || _time.GetElapsedTime(_measured) > MeasureLasts)
            {
                Measure();
            }

            if (_bytes + bytes > _limit)
            {
                await SpoolCleaner.DropAsync(_spool, _target, force: false, _isOpen, cancellationToken).ConfigureAwait(false);
                Measure();
            }

            if (_bytes + bytes > _limit)
            {
                throw new MlTrackException(ErrorCode, string.Format(
                    CultureInfo.InvariantCulture,
                    "'{0}' ({1} bytes) is not kept: the spool '{2}' has {3} bytes that '{4}' has not got yet, and its limit is {5} ({6}). Params, metrics and tags are kept.",
                    what, bytes, _spool.Root, _bytes, _target, _limit, nameof(MlTrackClientOptions.SpoolLimit)));
            }

            _bytes += bytes;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Something whose length was not known before was taken.</summary>
    internal void Forget() => _isMeasured = false;

    public void Dispose() => _gate.Dispose();

    private void Measure()
    {
        _bytes = SpoolTarget.SizeOf(_spool.Root);
        _measured = _time.GetTimestamp();
        _isMeasured = true;
    }
}
