namespace MlTrack.Internal.IO;

/// <summary>Times of a <see cref="StoreLock"/>.</summary>
internal sealed record StoreLockOptions
{
    /// <summary>How long to wait for another holder.</summary>
    /// <value>Default: 10 seconds.</value>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the holder touches the file.</summary>
    /// <value>Default: 10 seconds.</value>
    public TimeSpan TouchInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After how long without a touch a holder on another machine is taken for dead, by the clock of the disk.</summary>
    /// <value>Default: 100 seconds.</value>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>How to wait.</summary>
    /// <value>Default: sleep.</value>
    public Action<TimeSpan> Wait { get; init; } = Thread.Sleep;

    /// <summary>Told, with the lock file's path, that locks do not work on this disk; each time, so the listener says it once. Null for nobody.</summary>
    public Action<string>? OnNotWorking { get; init; }

    /// <summary>The clock for the time written into the file, which is for people only.</summary>
    /// <value>Default: the system's.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
