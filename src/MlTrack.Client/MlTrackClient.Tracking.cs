using MlTrack.Internal.Diagnostics;

namespace MlTrack;

/// <content>Runs whose end is decided by what happens in them.</content>
public sealed partial class MlTrackClient
{
    /// <summary>
    /// Starts a run, does the work, and ends the run as the work ended: FINISHED when it returns, FAILED when it throws (with the tag
    /// <c>mltrack.exception</c> and the artifact <c>exception.txt</c>), KILLED when it is cancelled. Exceptions go on to the caller. This is MLflow's <c>with</c> block.
    /// </summary>
    /// <param name="experimentName">The experiment, created if there is none.</param>
    /// <param name="body">The work. It may end the run itself; then that stands.</param>
    /// <param name="cancellationToken">Cancels the start of the run; the work has its own tokens.</param>
    /// <returns>A task that ends when the run has ended.</returns>
    /// <exception cref="MlTrackException">The run could not be started. Whatever the work throws is thrown as well.</exception>
    /// <example>
    /// <code>
    /// await client.TrackAsync("iris", async run =&gt;
    /// {
    ///     run.LogParam("trees", 100);
    ///     run.LogMetric("accuracy", await TrainAsync());
    /// });
    /// </code>
    /// </example>
    public Task TrackAsync(string experimentName, Func<Run, Task> body, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(experimentName);
        return TrackAsync(new RunOptions { ExperimentName = experimentName }, body, cancellationToken);
    }

    /// <inheritdoc cref="TrackAsync(string, Func{Run, Task}, CancellationToken)"/>
    /// <typeparam name="T">What the work gives.</typeparam>
    /// <returns>What the work gave, when the run has ended.</returns>
    public Task<T> TrackAsync<T>(string experimentName, Func<Run, Task<T>> body, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(experimentName);
        return TrackAsync(new RunOptions { ExperimentName = experimentName }, body, cancellationToken);
    }

    /// <summary>Does what <see cref="TrackAsync(string, Func{Run, Task}, CancellationToken)"/> does with a run that starts as the options say.</summary>
    /// <param name="options">How the run starts.</param>
    /// <param name="body">The work. It may end the run itself; then that stands.</param>
    /// <param name="cancellationToken">Cancels the start of the run; the work has its own tokens.</param>
    /// <returns>A task that ends when the run has ended.</returns>
    /// <exception cref="MlTrackException">The run could not be started. Whatever the work throws is thrown as well.</exception>
    public async Task TrackAsync(RunOptions options, Func<Run, Task> body, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(body);
        var run = await StartRunAsync(options, cancellationToken).ConfigureAwait(false);
        await run.CompleteWithAsync(body).ConfigureAwait(false);
    }

    /// <inheritdoc cref="TrackAsync(RunOptions, Func{Run, Task}, CancellationToken)"/>
    /// <typeparam name="T">What the work gives.</typeparam>
    /// <returns>What the work gave, when the run has ended.</returns>
    public async Task<T> TrackAsync<T>(RunOptions options, Func<Run, Task<T>> body, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(body);
        var run = await StartRunAsync(options, cancellationToken).ConfigureAwait(false);
        return await run.CompleteWithAsync(body).ConfigureAwait(false);
    }
}
