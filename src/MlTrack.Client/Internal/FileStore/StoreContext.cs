using Microsoft.Extensions.Logging;
using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.IO;
using MlTrack.Internal.Rules;
using MlTrack.Search;

namespace MlTrack.Internal.FileStore;

/// <summary>What all parts of one opened store share.</summary>
internal sealed class StoreContext
{
    private static readonly TimeSpan IdlePass = TimeSpan.FromSeconds(5);

    private bool? _keepsCase;

    internal StoreContext(string root, MlTrackClientOptions options, IFileSystem files)
    {
        Disk = files;
        Guarded = new GuardedFileSystem(files, new PathGuard(files, root, options.FollowLinks));
        Files = Guarded;
        Layout = new MlrunsLayout(root);
        Durability = options.Durability;
        Dialect = options.FilterDialect;
        FlushInterval = options.FlushInterval;
        StaleAfter = options.StaleAfter;
        Time = options.TimeProvider;
        Ids = options.IdGenerator;
        Logger = options.LoggerFactory.CreateLogger("MlTrack.FileStore");
        Rules = new BatchRules(options.TruncateLongValues);
        Links = new LinkPolicy(files, root, options.FollowLinks);
        Reader = new TreeReader(files, Links, Time);
        Locator = new RunLocator(files, Layout, Reader);
        Writer = new AtomicFile(Files);

        // The bound on open handles is the process's; a test's own file system has its own.
        Appends = ReferenceEquals(files, PhysicalFileSystem.Instance) ? AppendFileCache.Shared : new AppendFileCache(files);
        Problems = new LoggingProblems(Logger);
        Loop = new BackgroundLoop(FlushInterval, Durability == Durability.Disk ? options.DiskFlushInterval : IdlePass, Logger);
    }

    /// <summary>The file system of the store; nothing is written through it below a link that is not followed.</summary>
    internal IFileSystem Files { get; }

    /// <summary>The file system without that guard: artifacts have one of their own, and downloads go where the user says.</summary>
    internal IFileSystem Disk { get; }

    /// <summary>The same as <see cref="Files"/>, to check a path that is written by other means.</summary>
    internal GuardedFileSystem Guarded { get; }

    internal MlrunsLayout Layout { get; }

    internal Durability Durability { get; }

    internal FilterDialect Dialect { get; }

    internal TimeSpan FlushInterval { get; }

    internal TimeSpan StaleAfter { get; }

    internal TimeProvider Time { get; }

    internal IdGenerator Ids { get; }

    internal ILogger Logger { get; }

    internal BatchRules Rules { get; }

    internal LinkPolicy Links { get; }

    internal TreeReader Reader { get; }

    internal RunLocator Locator { get; }

    internal AtomicFile Writer { get; }

    internal AppendFileCache Appends { get; }

    /// <summary>Writes what is wrong in the tree to the log.</summary>
    internal ProblemSink Problems { get; }

    /// <summary>The store's background thread.</summary>
    internal BackgroundLoop Loop { get; }

    /// <summary>The index that relies on notices, if there is one: of this process's own changes it hears before they are made, since a notice comes a moment after.</summary>
    internal Index.RunIndex? Watched { get; set; }

    internal long NowMilliseconds => Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>False where the disk takes names that differ in case for one: then a file found by its name may have another.</summary>
    /// <param name="runFolder">A folder with a <c>meta.yaml</c>; only the first is looked at.</param>
    internal bool KeepsCase(string runFolder) =>
        (_keepsCase ??= !Files.TryStat(MlrunsLayout.Join(runFolder, MlrunsLayout.MetaFile.ToUpperInvariant()), out _)) == true;

    /// <summary>Makes a folder and all missing ones above it. With <see cref="Durability.Disk"/> their names are on the disk on return: a file is lost with its folder.</summary>
    /// <returns>False when it was there already.</returns>
    internal bool MakeFolder(string path) => DurableFolder.Make(Files, path, sync: Durability == Durability.Disk);

    /// <summary>With <see cref="Durability.Disk"/>: returns when the name of a file or folder is on the disk, or that it is gone.</summary>
    internal void SyncFolderOf(string path)
    {
        if (Durability == Durability.Disk && Path.GetDirectoryName(path) is { Length: > 0 } folder)
        {
            Files.SyncDirectory(folder);
        }
    }

    /// <summary>Checks a param and cuts its value where that is allowed, which is said.</summary>
    internal string CheckParam(string key, string value)
    {
        var cut = Rules.CheckParam(key, value);
        if (!ReferenceEquals(cut, value))
        {
            Log.ValueCut(Logger, "param", key, Text.Names.MaxParamValueLength);
        }

        return cut;
    }
}
