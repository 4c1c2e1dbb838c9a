using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Starting;

namespace MlTrack.Fluent;

/// <summary>
/// A static front for scripts, as <c>mlflow.log_metric</c> is in Python, and for libraries that log without being handed a run: everything
/// goes into the current run, and without one nothing happens. MLflow starts a run of its own in that case; here only <see cref="StartRunAsync"/> does.
/// </summary>
/// <remarks>
/// Thread-safe. The client is shared by the process, the current run (<see cref="Run.Current"/>) belongs to a flow of control. Larger programs and tests use
/// <see cref="MlTrackClient"/>, which has no shared state.
/// </remarks>
public static partial class Track
{
    private static readonly object Sync = new();
    private static MlTrackClient? _client;
    private static string? _experimentId;

    /// <summary>The current run, or null: the innermost one that was started here or made current, and has not ended.</summary>
    public static Run? ActiveRun => Run.Current;

    /// <summary>The client that runs are started with; opened by MLflow's environment variables when it is first needed and none was given.</summary>
    /// <exception cref="MlTrackException">The store cannot be opened.</exception>
    public static MlTrackClient Client
    {
        get
        {
            lock (Sync)
            {
                return _client ??= MlTrackClient.Open();
            }
        }
    }

    /// <summary>Says which client is used from now on, and forgets the experiment that was set. The client before is not disposed.</summary>
    /// <param name="client">The client; null to open one by the environment when it is needed.</param>
    public static void Use(MlTrackClient? client)
    {
        lock (Sync)
        {
            _client = client;
            _experimentId = null;
        }
    }

    /// <summary>Says which experiment runs go to from now on, made if there is none: MLflow's <c>set_experiment</c>.</summary>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The experiment.</returns>
    /// <exception cref="MlTrackException">The experiment is deleted, or cannot be made.</exception>
    public static async Task<Experiment> SetExperimentAsync(string name, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(name);
        var experiment = await Client.GetOrCreateExperimentAsync(name, cancellationToken).ConfigureAwait(false);
        lock (Sync)
        {
            _experimentId = experiment.ExperimentId;
        }

        return experiment;
    }

    /// <summary>Starts a run and makes it current: MLflow's <c>start_run</c>.</summary>
    /// <param name="runName">The run's name; null for a generated one.</param>
    /// <param name="nested">True to start a child of the current run.</param>
    /// <param name="cancellationToken">Stops waiting; then a run may have been created.</param>
    /// <returns>The run. Dispose it, or call <see cref="EndRunAsync"/>.</returns>
    /// <exception cref="InvalidOperationException">A run is current and <paramref name="nested"/> is false.</exception>
    /// <exception cref="MlTrackException">The run could not be started.</exception>
    public static Task<Run> StartRunAsync(string? runName = null, bool nested = false, CancellationToken cancellationToken = default)
    {
        var current = Run.Current;
        if (current is not null && !nested)
        {
            throw new InvalidOperationException(
                $"Run with UUID {current.RunId} is already active. To start a new run, first end the current run with EndRunAsync(). To start a nested run, " +
                "call StartRunAsync with nested: true");
        }

        string? experimentId;
        lock (Sync)
        {
            experimentId = _experimentId;
        }

        // The place on the stack is made here, before anything is awaited, so that the caller's flow has it.
        return StartAsync(CurrentRun.Reserve(), current, new RunOptions { RunName = runName, ExperimentId = experimentId }, cancellationToken);
    }

    /// <summary>Ends the current run: MLflow's <c>end_run</c>. Without one nothing happens.</summary>
    /// <param name="status">The final state.</param>
    /// <param name="cancellationToken">Stops waiting for records that could not be written; the run ends nevertheless.</param>
    /// <returns>A task that ends when the run has ended.</returns>
    /// <exception cref="MlTrackException">With <see cref="OnFailure.Throw"/>: the end could not be written.</exception>
    public static Task EndRunAsync(RunStatus status = RunStatus.Finished, CancellationToken cancellationToken = default) =>
        Run.Current?.EndAsync(status, cancellationToken) ?? Task.CompletedTask;

    private static async Task<Run> StartAsync(CurrentRun place, Run? parent, RunOptions options, CancellationToken cancellationToken)
    {
        var starting = parent is null ? Client.StartRunAsync(options, cancellationToken) : parent.StartChildAsync(options, cancellationToken);
        var run = await starting.ConfigureAwait(false);
        place.Fill(run);
        return run;
    }
}
