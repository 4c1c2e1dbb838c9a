namespace MlTrack.Internal.Rest;

/// <summary>Whether and when a request is sent again: MLflow's rule (0, 2f, 4f, 8f … and some jitter, at most 120 s), except for requests that would do their work twice.</summary>
internal sealed class RetryPolicy
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(120);

    internal int MaxRetries { get; init; }

    internal TimeSpan Factor { get; init; }

    internal TimeSpan Jitter { get; init; }

    internal bool RespectRetryAfter { get; init; }

    /// <summary>A number from 0 to less than 1; tests fix it.</summary>
    internal Func<double> Random { get; init; } = NextRandom;

    internal static bool Allows(Repeat repeat, RestFailure failure) =>
        failure.IsTransient && (repeat != Repeat.DoneTwice || failure.Begun == Begun.No);

    /// <summary>The wait before a retry.</summary>
    /// <param name="retry">1 for the first.</param>
    /// <param name="retryAfter">What the server asks for, or null.</param>
    internal TimeSpan GetWait(int retry, TimeSpan? retryAfter)
    {
        if (RespectRetryAfter && retryAfter is { } asked)
        {
            return asked < MaxWait ? asked : MaxWait;
        }

        var factors = retry <= 1 ? 0 : Math.Pow(2, retry - 1);
        var ticks = (Factor.Ticks * factors) + (Jitter.Ticks * Random());
        return ticks < MaxWait.Ticks ? TimeSpan.FromTicks((long)ticks) : MaxWait;
    }

    private static double NextRandom()
    {
#if NET
        return System.Random.Shared.NextDouble();
#else
        lock (Shared)
        {
            return Shared.NextDouble();
        }
#endif
    }

#if !NET
    private static readonly Random Shared = new();
#endif
}

/// <summary>What is known about a request that failed.</summary>
internal enum Begun
{
    /// <summary>The server has not begun with it.</summary>
    No,

    /// <summary>The server may have done it, in part or whole.</summary>
    Maybe,
}

/// <summary>One attempt that failed.</summary>
/// <param name="Exception">What is thrown if there is no other attempt.</param>
/// <param name="Begun">Whether the server may have done the work.</param>
/// <param name="RetryAfter">How long the server asks to wait, or null.</param>
internal sealed record RestFailure(MlTrackException Exception, Begun Begun, TimeSpan? RetryAfter = null)
{
    internal bool IsTransient => Exception.IsTransient;
}
