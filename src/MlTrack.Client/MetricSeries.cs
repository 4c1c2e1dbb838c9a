using MlTrack.Internal.Writing;
using MlTrack.Stores;

namespace MlTrack;

/// <summary>One metric of a run, held for a loop: no look-up for each point, and a counter for steps.</summary>
/// <remarks>
/// Thread-safe. Logging a point allocates nothing and is complete when it returns (see <see cref="Durability"/>). Obtained from
/// <see cref="Run.Metric(string)"/>; the same key gives the same series.
/// </remarks>
public sealed class MetricSeries
{
    private readonly Run _run;
    private readonly WriteLane _lane = new();
    private IMetricWriter? _writer;
    private long _nextStep;
    private long _lastTimestamp;

    internal MetricSeries(Run run, string key, long nextStep)
    {
        _run = run;
        Key = key;
        _nextStep = nextStep;
    }

    /// <summary>The metric's key.</summary>
    public string Key { get; }

    /// <summary>
    /// The step that the next point without one gets: one above the greatest step logged through this handle of the run, and in a resumed run above
    /// the latest point; 0 at first.
    /// </summary>
    public long NextStep => Volatile.Read(ref _nextStep);

    /// <summary>Logs one point.</summary>
    /// <param name="value">The value; NaN and infinities are allowed.</param>
    /// <param name="step">The step, or null to count on from <see cref="NextStep"/>. (MLflow's <c>log_metric</c> takes 0 there, as <see cref="Run.LogMetric(string, double, long, DateTimeOffset?)"/> does.)</param>
    /// <param name="timestamp">The time, or null for now; our own times never go back within a series.</param>
    /// <returns>This series.</returns>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    /// <exception cref="MlTrackException">With <see cref="OnFailure.Throw"/>: the point was not written.</exception>
    /// <example>
    /// <code>
    /// var loss = run.Metric("loss");
    /// for (var epoch = 0; epoch &lt; 100; epoch++) loss.Log(Train(epoch));
    /// </code>
    /// </example>
    public MetricSeries Log(double value, long? step = null, DateTimeOffset? timestamp = null)
    {
        Append(value, timestamp?.ToUnixTimeMilliseconds() ?? NextTimestamp(), step ?? TakeStep(), step.HasValue);
        return this;
    }

    internal void Append(double value, long timestampMilliseconds, long step, bool isExplicitStep)
    {
        if (!_run.IsOpenForWriting)
        {
            return;
        }

        if (isExplicitStep)
        {
            RaiseNextStep(step);
        }

        Write(value, timestampMilliseconds, step);
    }

    /// <summary>Writes a point, or queues it up behind those that wait; the failure policy applies.</summary>
    internal void Write(double value, long timestampMilliseconds, long step)
    {
        if (_run.ActiveModelId is { } modelId)
        {
            _run.LogMetrics([new Metric { Key = Key, Value = value, TimestampMilliseconds = timestampMilliseconds, Step = step, ModelId = modelId }]);
            return;
        }

        if (_lane.IsBlocked)
        {
            _run.Writer.Keep(new PendingPoint(Key, _lane, value, timestampMilliseconds, step));
            return;
        }

        // Whatever a store throws is the failure policy's to judge: a tracker never costs a training run.
        try
        {
            (_writer ?? Open()).Append(value, timestampMilliseconds, step);
        }
        catch (Exception exception)
        {
            _run.PointFailed(new PendingPoint(Key, _lane, value, timestampMilliseconds, step), exception);
        }
    }

    /// <summary>Now, or the last time given if the clock was set back since.</summary>
    internal long NextTimestamp()
    {
        var now = _run.Writer.Time.GetUtcNow().ToUnixTimeMilliseconds();
        var last = Volatile.Read(ref _lastTimestamp);
        while (now > last)
        {
            var seen = Interlocked.CompareExchange(ref _lastTimestamp, now, last);
            if (seen == last)
            {
                return now;
            }

            last = seen;
        }

        return last;
    }

    private IMetricWriter Open() => _writer = _run.Writer.OpenMetric(Key);

    private long TakeStep() => Interlocked.Increment(ref _nextStep) - 1;

    private void RaiseNextStep(long step)
    {
        var next = Volatile.Read(ref _nextStep);
        while (step >= next && step != long.MaxValue)
        {
            var seen = Interlocked.CompareExchange(ref _nextStep, step + 1, next);
            if (seen == next)
            {
                return;
            }

            next = seen;
        }
    }
}
