using MlTrack.Internal.IO;

namespace MlTrack.Internal.FileStore;

/// <summary>
/// How files and folders of a tree are read: regular files only, bounded, links only where the options allow it. What cannot be read is told
/// to the <see cref="ProblemSink"/> and is as if it were not there, so that one bad file costs one value.
/// </summary>
/// <remarks>Thread-safe. The buffers are one set per thread, so that a scan of thousands of files allocates little more than what it gives back.</remarks>
internal sealed class TreeReader
{
    /// <summary>What is read of a <c>meta.yaml</c> at most.</summary>
    internal const int MaxMetaBytes = 1 << 20;

    private const string NotFollowed = "A link that leads out of the store, or nowhere, is not followed.";

    private static readonly TimeSpan[] EmptyFileWaits =
        [TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(60), TimeSpan.FromMilliseconds(180)];

    // An MLflow writer truncates in place: for an instant the file is empty. Older empty files are what they are.
    private static readonly TimeSpan EmptyFileAge = TimeSpan.FromSeconds(2);

    [ThreadStatic]
    private static FileBuffer? threadBuffer;

    private readonly IFileSystem _files;
    private readonly LinkPolicy _links;
    private readonly TimeProvider _time;

    internal TreeReader(IFileSystem files, LinkPolicy links, TimeProvider time)
    {
        _files = files;
        _links = links;
        _time = time;
    }

    /// <summary>This thread's buffer. Its content is valid until the next read on this thread.</summary>
    internal static FileBuffer Buffer => threadBuffer ??= new FileBuffer();

    /// <summary>What is in <see cref="Buffer"/>; valid as long.</summary>
    internal static ReadOnlyMemory<byte> Content => new(Buffer.Bytes, 0, Buffer.Length);

    /// <summary>Reads a small file into <see cref="Buffer"/>.</summary>
    /// <returns>False when there is none, or when it cannot be read, which is a problem.</returns>
    internal bool TryRead(string path, int maxBytes, ProblemSink problems, RunPlace? run = null, string? experimentId = null)
    {
        try
        {
            return TryReadFollowing(path, maxBytes);
        }
        catch (StoreIOException e) when (IsOneFilesFault(e.Error) && problems.PassesOver(e))
        {
            var kind = e.Error == StoreIOError.Link ? ProblemKinds.LinkNotFollowed : ProblemKinds.NotReadable;
            problems.Problem(kind, path, e.Message, run, experimentId);
            return false;
        }
    }

    /// <summary>Reads a <c>meta.yaml</c> into <see cref="Buffer"/>; an empty one that is only seconds old is read again, since MLflow may be writing it.</summary>
    internal bool TryReadMeta(string path, ProblemSink problems, RunPlace? run = null, string? experimentId = null)
    {
        if (!TryRead(path, MaxMetaBytes, problems, run, experimentId))
        {
            return false;
        }

        foreach (var wait in EmptyFileWaits)
        {
            if (Buffer.Length > 0 || Age(Buffer.Stat) > EmptyFileAge)
            {
                return true;
            }

            Thread.Sleep(wait);
            if (!TryRead(path, MaxMetaBytes, problems, run, experimentId))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Opens a file of any size.</summary>
    /// <returns>Null when there is none, or when it cannot be read, which is a problem.</returns>
    internal IReadHandle? TryOpen(string path, ProblemSink problems, RunPlace? run = null)
    {
        try
        {
            return OpenFollowing(path);
        }
        catch (StoreIOException e) when (e.Error is StoreIOError.NotFound or StoreIOError.NotADirectory)
        {
            return null;
        }
        catch (StoreIOException e) when (IsOneFilesFault(e.Error) && problems.PassesOver(e))
        {
            problems.Problem(ProblemKinds.NotReadable, path, e.Message, run);
            return null;
        }
    }

    /// <summary>
    /// Lists a folder, unordered. Links that may be followed appear as what they lead to; others are left out.
    /// </summary>
    /// <returns>False when there is no such folder.</returns>
    internal bool TryList(string folder, List<DirectoryEntry> entries, ProblemSink problems, RunPlace? run = null)
    {
        entries.Clear();
        try
        {
            if (!MayList(folder, problems, run) || !_files.TryList(folder, entries))
            {
                return false;
            }
        }
        catch (StoreIOException e) when (e.Error == StoreIOError.NotADirectory)
        {
            problems.Problem(ProblemKinds.NotReadable, folder, "A file stands where a folder is wanted; it is ignored.", run);
            return false;
        }
        catch (StoreIOException e) when (IsOneFilesFault(e.Error) && problems.PassesOver(e))
        {
            problems.Problem(ProblemKinds.NotReadable, folder, e.Message, run);
            return false;
        }

        for (var i = entries.Count - 1; i >= 0; i--)
        {
            if (entries[i].Kind is EntryKind.Link or EntryKind.Other)
            {
                ResolveEntry(folder, entries, i, problems, run);
            }
        }

        return true;
    }

    /// <summary>True when there is a folder of that path, which may be reached through a link that may be followed.</summary>
    internal bool IsFolder(string path)
    {
        if (!_files.TryStat(path, out var stat))
        {
            return false;
        }

        return stat.Kind == EntryKind.Directory ||
            (stat.Kind == EntryKind.Link && _links.MayFollow(path) && _files.TryStat(path, out stat, followLink: true) && stat.Kind == EntryKind.Directory);
    }

    private bool MayList(string folder, ProblemSink problems, RunPlace? run)
    {
        if (!_files.TryStat(folder, out var stat))
        {
            return false;
        }

        if (stat.Kind != EntryKind.Link || _links.MayFollow(folder))
        {
            return true;
        }

        problems.Problem(ProblemKinds.LinkNotFollowed, folder, NotFollowed, run);
        return false;
    }

    private IReadHandle OpenFollowing(string path)
    {
        try
        {
            return _files.OpenRead(path);
        }
        catch (StoreIOException e) when (e.Error == StoreIOError.Link && _links.MayFollow(path))
        {
            return _files.OpenRead(path, followLink: true);
        }
    }

    private bool TryReadFollowing(string path, int maxBytes)
    {
        try
        {
            return _files.TryReadFile(path, Buffer, maxBytes);
        }
        catch (StoreIOException e) when (e.Error == StoreIOError.Link && _links.MayFollow(path))
        {
            return _files.TryReadFile(path, Buffer, maxBytes, followLink: true);
        }
        catch (StoreIOException e) when (e.Error == StoreIOError.NotADirectory)
        {
            return false;
        }
    }

    private void ResolveEntry(string folder, List<DirectoryEntry> entries, int index, ProblemSink problems, RunPlace? run)
    {
        var entry = entries[index];
        var path = MlrunsLayout.Join(folder, entry.Name);
        if (entry.Kind == EntryKind.Link && _links.MayFollow(path))
        {
            if (_files.TryStat(path, out var stat, followLink: true) && stat.Kind is EntryKind.File or EntryKind.Directory)
            {
                entries[index] = new DirectoryEntry(entry.Name, stat.Kind);
                return;
            }
        }
        else
        {
            var what = entry.Kind == EntryKind.Link ? NotFollowed : "This is no regular file; it is never opened.";
            problems.Problem(entry.Kind == EntryKind.Link ? ProblemKinds.LinkNotFollowed : ProblemKinds.NotReadable, path, what, run);
        }

        entries.RemoveAt(index);
    }

    private TimeSpan Age(in FileStat stat) =>
        _time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(stat.ModifiedNanoseconds / 1_000_000);

    // A fault of the whole process or disk is not hidden as if a value were missing.
    private static bool IsOneFilesFault(StoreIOError error) => error is not (StoreIOError.TooManyOpenFiles or StoreIOError.Stale);
}
