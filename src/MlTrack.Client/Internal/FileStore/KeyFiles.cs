using MlTrack.Internal.IO;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.FileStore;

/// <summary>
/// A folder of keys (<c>metrics</c>, <c>params</c>, <c>tags</c>): one file per key, and a key with <c>/</c> is a path below the folder. Empty folders
/// mean nothing. Files that are no keys (what editors and desktops leave, names that MLflow refuses) are left out.
/// </summary>
internal sealed class KeyFiles
{
    // Deeper than any key can be: 250 characters, every second one a slash.
    private const int MaxDepth = 128;

    private readonly TreeReader _reader;
    private readonly ProblemSink _problems;
    private readonly RunPlace? _run;
    private readonly List<DirectoryEntry> _entries = [];

    internal KeyFiles(TreeReader reader, ProblemSink problems, RunPlace? run)
    {
        _reader = reader;
        _problems = problems;
        _run = run;
    }

    /// <summary>Gives each key with the path of its file, unordered.</summary>
    /// <returns>False when the folder is not there.</returns>
    internal bool List(string folder, List<KeyValuePair<string, string>> into)
    {
        into.Clear();
        return List(folder, prefix: "", into, depth: 0);
    }

    private bool List(string folder, string prefix, List<KeyValuePair<string, string>> into, int depth)
    {
        if (!_reader.TryList(folder, _entries, _problems, _run))
        {
            return false;
        }

        List<string>? folders = null;
        foreach (var entry in _entries)
        {
            var path = MlrunsLayout.Join(folder, entry.Name);
            if (entry.Kind == EntryKind.Directory)
            {
                (folders ??= []).Add(entry.Name);
            }
            else if (IsKey(prefix, entry.Name, path, out var key))
            {
                into.Add(new KeyValuePair<string, string>(key, path));
            }
        }

        if (folders is not null && depth < MaxDepth)
        {
            foreach (var name in folders)
            {
                List(MlrunsLayout.Join(folder, name), prefix + MlrunsLayout.KeySegment(name) + "/", into, depth + 1);
            }
        }

        return true;
    }

    private bool IsKey(string prefix, string fileName, string path, out string key)
    {
        var segment = MlrunsLayout.KeySegment(fileName);
        key = prefix.Length == 0 ? segment : prefix + segment;
        if (MlrunsLayout.IsForeignFile(fileName) || Names.CheckKey(key, "key") is not null)
        {
            _problems.Note(ProblemKinds.ForeignFile, path, "This file is no key: its name is one that MLflow refuses, or an editor's. It is ignored.", _run);
            return false;
        }

        return true;
    }
}
