using Microsoft.Extensions.Logging;
using MlTrack.Internal.Diagnostics;

namespace MlTrack.Internal.FileStore;

/// <summary>
/// The one background thread of a store: writes what waits in memory, syncs, gives signs of life. It is started with the first writer and ends
/// after the last. A thread of its own, since a training program may keep the thread pool busy for longer than the flush interval.
/// </summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class BackgroundLoop
{
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly object _gate = new();
    private readonly List<FileRunWriter> _writers = [];
    private readonly TimeSpan _gather;
    private readonly TimeSpan _idle;
    private readonly ILogger _logger;

    private bool _isRunning;

    /// <summary>Makes the loop; nothing runs yet.</summary>
    /// <param name="gather">How long points may gather after a wake-up before they are written.</param>
    /// <param name="idle">After how long without a wake-up there is a pass anyway.</param>
    internal BackgroundLoop(TimeSpan gather, TimeSpan idle, ILogger logger)
    {
        _gather = gather;
        _idle = idle;
        _logger = logger;
    }

    internal void Add(FileRunWriter writer)
    {
        lock (_gate)
        {
            _writers.Add(writer);
            if (!_isRunning)
            {
                _isRunning = true;
                Start();
            }
        }
    }

    internal void Remove(FileRunWriter writer)
    {
        lock (_gate)
        {
            _writers.Remove(writer);
            if (_writers.Count == 0)
            {
                _wake.Set();
            }
        }
    }

    /// <summary>Something waits to be written.</summary>
    internal void Wake() => _wake.Set();

    private void Start()
    {
        var thread = new Thread(Run) { IsBackground = true, Name = "MlTrack file store" };

        // The caller's ambient values (its current run, its activity) are none of this thread's.
        if (ExecutionContext.IsFlowSuppressed())
        {
            thread.Start();
            return;
        }

        using (ExecutionContext.SuppressFlow())
        {
            thread.Start();
        }
    }

    private void Run()
    {
        while (true)
        {
            var isWoken = _wake.WaitOne(_idle);
            FileRunWriter[] writers;
            lock (_gate)
            {
                if (_writers.Count == 0)
                {
                    _isRunning = false;
                    return;
                }

                writers = [.. _writers];
            }

            if (isWoken)
            {
                Thread.Sleep(_gather);
            }

            foreach (var writer in writers)
            {
                Pass(writer);
            }
        }
    }

    // An exception that left this thread would end the program that logs.
    private void Pass(FileRunWriter writer)
    {
        try
        {
            writer.OnBackgroundPass();
        }
        catch (Exception exception)
        {
            Log.BackgroundWriteFailed(_logger, writer.RunId, exception);
        }
    }
}
