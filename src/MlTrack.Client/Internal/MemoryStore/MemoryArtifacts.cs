using MlTrack.Internal.Artifacts;

namespace MlTrack.Internal.MemoryStore;

/// <summary>The files of one run or model: paths with <c>/</c> and whole contents. Thread-safe.</summary>
internal sealed class MemoryArtifacts
{
    private readonly object _gate = new();
    private readonly SortedDictionary<string, byte[]?> _entries = new(CodePointOrder.Instance);

    /// <summary>What all files take, in bytes.</summary>
    internal long Size
    {
        get
        {
            lock (_gate)
            {
                return _entries.Values.Sum(content => (long)(content?.Length ?? 0));
            }
        }
    }

    /// <summary>Adds a file, or replaces one; folders above it are made.</summary>
    internal void SetFile(string path, byte[] content)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(path, out var old) && old is null)
            {
                throw ArtifactErrors.FolderInTheWay(path);
            }

            AddFolders(Parent(path));
            _entries[path] = content;
        }
    }

    /// <summary>Adds a folder with those above it; nothing happens when it is there.</summary>
    internal void AddFolder(string path)
    {
        lock (_gate)
        {
            AddFolders(path);
        }
    }

    /// <summary>Gives a file's content, which nobody changes; null when there is no such file.</summary>
    internal byte[]? FindFile(string path)
    {
        lock (_gate)
        {
            return _entries.TryGetValue(path, out var content) ? content : null;
        }
    }

    /// <summary>Gives what lies directly in a folder; the empty path is the root.</summary>
    internal List<ArtifactInfo> List(string folder)
    {
        lock (_gate)
        {
            var infos = new List<ArtifactInfo>();
            foreach (var pair in _entries)
            {
                if (Parent(pair.Key) == folder)
                {
                    infos.Add(new ArtifactInfo(pair.Key, pair.Value is null, pair.Value?.Length));
                }
            }

            return infos;
        }
    }

    /// <summary>Gives a file or folder with all that is in it; contents are null for folders.</summary>
    internal List<KeyValuePair<string, byte[]?>> Collect(string path)
    {
        lock (_gate)
        {
            return [.. _entries.Where(pair => IsWithin(pair.Key, path))];
        }
    }

    /// <summary>Removes a file or folder with all that is in it.</summary>
    internal void Remove(string path)
    {
        lock (_gate)
        {
            foreach (var key in _entries.Keys.Where(key => IsWithin(key, path)).ToList())
            {
                _entries.Remove(key);
            }
        }
    }

    private static bool IsWithin(string key, string path) => path.Length == 0 || key == path || key.StartsWith(path + "/", StringComparison.Ordinal);

    private static string Parent(string path)
    {
        var slash = path.LastIndexOf('/');
        return slash < 0 ? "" : path.Substring(0, slash);
    }

    private void AddFolders(string path)
    {
        // All are looked at before any is made, so that a refused path leaves nothing behind.
        for (var folder = path; folder.Length > 0; folder = Parent(folder))
        {
            if (_entries.TryGetValue(folder, out var content) && content is not null)
            {
                throw ArtifactErrors.FileInTheWay(folder);
            }
        }

        for (var folder = path; folder.Length > 0; folder = Parent(folder))
        {
            _entries[folder] = null;
        }
    }
}
