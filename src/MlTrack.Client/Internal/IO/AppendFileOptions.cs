namespace MlTrack.Internal.IO;

/// <summary>What an <see cref="AppendFile"/> needs besides its path.</summary>
internal sealed record AppendFileOptions
{
    /// <summary>The folder whose advisory lock guards cutting a torn tail: the run's own, since <c>metrics/</c> must hold nothing else.</summary>
    public required string LockFolder { get; init; }

    /// <summary>Told of damage; called while the file is locked, so it must be quick and must not append to it. Null for nobody.</summary>
    public Action<AppendProblem>? OnProblem { get; init; }

    /// <summary>How to wait.</summary>
    /// <value>Default: sleep.</value>
    public Action<TimeSpan> Wait { get; init; } = Thread.Sleep;

    /// <summary>How long a torn tail must have been left alone before it is cut; a living writer's line is never partial for so long.</summary>
    /// <value>Default: one second.</value>
    public TimeSpan QuietTime { get; init; } = TimeSpan.FromSeconds(1);
}
