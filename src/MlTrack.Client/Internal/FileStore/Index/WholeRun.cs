namespace MlTrack.Internal.FileStore.Index;

/// <summary>Which keys a run has, while it is read whole: keys that are no longer on the disk must not stay in its row. Used again for one run after the other; not thread-safe.</summary>
internal sealed class WholeRun
{
    private readonly HashSet<int> _metrics = [];
    private readonly HashSet<int> _params = [];
    private readonly HashSet<int> _tags = [];

    internal void Clear()
    {
        _metrics.Clear();
        _params.Clear();
        _tags.Clear();
    }

    internal void AddMetric(int key) => _metrics.Add(key);

    internal void AddText(TextKind kind, int key) => Texts(kind).Add(key);

    internal bool HasMetric(int key) => _metrics.Contains(key);

    internal bool HasText(TextKind kind, int key) => Texts(kind).Contains(key);

    /// <summary>True when a row has as many keys. Whoever knows that it has no others knows that it has these.</summary>
    internal bool IsAllOf(RunRow row) =>
        row.MetricCount == _metrics.Count && row.TextCount(TextKind.Param) == _params.Count && row.TextCount(TextKind.Tag) == _tags.Count;

    private HashSet<int> Texts(TextKind kind) => kind == TextKind.Param ? _params : _tags;
}
