namespace MlTrack;

/// <content>Work that decides how the run ends.</content>
public sealed partial class Run
{
    internal async Task CompleteWithAsync(Func<Run, Task> body) => await CompleteWithAsync(async run =>
    {
        await body(run).ConfigureAwait(false);
        return true;
    }).ConfigureAwait(false);

    /// <summary>Does the work, ends the run as it ended, and lets its exception go on.</summary>
    internal async Task<T> CompleteWithAsync<T>(Func<Run, Task<T>> body)
    {
        T result;
        try
        {
            result = await body(this).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            await EndAfterAsync(exception).ConfigureAwait(false);
            throw;
        }

        if (!HasEnded)
        {
            await EndAsync(_failure is null ? RunStatus.Finished : RunStatus.Failed).ConfigureAwait(false);
        }

        return result;
    }

    private async Task EndAfterAsync(Exception exception)
    {
        if (HasEnded)
        {
            return;
        }

        try
        {
            if (exception is OperationCanceledException)
            {
                await EndAsync(RunStatus.Killed).ConfigureAwait(false);
                return;
            }

            WriteException(exception);
            await EndAsync(RunStatus.Failed).ConfigureAwait(false);
        }
        catch (MlTrackException) when (Client.Policy.OnFailure == OnFailure.Throw)
        {
            // The exception of the work is the one that the caller must see; that the end could not be written is in Failures.
        }
    }
}
