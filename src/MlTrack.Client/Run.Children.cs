using MlTrack.Internal.Diagnostics;

namespace MlTrack;

/// <content>Runs inside of this one.</content>
public sealed partial class Run
{
    /// <summary>Starts a run that belongs to this one, in the same experiment: MLflow's <c>start_run(nested=True)</c>. Any depth.</summary>
    /// <param name="runName">The child's name; null for a generated one.</param>
    /// <param name="cancellationToken">Stops waiting; then a run may have been created.</param>
    /// <returns>The child, in state RUNNING. It ends by itself, before or after its parent.</returns>
    /// <remarks>Any number of children may be open at once, on any threads.</remarks>
    /// <exception cref="InvalidOperationException">This run has ended.</exception>
    /// <exception cref="MlTrackException">The child could not be started.</exception>
    /// <example>
    /// <code>
    /// await using var fold = await run.StartChildAsync("fold 1");
    /// fold.LogMetric("accuracy", 0.95);
    /// </code>
    /// </example>
    public Task<Run> StartChildAsync(string? runName = null, CancellationToken cancellationToken = default) =>
        StartChildAsync(new RunOptions { RunName = runName }, cancellationToken);

    /// <summary>Starts a run that belongs to this one, by default in the same experiment.</summary>
    /// <param name="options">How the child starts; its parent must be null or this run.</param>
    /// <param name="cancellationToken">Stops waiting; then a run may have been created.</param>
    /// <returns>The child, in state RUNNING.</returns>
    /// <exception cref="InvalidOperationException">This run has ended.</exception>
    /// <exception cref="MlTrackException">The child could not be started, or the options name another parent.</exception>
    public Task<Run> StartChildAsync(RunOptions options, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(options);
        ThrowIfEnded();
        if (options.ParentRunId is { } parent && parent != RunId)
        {
            throw new MlTrackException(
                MlTrackErrorCode.InternalError,
                $"Current run with UUID {RunId} does not match the specified parent_run_id {parent}. Start the child from its own parent.")
            {
                RunId = RunId,
            };
        }

        var child = options.Clone();
        child.ParentRunId = RunId;
        if (child.ExperimentId is null && child.ExperimentName is null)
        {
            child.ExperimentId = ExperimentId;
        }

        return Client.StartRunAsync(child, isNested: true, cancellationToken);
    }

    /// <summary>Starts a child, does the work, and ends the child as the work ended; see <see cref="MlTrackClient.TrackAsync(string, Func{Run, Task}, CancellationToken)"/>.</summary>
    /// <param name="runName">The child's name; null for a generated one.</param>
    /// <param name="body">The work.</param>
    /// <param name="cancellationToken">Cancels the start of the child; the work has its own tokens.</param>
    /// <returns>A task that ends when the child has ended.</returns>
    /// <exception cref="InvalidOperationException">This run has ended.</exception>
    /// <exception cref="MlTrackException">The child could not be started. Whatever the work throws is thrown as well.</exception>
    public async Task TrackChildAsync(string? runName, Func<Run, Task> body, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(body);
        var child = await StartChildAsync(runName, cancellationToken).ConfigureAwait(false);
        await child.CompleteWithAsync(body).ConfigureAwait(false);
    }
}
