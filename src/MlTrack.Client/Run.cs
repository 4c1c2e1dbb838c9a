using System.Collections.Concurrent;
using MlTrack.Internal.Artifacts;
using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Writing;

namespace MlTrack;

/// <summary>A run that is going on: what params, metrics, tags and artifacts are logged through.</summary>
/// <remarks>
/// <para>
/// Thread-safe: any number of threads may log into one run. Members that chain never wait for a network and are complete when they return, at the
/// level of <see cref="MlTrackClientOptions.Durability"/>.
/// </para>
/// <para>
/// A fault of logging does not end the training: with <see cref="OnFailure.Report"/>, the default, it is told to the logger (or the standard
/// error stream), kept in <see cref="Failures"/>, and what can be written later is. With <see cref="OnFailure.Throw"/> the call throws.
/// Null arguments and the use of a run that has ended throw in any case.
/// </para>
/// <para>
/// Leaving an <c>await using</c> scope ends the run as FINISHED, or as FAILED after <see cref="Fail"/>, since disposing cannot see an exception;
/// <see cref="MlTrackClient.TrackAsync(string, Func{Run, Task}, CancellationToken)"/> can. MLflow's <c>with</c> block records FAILED by itself.
/// </para>
/// <para>
/// A run that is open when the process ends is ended with it: FINISHED for exit code 0, else FAILED; FAILED with the exception for one that nobody handled; KILLED
/// for Ctrl-C, SIGTERM, SIGHUP and the closing of the console, which is held up by at most 2 s. The exit code stays, and handlers of the program run as without this.
/// One that was registered after the run started and lets the program go on decides alone. A run whose process survives a signal for 3 s is RUNNING again.
/// </para>
/// </remarks>
public sealed partial class Run : IAsyncDisposable, IDisposable
{
    private readonly ConcurrentDictionary<string, MetricSeries> _series = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, Metric> _latestAtStart;
    private readonly ArtifactSink _artifacts;
    private volatile string _runName;

    internal Run(MlTrackClient client, OpenedRun opened, WritePolicy policy)
    {
        Client = client;
        Info = opened.Record.Info;
        Writer = new GuardedRunWriter(opened.Writer, policy);
        _artifacts = new ArtifactSink(opened, Writer);
        _latestAtStart = opened.Record.Data.Metrics;
        _runName = Info.RunName;
        _loggedArtifacts = opened.Record.Data.Tags.TryGetValue(LoggedArtifactsTag.Key, out var logged) ? logged : null;
        ActiveModelId = client.EnvironmentVariables.ActiveModelId;
        ParentRunId = opened.Record.Data.Tags.TryGetValue(RunTags.ParentRunId, out var parent) ? parent : null;
    }

    /// <summary>The run's id: 32 hexadecimal digits.</summary>
    public string RunId => Info.RunId;

    /// <summary>The id of the run's experiment.</summary>
    public string ExperimentId => Info.ExperimentId;

    /// <summary>The run's name, as it was given, generated, or last changed through this handle.</summary>
    public string RunName => _runName;

    /// <summary>The id of the run that this one belongs to, as it was when this handle was made; null for none.</summary>
    public string? ParentRunId { get; }

    /// <summary>The run as it was when this handle was made. <see cref="MlTrackClient.GetRunAsync"/> gives what it is now.</summary>
    public RunInfo Info { get; }

    /// <summary>The client that this run belongs to.</summary>
    public MlTrackClient Client { get; }

    /// <summary>What went wrong so far; empty in a good run.</summary>
    public RunFailures Failures => Writer.Failures;

    internal GuardedRunWriter Writer { get; }

    /// <summary>The logged model that points belong to which name none: <c>MLFLOW_ACTIVE_MODEL_ID</c> when the run was started.</summary>
    internal string? ActiveModelId { get; }

    /// <summary>Gives a metric to log many points into.</summary>
    /// <param name="key">The metric's key.</param>
    /// <returns>The series; the same key gives the same one.</returns>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    /// <example>
    /// <code>
    /// var loss = run.Metric("loss");
    /// for (var epoch = 0; epoch &lt; 100; epoch++) loss.Log(Train(epoch), step: epoch);
    /// </code>
    /// </example>
    public MetricSeries Metric(string key)
    {
        Guard.NotNull(key);
        ThrowIfEnded();
        return Series(key);
    }

    /// <summary>Gives the run's id and name.</summary>
    /// <returns>A text for messages.</returns>
    public override string ToString() => $"{RunName} ({RunId})";

    internal void PointFailed(PendingPoint point, Exception exception)
    {
        // The run may have ended on another thread between the check and the write; that is no fault of the disk.
        if (IsOpenForWriting)
        {
            Writer.Failed(point, exception);
        }
    }

    private MetricSeries Series(string key) => _series.TryGetValue(key, out var series) ? series : AddSeries(key);

    private MetricSeries AddSeries(string key) => _series.GetOrAdd(
        key, new MetricSeries(this, key, _latestAtStart.TryGetValue(key, out var latest) && latest.Step is >= 0 and < long.MaxValue ? latest.Step + 1 : 0));

    private Run Log(PendingWrite write)
    {
        if (IsOpenForWriting)
        {
            Writer.Write(write);
        }

        return this;
    }
}
