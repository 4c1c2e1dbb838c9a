using MlTrack.Internal.IO;

namespace MlTrack.Internal.FileStore.Index;

/// <content>Whole runs, which need no look at the disk while no notice comes.</content>
internal sealed partial class RunMemo
{
    private readonly WholeRun _whole = new();
    private readonly List<KeyValuePair<string, string>> _files = [];
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);

    // Whether a whole run is being read, and whether something came up that cannot be kept.
    private bool _isWhole;
    private bool _isLacking;

    /// <summary>
    /// Reads a run whole. Null when it cannot be trusted afterwards: something is damaged, too young or too long to be kept, or lies behind a link, of whose other end
    /// there are no notices.
    /// </summary>
    internal RunRow? ReadWhole(RunEntry entry)
    {
        Begin(entry, trusted: null);
        _row = _index!.GetWhole(entry);
        var problems = _problems.Count;
        _isWhole = true;
        _whole.Clear();
        _folders.Clear();
        if (!IsPlainFolder(Place.Folder) || !TryReadMeta() || !TryReadMetrics() || !TryReadTexts(TextKind.Param, MlrunsLayout.Params) || !TryReadTexts(TextKind.Tag, MlrunsLayout.Tags) ||
            _isLacking || problems != _problems.Count)
        {
            End();
            return null;
        }

        // What was not read anew is in the row already; keys that are gone are not to be.
        var row = !_news.HasChanges && _row is not null && _whole.IsAllOf(_row) ? _row : _news.Build(_row, Place, _whole);
        if (row is null || !_whole.IsAllOf(row))
        {
            return null;
        }

        if (!ReferenceEquals(row, _row))
        {
            _index!.Keep(entry, row);
        }

        // There may have been no room for it.
        return ReferenceEquals(entry.Row, row) ? row : null;
    }

    /// <summary>A trusted run's metrics.</summary>
    internal IEnumerable<KeyValuePair<string, MetricFacts>> TrustedMetrics()
    {
        for (var i = 0; i < _row!.MetricCount; i++)
        {
            yield return new KeyValuePair<string, MetricFacts>(_index!.Keys[_row.MetricKey(i)], _row.Metric(i));
        }
    }

    /// <summary>A trusted run's params or tags.</summary>
    internal IEnumerable<KeyValuePair<string, string>> TrustedTexts(TextKind kind)
    {
        for (var i = 0; i < _row!.TextCount(kind); i++)
        {
            yield return new KeyValuePair<string, string>(_index!.Keys[_row.TextKey(kind, i)], _row.Text(kind, i));
        }
    }

    private bool TryReadMetrics()
    {
        if (!TryList(MlrunsLayout.Metrics))
        {
            return false;
        }

        foreach (var file in _files)
        {
            if (!TryReadMetric(file.Key, file.Value, out _))
            {
                return false;
            }

            _whole.AddMetric(_index!.Keys.Find(file.Key));
        }

        return true;
    }

    private bool TryReadTexts(TextKind kind, string folder)
    {
        if (!TryList(folder))
        {
            return false;
        }

        foreach (var file in _files)
        {
            if (ReadText(kind, file.Key, file.Value) is null)
            {
                return false;
            }

            _whole.AddText(kind, _index!.Keys.Find(file.Key));
        }

        return true;
    }

    // Lists a folder of keys; false when a link leads to one of its folders.
    private bool TryList(string name)
    {
        var folder = MlrunsLayout.Join(Place.Folder, name);
        new KeyFiles(_context.Reader, _problems, Place).List(folder, _files);
        if (_context.Files.TryStat(folder, out var stat) && stat.Kind != EntryKind.Directory)
        {
            return false;
        }

        foreach (var file in _files)
        {
            for (var parent = Path.GetDirectoryName(file.Value)!; parent.Length > folder.Length && _folders.Add(parent); parent = Path.GetDirectoryName(parent)!)
            {
                if (!IsPlainFolder(parent))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private bool IsPlainFolder(string path) => _context.Files.TryStat(path, out var stat) && stat.Kind == EntryKind.Directory;
}
