using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MlTrack.Search;

namespace MlTrack;

/// <summary>How a client works. Every value is read when the client is opened; later changes have no effect.</summary>
public sealed class MlTrackClientOptions
{
    /// <summary>How long the end of a run waits for what is still in memory.</summary>
    public static TimeSpan DefaultFlushTimeout { get; } = TimeSpan.FromSeconds(10);

    /// <summary>How long metrics stay in memory with <see cref="Durability.Buffered"/>.</summary>
    public static TimeSpan DefaultFlushInterval { get; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a written line may wait for the disk with <see cref="Durability.Disk"/>.</summary>
    public static TimeSpan DefaultDiskFlushInterval { get; } = TimeSpan.FromSeconds(1);

    /// <summary>How often all files are looked at where the system gives no notices of changes.</summary>
    public static TimeSpan DefaultWatchInterval { get; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How large the spool of a server may become, in bytes. When it would grow beyond, runs that the server has whole are removed from it, the local copies that is; when that is not enough, new
    /// artifacts are refused with <c>RESOURCE_EXHAUSTED</c> and reported as <see cref="OnFailure"/> says. Params, metrics, tags and ends of runs are always kept.
    /// </summary>
    /// <value>The default is null: <c>MLTRACK_SPOOL_LIMIT</c>, and without it there is no limit. With 0 no artifact is taken.</value>
    public long? SpoolLimit { get; set; }

    /// <summary>After how long without a sign of life a run of another host counts as stale.</summary>
    public static TimeSpan DefaultStaleAfter { get; } = TimeSpan.FromMinutes(15);

    /// <summary>What an acknowledged record has reached.</summary>
    /// <value>The default is <see cref="MlTrack.Durability.Process"/>.</value>
    public Durability Durability { get; set; } = Durability.Process;

    /// <summary>Who sees a fault of logging once a run is going.</summary>
    /// <value>The default is <see cref="OnFailure.Report"/>.</value>
    public OnFailure OnFailure { get; set; } = OnFailure.Report;

    /// <summary>Which symbolic links of a tree are followed when reading.</summary>
    /// <value>The default is <see cref="MlTrack.FollowLinks.WithinRoot"/>.</value>
    public FollowLinks FollowLinks { get; set; } = FollowLinks.WithinRoot;

    /// <summary>How long metrics stay in memory with <see cref="MlTrack.Durability.Buffered"/>.</summary>
    /// <value>The default is 100 ms.</value>
    public TimeSpan FlushInterval { get; set; } = DefaultFlushInterval;

    /// <summary>How long a written line may wait for the disk with <see cref="MlTrack.Durability.Disk"/>.</summary>
    /// <value>The default is 1 s.</value>
    public TimeSpan DiskFlushInterval { get; set; } = DefaultDiskFlushInterval;

    /// <summary>How long flushing, ending and disposing wait for what is still in memory; what is left then is reported.</summary>
    /// <value>The default is 10 s.</value>
    public TimeSpan FlushTimeout { get; set; } = DefaultFlushTimeout;

    /// <summary>How many records that could not be written yet are kept in memory, per process.</summary>
    /// <value>The default is 100,000.</value>
    public int MaxPendingRecords { get; set; } = 100_000;

    /// <summary>How many bytes of records that could not be written yet are kept in memory, per process.</summary>
    /// <value>The default is 64 MiB.</value>
    public long MaxPendingBytes { get; set; } = 64L << 20;

    /// <summary>What happens to new metrics when that memory is full. Drops are counted in <c>run.Failures</c> and said at the end.</summary>
    /// <value>The default is <see cref="OnFull.Wait"/>.</value>
    public OnFull OnFull { get; set; } = OnFull.Wait;

    /// <summary>How long all callers of a client together may wait with <see cref="OnFull.Wait"/> until everything kept has been written; zero never waits.</summary>
    /// <value>The default is 2 s.</value>
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>After how long without a sign of life a run of another host counts as stale.</summary>
    /// <value>The default is 15 min.</value>
    public TimeSpan StaleAfter { get; set; } = DefaultStaleAfter;

    /// <summary>Cuts param values beyond 6,000 and batched tag values beyond 8,000 characters with a warning instead of refusing them (<c>MLFLOW_TRUNCATE_LONG_VALUES</c>).</summary>
    /// <value>The default is null: the environment decides, and without it true.</value>
    public bool? TruncateLongValues { get; set; }

    /// <summary>Which language filters and orders may use: with <see cref="FilterDialect.Mlflow"/> every search that an MLflow server would refuse is refused.</summary>
    /// <value>The default is <see cref="FilterDialect.Extended"/>.</value>
    public FilterDialect FilterDialect { get; set; } = FilterDialect.Extended;

    /// <summary>
    /// Whether a store in a folder remembers what searches for runs have read. A remembered value is used only while its file is unchanged (number, length and times are looked at in each
    /// search), so that searches find the same with and without.
    /// </summary>
    /// <value>The default is true.</value>
    public bool UseIndex { get; set; } = true;

    /// <summary>
    /// Where what searches have read is kept for the next process: one file for each tree, readable by its user only, never inside the tree. It may be deleted at any time. Give no folder in which
    /// others can write: what lies there is believed.
    /// </summary>
    /// <value>
    /// An empty text keeps nothing on the disk; a folder inside a tree is not used for that tree. The default is null: <c>index</c> below the folder that <c>MLTRACK_CACHE_DIR</c> names, else <c>mltrack/index</c> below the user's cache folder (<c>XDG_CACHE_HOME</c>, <c>~/.cache</c>,
    /// <c>~/Library/Caches</c>, the local application data of Windows).
    /// </value>
    public string? IndexFolder { get; set; }

    /// <summary>The model registry, where it is not the tracking store's: a path or <c>file:</c> URI of an <c>mlruns</c> folder, <c>memory:</c>, or a URI of a registered scheme.</summary>
    /// <value>The default is null: <c>MLFLOW_REGISTRY_URI</c>, and without it the tracking store's own registry.</value>
    public string? RegistryUri { get; set; }

    /// <summary>
    /// Whether a store in a folder relies on the system's notices of changes instead of looking at each file in each search: for programs that live long and search often, such as servers. Changes
    /// of this process are seen at once, those of others when their notice has come, as a rule within milliseconds. Where there are no notices (network disks, more folders than the system
    /// can watch) all files are looked at every <see cref="WatchInterval"/>, which the log says. Dispose the client (or the store) to end it. Needs <see cref="UseIndex"/>.
    /// </summary>
    /// <value>The default is false.</value>
    public bool WatchFiles { get; set; }

    /// <summary>With <see cref="WatchFiles"/>: how often all files are looked at where the system gives no notices of changes; where it does, every twentieth time.</summary>
    /// <value>The default is 30 s.</value>
    public TimeSpan WatchInterval { get; set; } = DefaultWatchInterval;

    /// <summary>The clock.</summary>
    /// <value>The default is the system's.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Where ids, random names and temporary file names come from; tests can fix it.</summary>
    /// <value>The default is random.</value>
    public IdGenerator IdGenerator { get; set; } = IdGenerator.Random;

    /// <summary>Where messages go. Without a logger, faults are said on the standard error stream.</summary>
    /// <value>The default is a factory that drops everything.</value>
    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    /// <summary>True to let param and tag values appear in log messages.</summary>
    /// <value>The default is false.</value>
    public bool EnableSensitiveDataLogging { get; set; }
}
