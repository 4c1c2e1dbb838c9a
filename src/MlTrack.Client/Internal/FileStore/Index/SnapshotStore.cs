using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.IO;

namespace MlTrack.Internal.FileStore.Index;

/// <summary>
/// The snapshot of one root in the user's cache folder: read when a process first searches, written anew when enough has been learned. Any number of processes may do
/// both at once: a file appears whole or not at all, and of two that are written at once the later stays.
/// </summary>
/// <remarks>Thread-safe. No fault here is a fault of the search; it is said in the log, once.</remarks>
internal sealed class SnapshotStore : IDisposable
{
    private const string Suffix = ".idx";
    private const int PrivateFile = 0x180; // 0600: values of params may be private
    private const int MostFiles = 64;
    private const long MostBytes = 2L << 30;

    // A temporary file older than this belongs to a process that was killed.
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromHours(1);

    private readonly string _folder;
    private readonly string _root;
    private readonly ILogger _logger;
    private readonly IFileSystem _files;
    private IReadHandle? _open;
    private bool _isReported;

    /// <param name="folder">The cache folder; made when it is needed.</param>
    /// <param name="root">The root of the tree, as it was opened.</param>
    internal SnapshotStore(string folder, string root, ILogger logger, IFileSystem? files = null)
    {
        _folder = folder;
        _root = root;
        _logger = logger;
        _files = files ?? PhysicalFileSystem.Instance;
    }

    /// <summary>Reads the snapshot; null when there is none that fits this root and version.</summary>
    /// <param name="mostBytes">A longer file is not read.</param>
    /// <param name="wants">What is to be in memory of each row; the whole rows are read when they are asked for, from the file, which stays open. Null for all.</param>
    internal Snapshot? Load(long mostBytes, RowWants? wants = null)
    {
        try
        {
            if (!TryFind(out var path, out var root, out var inode))
            {
                return null;
            }

            if (!_files.TryStat(path, out var stat) || stat.Size > mostBytes)
            {
                return null;
            }

            // Windows may refuse to put a new snapshot in the place of an open one.
            _open?.Dispose();
            _open = _files.OpenRead(path);
            var snapshot = SnapshotReader.Read(_open, root, inode, OperatingSystem.IsWindows() ? null : wants);
            if (snapshot is null || wants is null || OperatingSystem.IsWindows())
            {
                Dispose();
            }

            return snapshot;
        }
        catch (Exception fault) when (IsFault(fault))
        {
            Report(fault);
            return null;
        }
    }

    /// <summary>Closes the file. Rows that are not whole in memory are made anew from the tree.</summary>
    public void Dispose()
    {
        _open?.Dispose();
        _open = null;
    }

    /// <summary>Writes the snapshot.</summary>
    /// <returns>False when that was not possible.</returns>
    internal bool Save(IReadOnlyList<string> keys, IReadOnlyCollection<KeyValuePair<string, List<KeyValuePair<string, RunRow>>>> experiments)
    {
        try
        {
            if (!TryFind(out var path, out var root, out var inode))
            {
                return false;
            }

            _files.CreateDirectory(_folder);
            var temp = TempName.NewPath(_folder);
            try
            {
                _files.CreateNew(temp, [], OperatingSystem.IsWindows() ? null : PrivateFile, sync: false);
                using (var stream = new FileStream(temp, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, bufferSize: 1))
                {
                    SnapshotWriter.Write(stream, root, inode, keys, experiments);
                }

                _files.Replace(temp, path);
            }
            catch
            {
                _files.DeleteFile(temp);
                throw;
            }

            Tidy(path);
            return true;
        }
        catch (Exception fault) when (IsFault(fault))
        {
            Report(fault);
            return false;
        }
    }

    /// <summary>Gives the path of the snapshot: it is named after where the root is and which folder it is, so that another tree at the same place has another.</summary>
    private bool TryFind(out string path, out string root, out ulong inode)
    {
        root = _files.GetRealPath(_root) ?? _root;
        path = "";
        inode = 0;
        if (IsInTree(root) || !_files.TryStat(root, out var stat, followLink: true))
        {
            return false;
        }

        inode = stat.Inode;
        using var sha = SHA256.Create();
        var name = sha.ComputeHash(Encoding.UTF8.GetBytes(root + "\n" + inode.ToString(CultureInfo.InvariantCulture)));
        path = Path.Combine(_folder, BitConverter.ToString(name, 0, 16).Replace("-", "").ToLowerInvariant() + Suffix);
        return true;
    }

    // Never inside the tree: MLflow would take the folder for an experiment and stop listing.
    private bool IsInTree(string root)
    {
        for (var folder = _folder; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if ((_files.GetRealPath(folder) ?? folder) == root)
            {
                Report(new IOException($"'{_folder}' lies inside the tree '{root}'."));
                return true;
            }
        }

        return false;
    }

    // What killed processes left, and the oldest snapshots beyond the bounds: of trees that are gone, most likely.
    private void Tidy(string own)
    {
        var now = TimeProvider.System.GetUtcNow();
        var entries = new List<DirectoryEntry>();
        var snapshots = new List<(string Path, FileStat Stat)>();
        _files.TryList(_folder, entries);
        foreach (var entry in entries)
        {
            var path = Path.Combine(_folder, entry.Name);
            if (entry.Kind != EntryKind.File || !_files.TryStat(path, out var stat))
            {
                continue;
            }

            if (TempName.IsTemp(entry.Name) && now - DateTimeOffset.FromUnixTimeMilliseconds(stat.ModifiedNanoseconds / 1_000_000) > AbandonedAfter)
            {
                _files.DeleteFile(path);
            }
            else if (entry.Name.EndsWith(Suffix, StringComparison.Ordinal) && path != own)
            {
                snapshots.Add((path, stat));
            }
        }

        snapshots.Sort((x, y) => y.Stat.ModifiedNanoseconds.CompareTo(x.Stat.ModifiedNanoseconds));
        var bytes = _files.TryStat(own, out var mine) ? mine.Size : 0;
        for (var i = 0; i < snapshots.Count; i++)
        {
            bytes += snapshots[i].Stat.Size;
            if (i >= MostFiles - 1 || bytes > MostBytes)
            {
                _files.DeleteFile(snapshots[i].Path);
            }
        }
    }

    private void Report(Exception fault)
    {
        if (!_isReported)
        {
            _isReported = true;
            Log.SnapshotFailed(_logger, _folder, fault);
        }
    }

    private static bool IsFault(Exception fault) => fault is StoreIOException or IOException or UnauthorizedAccessException or NotSupportedException;
}
