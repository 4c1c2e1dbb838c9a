using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Writing;
using MlTrack.Stores;

namespace MlTrack;

/// <content>Runs.</content>
public sealed partial class MlTrackClient
{
    /// <summary>Starts a run: MLflow's <c>start_run</c>.</summary>
    /// <param name="experimentName">The experiment, created if there is none; null for <c>MLFLOW_EXPERIMENT_NAME</c>, <c>MLFLOW_EXPERIMENT_ID</c>, or the experiment <c>0</c>.</param>
    /// <param name="runName">The run's name; null for a generated one.</param>
    /// <param name="cancellationToken">Stops waiting; then a run may have been created.</param>
    /// <returns>The run, in state RUNNING. Dispose it, or end it.</returns>
    /// <remarks>Throws in both failure policies: whoever starts a training wants to know at once that nothing would be logged.</remarks>
    /// <exception cref="MlTrackException">The store cannot be written, the experiment is deleted, or a name breaks the rules.</exception>
    /// <example>
    /// <code>
    /// await using var run = await client.StartRunAsync("iris", "sdca");
    /// run.LogParam("learning_rate", 0.01);
    /// </code>
    /// </example>
    public Task<Run> StartRunAsync(string? experimentName = null, string? runName = null, CancellationToken cancellationToken = default) =>
        StartRunAsync(new RunOptions { ExperimentName = experimentName, RunName = runName }, cancellationToken);

    /// <summary>Starts or resumes a run: MLflow's <c>start_run</c>.</summary>
    /// <param name="options">Experiment, name, tags, parent, the run to go on with.</param>
    /// <param name="cancellationToken">Stops waiting; then a run may have been created.</param>
    /// <returns>The run, in state RUNNING. Dispose it, or end it.</returns>
    /// <remarks>Throws in both failure policies: whoever starts a training wants to know at once that nothing would be logged.</remarks>
    /// <exception cref="MlTrackException">The store cannot be written, experiment, run or parent is deleted or missing, or a name breaks the rules.</exception>
    public Task<Run> StartRunAsync(RunOptions options, CancellationToken cancellationToken = default) =>
        StartRunAsync(options, isNested: false, cancellationToken);

    /// <summary>Goes on with a run, which may be one of another process: MLflow's <c>start_run(run_id=…)</c>.</summary>
    /// <param name="runId">The run's id.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The run, in state RUNNING again; the old end stays until it ends again.</returns>
    /// <exception cref="MlTrackException">There is no such run, or it is deleted.</exception>
    public Task<Run> ResumeRunAsync(string runId, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(runId);
        return StartRunAsync(new RunOptions { RunId = runId }, cancellationToken);
    }

    /// <summary>Gives a run whole, active or deleted: MLflow's <c>get_run</c>.</summary>
    /// <param name="runId">The id.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The run.</returns>
    /// <exception cref="MlTrackException"><see cref="MlTrackErrorCode.ResourceDoesNotExist"/> when there is none.</exception>
    public async Task<RunRecord> GetRunAsync(string runId, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(runId);
        ThrowIfDisposed();
        return await Store.GetRunAsync(runId, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives a run whole, active or deleted, or null when there is none.</summary>
    /// <param name="runId">The id.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The run, or null.</returns>
    public async Task<RunRecord?> FindRunAsync(string runId, CancellationToken cancellationToken = default)
    {
        try
        {
            return await GetRunAsync(runId, cancellationToken).ConfigureAwait(false);
        }
        catch (MlTrackException exception) when (exception.ErrorCode == MlTrackErrorCode.ResourceDoesNotExist)
        {
            return null;
        }
    }

    /// <summary>Changes state, end or name of a run from outside: MLflow's <c>update_run</c>, <c>set_terminated</c>.</summary>
    /// <param name="runId">The id.</param>
    /// <param name="update">What changes; null stays.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The run's info after the change.</returns>
    /// <exception cref="MlTrackException">There is no such run, or it is deleted.</exception>
    public async Task<RunInfo> UpdateRunAsync(string runId, RunUpdate update, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(runId);
        Guard.NotNull(update);
        ThrowIfDisposed();
        return await Store.UpdateRunAsync(runId, update, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends a run from outside, now: MLflow's <c>set_terminated</c>.</summary>
    /// <param name="runId">The id.</param>
    /// <param name="status">The final state.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The run's info after the change.</returns>
    /// <exception cref="MlTrackException">There is no such run, or it is deleted.</exception>
    public Task<RunInfo> EndRunAsync(string runId, RunStatus status = RunStatus.Finished, CancellationToken cancellationToken = default) =>
        UpdateRunAsync(runId, new RunUpdate { Status = status, EndTime = Policy.Time.GetUtcNow() }, cancellationToken);

    /// <summary>Logs params, metrics and tags into a run from outside, of any number: MLflow's <c>log_batch</c>.</summary>
    /// <param name="runId">The id.</param>
    /// <param name="batch">What to log.</param>
    /// <param name="cancellationToken">Stops waiting; then a part may have been written.</param>
    /// <returns>A task that ends when everything is logged.</returns>
    /// <remarks>What is beyond MLflow's limits for one batch goes in several, in order; each is checked before anything of it is written.</remarks>
    /// <exception cref="MlTrackException">There is no such active run, or something breaks the rules.</exception>
    public async Task LogBatchAsync(string runId, RunBatch batch, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(runId);
        Guard.NotNull(batch);
        ThrowIfDisposed();
        foreach (var part in BatchSplitter.Split(batch))
        {
            await Store.LogBatchAsync(runId, part, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Sets a tag of a run from outside: MLflow's <c>set_tag</c>.</summary>
    /// <param name="runId">The id.</param>
    /// <param name="key">The tag's key.</param>
    /// <param name="value">The text.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when the tag is set.</returns>
    /// <exception cref="MlTrackException">There is no such active run, or the key breaks the rules.</exception>
    public async Task SetTagAsync(string runId, string key, string value, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(runId);
        Guard.NotNull(key);
        Guard.NotNull(value);
        ThrowIfDisposed();
        await Store.SetTagAsync(runId, new RunTag(key, value), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes a tag of a run from outside: MLflow's <c>delete_tag</c>.</summary>
    /// <param name="runId">The id.</param>
    /// <param name="key">The tag's key.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when the tag is gone.</returns>
    /// <exception cref="MlTrackException">There is no such active run or no such tag.</exception>
    public async Task DeleteTagAsync(string runId, string key, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(runId);
        Guard.NotNull(key);
        ThrowIfDisposed();
        await Store.DeleteTagAsync(runId, key, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes a run, which can be restored: MLflow's <c>delete_run</c>.</summary>
    /// <param name="runId">The id.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends with the deletion.</returns>
    /// <exception cref="MlTrackException">There is no such run.</exception>
    public async Task DeleteRunAsync(string runId, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(runId);
        ThrowIfDisposed();
        await Store.DeleteRunAsync(runId, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Restores a deleted run: MLflow's <c>restore_run</c>.</summary>
    /// <param name="runId">The id.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends with the restoring.</returns>
    /// <exception cref="MlTrackException">There is no such run.</exception>
    public async Task RestoreRunAsync(string runId, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(runId);
        ThrowIfDisposed();
        await Store.RestoreRunAsync(runId, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives all points of a metric in the order in which they were logged: MLflow's <c>get_metric_history</c>. Memory stays constant.</summary>
    /// <param name="runId">The id.</param>
    /// <param name="key">The metric's key; an unknown one has no points.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The points.</returns>
    /// <exception cref="MlTrackException">There is no such run.</exception>
    /// <example><code>await foreach (var point in client.GetMetricHistoryAsync(runId, "loss")) Console.WriteLine($"{point.Step}: {point.Value}");</code></example>
    public IAsyncEnumerable<Metric> GetMetricHistoryAsync(string runId, string key, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(runId);
        Guard.NotNull(key);
        ThrowIfDisposed();
        return Store.GetMetricHistoryAsync(runId, key, cancellationToken);
    }
}
