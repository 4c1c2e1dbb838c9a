using System.Collections.Concurrent;
using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Rules;
using MlTrack.Internal.Writing;
using MlTrack.Stores;

namespace MlTrack.Internal.FileStore;

/// <summary>A run that is open for writing.</summary>
/// <remarks>
/// Thread-safe. Whether the run is active was checked when it was opened; points, params and tags are not held up by checking it again.
/// While it is open, the run's folder holds a sign of life (<see cref="RunOwner"/>).
/// </remarks>
internal sealed class FileRunWriter : IRunWriter, IUnfinishedWrites
{
    private readonly StoreContext _context;
    private readonly RunFiles _files;
    private readonly OpenRunFiles _open;
    private readonly ConcurrentDictionary<string, FileMetricWriter> _metrics = new(StringComparer.Ordinal);

    private volatile bool _isDisposed;
    private int _disposing;

    internal FileRunWriter(StoreContext context, OpenRunFiles open, RunFiles files)
    {
        _context = context;
        _open = open;
        _files = files;
        files.Owner.Take();
        context.Loop.Add(this);
    }

    /// <inheritdoc/>
    public string RunId => _files.RunId;

    /// <inheritdoc/>
    public IMetricWriter OpenMetric(string key)
    {
        ThrowIfDisposed();
        if (key is not null && _metrics.TryGetValue(key, out var writer))
        {
            return writer;
        }

        BatchRules.Require(Text.Names.CheckMetricKey(key));

        // The check refuses null.
        return _metrics.GetOrAdd(key!, new FileMetricWriter(this, _files.OpenMetric(key!), _files.Buffer));
    }

    /// <inheritdoc/>
    public void LogMetrics(IReadOnlyList<Metric> metrics)
    {
        ThrowIfDisposed();
        foreach (var metric in metrics ?? throw new ArgumentNullException(nameof(metrics)))
        {
            BatchRules.CheckMetric(metric);
        }

        // Points of one series that wait in memory come first.
        _files.Buffer?.Drain();
        if (metrics.Count > 0)
        {
            _files.LogMetrics(metrics);
        }
    }

    /// <inheritdoc/>
    public void LogParam(string key, string value)
    {
        ThrowIfDisposed();
        _files.LogParam(key, _context.CheckParam(key, value));
    }

    /// <inheritdoc/>
    public void SetTag(string key, string value)
    {
        ThrowIfDisposed();
        BatchRules.CheckTag(key, value);
        _files.SetTag(key, value);
    }

    /// <inheritdoc/>
    public void DeleteTag(string key)
    {
        ThrowIfDisposed();
        BatchRules.Require(Text.Names.CheckTagKey(key));
        _files.DeleteTag(key);
    }

    /// <inheritdoc/>
    public void LogInputs(IReadOnlyList<DatasetInput>? datasets, IReadOnlyList<LoggedModelInput>? models)
    {
        ThrowIfDisposed();
        InputRules.Check(datasets, models);
        _files.LogInputs(datasets, models);
    }

    /// <inheritdoc/>
    public void LogOutputs(IReadOnlyList<LoggedModelOutput> models)
    {
        ThrowIfDisposed();
        InputRules.Check(models);
        _files.LogOutputs(models);
    }

    /// <inheritdoc/>
    public RunInfo Update(RunUpdate update)
    {
        ThrowIfDisposed();
        Guard.NotNull(update);

        FlushBeforeUpdate();
        var info = _files.Update(update);
        if (update.Status is { } status)
        {
            if (status == RunStatus.Running)
            {
                _files.Owner.Take();
            }
            else
            {
                _files.Owner.Release();
            }
        }

        return info;
    }

    // Points come before the end of their run, but a metric file that takes no more must not keep the run from ending: its fault is met again, and told,
    // by the flush and the closing that follow.
    private void FlushBeforeUpdate()
    {
        try
        {
            Flush();
        }
        catch (MlTrackException fault) when (fault.ErrorCode == MlTrackErrorCode.IoError)
        {
            Log.NotFlushedBeforeUpdate(_context.Logger, RunId, fault);
        }
    }

    /// <inheritdoc/>
    public void Flush()
    {
        ThrowIfDisposed();
        _files.Buffer?.Drain();
        _files.FlushMetrics();
        _files.CheckMetricFiles();
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<KeyValuePair<string, int>> GiveUpUnfinished() => _files.GiveUpUnfinished().ToList();

    /// <summary>Writes what waits, and closes the files.</summary>
    /// <exception cref="MlTrackException">The disk did not take what waited; it is lost.</exception>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposing, 1) != 0)
        {
            return;
        }

        _context.Loop.Remove(this);
        _isDisposed = true;
        try
        {
            _files.Buffer?.Drain();
            _files.FlushMetrics();
        }
        finally
        {
            _open.Release(_files);
        }
    }

    internal void ThrowIfDisposed()
    {
        if (_isDisposed)
        {
            throw new ObjectDisposedException(nameof(FileRunWriter), $"The writer of run {RunId} is closed.");
        }
    }

    /// <summary>One pass of the store's background thread.</summary>
    internal void OnBackgroundPass()
    {
        _files.Buffer?.Drain();
        if (_context.Durability == Durability.Disk)
        {
            _files.FlushMetrics();
        }

        _files.Owner.TouchIfDue();
        _files.CheckMetricFiles();
    }
}
