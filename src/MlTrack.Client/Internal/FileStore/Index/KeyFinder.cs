using MlTrack.Internal.IO;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.FileStore.Index;

/// <summary>Where the value of one key lies in any run: found by its name, without listing the folder around it.</summary>
/// <remarks>Gives what a listing of the folder would give: names that are no keys are never found, and letters must agree in case whatever the disk thinks.</remarks>
internal sealed class KeyFinder
{
    private readonly StoreContext _context;
    private readonly string _folder;
    private readonly bool _canBeFile;

    // The folders between, for a key with slashes.
    private readonly string[] _between;

    /// <param name="folder"><c>metrics</c>, <c>params</c> or <c>tags</c>.</param>
    internal KeyFinder(StoreContext context, string folder, string key)
    {
        _context = context;
        _folder = folder;
        Key = key;
        var segments = key.Split('/');
        _canBeFile = Names.CheckKey(key, "key") is null && RowText.IsSound(key) && !MlrunsLayout.IsForeignFile(segments[segments.Length - 1]);
        _between = new string[segments.Length - 1];
        for (var i = 0; i < _between.Length; i++)
        {
            _between[i] = string.Join("/", segments, 0, i + 1);
        }
    }

    internal string Key { get; }

    /// <summary>Gives the path at which the value must lie if the run has one; null when it has none for sure.</summary>
    internal string? Find(RunPlace place, ProblemSink problems)
    {
        if (!_canBeFile)
        {
            return null;
        }

        var folder = MlrunsLayout.Join(place.Folder, _folder);
        return _context.KeepsCase(place.Folder) ? MlrunsLayout.Key(folder, Key) : FindInListing(folder, place, problems);
    }

    /// <summary>Whether the folders on the way may be gone through. A listing follows links only where that is allowed; opening by path would follow them all, unless the system can be told not to.</summary>
    /// <param name="path">What <see cref="Find"/> gave.</param>
    internal bool MayOpen(RunPlace place, string path)
    {
        if (FolderFocus.RefusesLinksTo(path))
        {
            return true;
        }

        var folder = MlrunsLayout.Join(place.Folder, _folder);
        if (!_context.Reader.IsFolder(folder))
        {
            return false;
        }

        foreach (var between in _between)
        {
            if (!_context.Reader.IsFolder(MlrunsLayout.Key(folder, between)))
            {
                return false;
            }
        }

        return true;
    }

    private string? FindInListing(string folder, RunPlace place, ProblemSink problems)
    {
        var files = new List<KeyValuePair<string, string>>();
        new KeyFiles(_context.Reader, problems, place).List(folder, files);
        foreach (var file in files)
        {
            if (file.Key == Key)
            {
                return file.Value;
            }
        }

        return null;
    }
}
