using System.Diagnostics;
using System.Text;
using Microsoft.ML;

namespace MlTrack.MLNet.Internal;

/// <summary>Logs one training: before, while and after it runs. Nothing here throws unless the run's policy says so.</summary>
internal sealed class FitLog(Run run, FitOptions options)
{
    // Some trainers say a line per iteration; the artifact is for people.
    private const int MaxLogLength = 1 << 20;

    private readonly StringBuilder _said = new();
    private readonly Stopwatch _watch = new();
    private readonly object _sync = new();
    private CountingView? _view;
    private DataSample? _sample;
    private TimeSpan _nextReport;

    internal void Pipeline(object pipeline)
    {
        if (options.LogParams)
        {
            Guarded("params", () =>
            {
                var chain = Estimators.Chain(pipeline).ToArray();
                run.LogParam(options.Prefix + "estimators", string.Join(", ", chain.Select(Estimators.NameOf)));
                var trainers = chain.Where(Estimators.IsTrainer).ToArray();
                for (var i = 0; i < trainers.Length; i++)
                {
                    // The last trainer is the one that the pipeline is named after; those before it say whose options theirs are.
                    var prefix = options.Prefix + (i == trainers.Length - 1 ? string.Empty : Estimators.NameOf(trainers[i]) + ".");
                    run.LogParam(prefix + "trainer", Estimators.NameOf(trainers[i]));
                    foreach (var option in Estimators.OptionsOf(trainers[i]))
                    {
                        run.LogParam(prefix + option.Key, option.Value);
                    }
                }
            });
        }
    }

    /// <summary>Reads the first rows. Where that shows how many there are, the input is logged before the training, and outlives a crash of it.</summary>
    internal void Sample(IDataView data)
    {
        if (options.LogDataset)
        {
            Guarded("dataset", () =>
            {
                var sample = DataSample.Of(data, DataViewDatasets.HashedRows);
                if (sample.RowCount is { } rows)
                {
                    LogInput(sample, rows);
                }
                else
                {
                    _sample = sample;
                }
            });
        }
    }

    internal IDataView Start(IDataView data)
    {
        if (options.Context is { } context)
        {
            context.Log += Say;
        }

        _nextReport = options.ProgressInterval;
        _view = new CountingView(data, Report);
        _watch.Start();
        return _view;
    }

    internal void Stop()
    {
        _watch.Stop();
        if (options.Context is { } context)
        {
            context.Log -= Say;
        }

        Guarded("metrics", () =>
        {
            run.LogMetric(options.Prefix + "fit_time", _watch.Elapsed.TotalSeconds);
            if (_view?.Count is { } rows)
            {
                run.LogMetric(options.Prefix + "training_example_count", rows);
                if (_sample is { } sample)
                {
                    LogInput(sample, rows);
                }
            }
        });
        Guarded("fit_log.txt", () =>
        {
            lock (_sync)
            {
                if (_said.Length > 0)
                {
                    run.LogText(_said.ToString(), options.Prefix + "fit_log.txt");
                }
            }
        });
    }

    /// <summary>After a training that threw: its exception is the one that the caller must see, also with <see cref="OnFailure.Throw"/>.</summary>
    internal void StopAfterFault()
    {
        try
        {
            Stop();
        }
        catch (MlTrackException)
        {
            // Only OnFailure.Throw gets here. The caller learns of the training's fault instead, and the run's end will find the disk as it is.
        }
    }

    private void LogInput(DataSample sample, long rows) =>
        run.LogInput(sample.Describe(options.DatasetName, options.DatasetSource, rows), options.DatasetContext);

    // Called by the trainer's threads for every few rows: the clock decides, and only one of them reports.
    private void Report()
    {
        if (_watch.Elapsed < _nextReport || !Monitor.TryEnter(_sync))
        {
            return;
        }

        try
        {
            _nextReport = _watch.Elapsed + options.ProgressInterval;
            Guarded("progress", () =>
            {
                run.Metric(options.Prefix + "rows_read").Log(_view?.Rows ?? 0);
                Tell(null);
            });
        }
        finally
        {
            Monitor.Exit(_sync);
        }
    }

    private void Say(object? sender, LoggingEventArgs said)
    {
        lock (_sync)
        {
            if (_said.Length < MaxLogLength)
            {
                _said.Append(said.Message).Append('\n');
            }
        }

        Guarded("progress", () => Tell(said.Message));
    }

    private void Tell(string? message) => options.Progress?.Report(
        new FitProgress { Elapsed = _watch.Elapsed, RowsRead = _view?.Rows ?? 0, Passes = _view?.Passes ?? 0, Message = message });

    private void Guarded(string key, Action work) => Tracking.Guarded(run, "Fit", key, work);
}
