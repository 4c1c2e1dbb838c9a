namespace MlTrack.Internal.Starting;

/// <summary>The stack of current runs of a flow of control: MLflow keeps one per thread, which tasks would lose.</summary>
internal sealed class CurrentRun : IDisposable
{
    private static readonly AsyncLocal<CurrentRun?> Top = new();

    private readonly CurrentRun? _below;
    private volatile Run? _run;
    private volatile bool _isGone;

    private CurrentRun(CurrentRun? below) => _below = below;

    /// <summary>The innermost run that is still open.</summary>
    internal static Run? Find()
    {
        for (var entry = Top.Value; entry is not null; entry = entry._below)
        {
            if (!entry._isGone && entry._run is { HasEnded: false } run)
            {
                return run;
            }
        }

        return null;
    }

    internal static CurrentRun Push(Run run)
    {
        var entry = Reserve();
        entry._run = run;
        return entry;
    }

    /// <summary>
    /// Makes a place before its run exists. An asynchronous method cannot set an <see cref="AsyncLocal{T}"/> for its caller after its first await, so the
    /// place is made before it and filled afterwards.
    /// </summary>
    internal static CurrentRun Reserve()
    {
        var entry = new CurrentRun(WithoutGone(Top.Value));
        Top.Value = entry;
        return entry;
    }

    internal void Fill(Run run) => _run = run;

    /// <summary>Takes the run off the stack, also for flows that started while it was on it.</summary>
    public void Dispose()
    {
        _isGone = true;
        Top.Value = WithoutGone(Top.Value);
    }

    // What has ended is dropped as soon as the stack is touched, so that it does not grow in a program that never pops.
    private static CurrentRun? WithoutGone(CurrentRun? top)
    {
        while (top is not null && (top._isGone || top._run is { HasEnded: true }))
        {
            top = top._below;
        }

        return top;
    }
}
