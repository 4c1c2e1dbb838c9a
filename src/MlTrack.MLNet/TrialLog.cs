using System.Globalization;
using System.Text.Json;
using MlTrack.MLNet.Internal;

namespace MlTrack.MLNet;

/// <summary>
/// Logs the trials of a search, such as those of ML.NET's AutoML, as children of the search's run: a member for each event of its <c>IMonitor</c>, so
/// that an adapter is four lines. The page on ML.NET has it.
/// </summary>
/// <remarks>
/// Thread-safe. Events return at once and are logged in their order by a task of the log's own, so a slow store does not hold the search up; faults go
/// to the search's run as always. <see cref="DisposeAsync"/> waits for the rest.
/// </remarks>
/// <example>
/// <code>
/// await using var trials = new TrialLog(run, "accuracy_score");
/// trials.Started(1, "Concatenate=&gt;FastTree");
/// trials.Completed(1, 0.93, TimeSpan.FromSeconds(2));
/// trials.Best(1, 0.93);
/// </code>
/// </example>
public sealed class TrialLog : IAsyncDisposable
{
    /// <summary>The metric's key where none is given.</summary>
    public const string DefaultMetricKey = "metric";

    private const string Operation = "LogTrial";


#pragma warning disable CA2213 // The run of the search is the caller's, who ends it.
    private readonly Run _search;
#pragma warning restore CA2213
    private readonly string _metricKey;
    private readonly object _lock = new();
    private readonly Dictionary<int, Run> _open = [];
    private readonly Dictionary<int, string> _runIds = [];
    private Task _tail = Task.CompletedTask;
    private Exception? _fault;

    /// <summary>Makes a log of a search.</summary>
    /// <param name="search">The run of the search, which ends after this log.</param>
    /// <param name="metricKey">What the search is about, as a key: that of the trials' result.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public TrialLog(Run search, string metricKey = DefaultMetricKey)
    {
        _search = Guard.Given(search);
        _metricKey = Guard.Given(metricKey);
    }

    /// <summary>A trial begins: its run is started, as <c>trial_1</c> and so on.</summary>
    /// <param name="trialId">The trial's number.</param>
    /// <param name="pipeline">The estimators, which become the param <c>pipeline</c>; null for none.</param>
    /// <param name="parameters">What is tried, as JSON: values of nested objects become params with names like <c>1.NumberOfTrees</c>; null for none.</param>
    public void Started(int trialId, string? pipeline = null, JsonElement? parameters = null)
    {
        // Whoever made the element may dispose its document once this returns.
        var copy = parameters?.Clone();
        Enqueue(trialId, async () =>
        {
            var run = await _search.StartChildAsync("trial_" + trialId.ToString(CultureInfo.InvariantCulture)).ConfigureAwait(false);
            _open[trialId] = run;
            _runIds[trialId] = run.RunId;
            run.LogParam("trial", trialId);
            if (pipeline is not null)
            {
                run.LogParam("pipeline", pipeline);
            }

            if (copy is { } given)
            {
                run.LogParams(JsonParams.Flatten(given));
            }
        });
    }

    /// <summary>A trial ended with a result: its run is FINISHED.</summary>
    /// <param name="trialId">The trial's number; one that was never started is ignored.</param>
    /// <param name="metric">The result.</param>
    /// <param name="duration">How long the training took, which becomes the metric <c>fit_time</c> in seconds.</param>
    /// <param name="loss">What the search makes as small as it can, as the metric <c>loss</c>; null for none.</param>
    public void Completed(int trialId, double metric, TimeSpan duration, double? loss = null) => Enqueue(trialId, async () =>
    {
        if (Take(trialId) is { } run)
        {
            try
            {
                run.LogMetric(_metricKey, metric).LogMetric("fit_time", duration.TotalSeconds);
                if (loss is { } value)
                {
                    run.LogMetric("loss", value);
                }
            }
            finally
            {
                await run.EndAsync(RunStatus.Finished).ConfigureAwait(false);
            }
        }
    });

    /// <summary>A trial is the best one so far: told by the search's run as the metric <c>best_…</c> with the trial's number as step, and the tag <c>best_run</c>.</summary>
    /// <param name="trialId">The trial's number.</param>
    /// <param name="metric">Its result.</param>
    public void Best(int trialId, double metric) => Enqueue(trialId, () =>
    {
        _search.LogMetric("best_" + _metricKey, metric, step: trialId);
        if (_runIds.TryGetValue(trialId, out var runId))
        {
            _search.SetTag("best_run", runId);
        }

        return Task.CompletedTask;
    });

    /// <summary>A trial failed: its run is FAILED, or KILLED where the search gave it up.</summary>
    /// <param name="trialId">The trial's number; one that was never started is ignored.</param>
    /// <param name="exception">Why; null where the search does not say.</param>
    public void Failed(int trialId, Exception? exception = null) => Enqueue(trialId, async () =>
    {
        if (Take(trialId) is { } run)
        {
            var isGivenUp = exception is OperationCanceledException;
            try
            {
                if (exception is not null && !isGivenUp)
                {
                    run.Fail(exception);
                }
            }
            finally
            {
                await run.EndAsync(isGivenUp ? RunStatus.Killed : RunStatus.Failed).ConfigureAwait(false);
            }
        }
    });

    /// <summary>Waits until all events so far are logged.</summary>
    /// <param name="cancellationToken">Gives up waiting; the events are logged nevertheless.</param>
    /// <returns>A task that ends then.</returns>
    /// <exception cref="MlTrackException">With <see cref="OnFailure.Throw"/>: something could not be logged.</exception>
    /// <exception cref="InvalidOperationException">The search's run had ended before an event came.</exception>
    public async Task FlushAsync(CancellationToken cancellationToken = default)
    {
        Task tail;
        lock (_lock)
        {
            tail = _tail;
        }

        await tail.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (Interlocked.Exchange(ref _fault, null) is { } fault)
        {
            throw fault is MlTrackException known ? known : new InvalidOperationException(fault.Message, fault);
        }
    }

    /// <summary>Ends trials that are still open as KILLED, and waits until all is logged.</summary>
    /// <returns>A task that ends then.</returns>
    /// <exception cref="MlTrackException">As for <see cref="FlushAsync"/>.</exception>
    public async ValueTask DisposeAsync()
    {
        Enqueue(null, async () =>
        {
            foreach (var trialId in _open.Keys.ToArray())
            {
                await _open[trialId].EndAsync(RunStatus.Killed).ConfigureAwait(false);
                _open.Remove(trialId);
            }
        });
        await FlushAsync().ConfigureAwait(false);
    }

    private Run? Take(int trialId)
    {
        if (!_open.TryGetValue(trialId, out var run))
        {
            return null;
        }

        _open.Remove(trialId);
        return run;
    }

    private void Enqueue(int? trialId, Func<Task> work)
    {
        lock (_lock)
        {
            var before = _tail;
            _tail = Task.Run(async () =>
            {
                await before.ConfigureAwait(false);

                // The log goes on after a fault; who wants faults thrown gets the first one from FlushAsync.
                try
                {
                    await Tracking.GuardedAsync(_search, Operation, trialId?.ToString(CultureInfo.InvariantCulture), work, CancellationToken.None).ConfigureAwait(false);
                }
                catch (Exception exception)
                {
                    Interlocked.CompareExchange(ref _fault, exception, null);
                }
            });
        }
    }
}
