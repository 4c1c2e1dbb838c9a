using MlTrack.Internal.FileStore.Format;
using MlTrack.Internal.IO;

namespace MlTrack.Internal.FileStore.Index;

/// <summary>
/// Reads parts of one run after the other: from the index what it has, after one look at the file whether it is still the one that was read, and from the file
/// what it has not.
/// </summary>
/// <remarks>Not thread-safe: each worker of a search has its own.</remarks>
internal sealed partial class RunMemo
{
    private readonly StoreContext _context;
    private readonly RunIndex? _index;
    private readonly ProblemCounter _problems;
    private readonly RunRowWriter _news = new();

    // Set by Begin before anything else is asked.
    private RunEntry _entry = null!;
    private RunRow? _row;
    private RunMeta? _meta;

    /// <param name="index">Null to read everything anew.</param>
    /// <param name="problems">Who hears of what is wrong; null for the store's log.</param>
    internal RunMemo(StoreContext context, RunIndex? index, ProblemSink? problems = null)
    {
        _context = context;
        _index = index;
        _problems = new ProblemCounter(problems ?? context.Problems);
        Reader = new RunReader(context, _problems);
    }

    private enum Look
    {
        Same,
        Missing,
        Other,
    }

    /// <summary>Reads what is not in the index.</summary>
    internal RunReader Reader { get; }

    /// <summary>Who hears of what is wrong.</summary>
    internal ProblemSink Problems => _problems;

    internal RunPlace Place => _entry.Place;

    /// <summary>The run, to be kept.</summary>
    internal RunHit Hit => new(_entry, _meta, _row);

    internal RunStatus Status => _meta?.Status ?? _row!.Status;

    internal LifecycleStage LifecycleStage => _meta?.LifecycleStage ?? _row!.LifecycleStage;

    internal long StartTime => _meta?.StartTime ?? _row!.StartTime;

    internal long? EndTime => _meta is null ? _row!.EndTime : _meta.EndTime;

    internal string? RunName => _meta is null ? _row!.RunName : _meta.RunName;

    /// <summary>All of <c>meta.yaml</c>.</summary>
    internal RunMeta Meta => _meta ?? _row!.ToMeta(Place);

    /// <summary>True when the row says all, without a look at the disk.</summary>
    internal bool IsTrusted { get; private set; }

    /// <summary>Goes to a run.</summary>
    internal void Begin(RunEntry entry) => Begin(entry, _index?.IsWatched == true ? entry.Trusted : null);

    /// <summary>Goes back to a run that was looked at.</summary>
    internal void Begin(RunHit hit)
    {
        Begin(hit.Entry);
        _meta = hit.Meta ?? (ReferenceEquals(_row, hit.Row) ? null : hit.Row!.ToMeta(Place));
    }

    /// <summary>Leaves the run: what was read of it is there for the next search.</summary>
    internal void End()
    {
        if (_index is not null && _news.HasChanges && _news.Build(_index.GetWhole(_entry), Place) is { } row)
        {
            _index.Keep(_entry, row);
        }
    }

    /// <summary>Reads what identifies the run. False when there is none, or none that can be read, which is a problem.</summary>
    internal bool TryReadMeta()
    {
        if (IsTrusted)
        {
            return true;
        }

        if (_row is not null)
        {
            switch (LookAt(MlrunsLayout.Meta(Place.Folder), _row.MetaPrint))
            {
                case Look.Same:
                    return true;
                case Look.Missing:
                    return false;
            }
        }

        var before = Fingerprint.Now;
        var problems = _problems.Count;
        _meta = Reader.TryReadMeta(Place);
        if (_meta is null)
        {
            return false;
        }

        // Of a run whose meta.yaml may still change unseen nothing new is kept.
        if (CanKeep(MlrunsLayout.Meta(Place.Folder), problems, before, out var print) &&
            RowText.CanKeep(_meta.RunName) && RowText.CanKeep(_meta.UserId) && RowText.CanKeep(_meta.ArtifactUri))
        {
            _news.SetMeta(_meta, print);
            return true;
        }

        _isLacking = true;
        return true;
    }

    /// <summary>Reads a metric by its key.</summary>
    internal bool TryReadMetric(KeyFinder finder, out MetricFacts facts)
    {
        facts = default;
        if (IsTrusted)
        {
            var at = _row!.FindMetric(_index!.Keys.Find(finder.Key));
            facts = at < 0 ? default : _row.Metric(at);
            return at >= 0;
        }

        return finder.Find(Place, _problems) is { } path && TryReadMetric(finder.Key, path, finder, out facts);
    }

    /// <summary>Reads a metric that was listed.</summary>
    internal bool TryReadMetric(string key, string path, out MetricFacts facts) => TryReadMetric(key, path, finder: null, out facts);

    /// <summary>Reads a param or tag by its key; null when there is none.</summary>
    internal string? ReadText(TextKind kind, KeyFinder finder)
    {
        if (IsTrusted)
        {
            var at = _row!.FindText(kind, _index!.Keys.Find(finder.Key));
            return at < 0 ? null : _row.Text(kind, at);
        }

        return finder.Find(Place, _problems) is { } path ? ReadText(kind, finder.Key, path, finder) : null;
    }

    /// <summary>Reads a param or tag that was listed; null when it is gone or cannot be read.</summary>
    internal string? ReadText(TextKind kind, string key, string path) => ReadText(kind, key, path, finder: null);

    private bool TryReadMetric(string key, string path, KeyFinder? finder, out MetricFacts facts)
    {
        var at = FindMetric(key);
        var look = at < 0 ? Look.Other : LookAt(path, _row!.MetricPrint(at));
        facts = look == Look.Same ? _row!.Metric(at) : default;
        if (look != Look.Other || finder?.MayOpen(Place, path) == false)
        {
            return look == Look.Same;
        }

        var before = Fingerprint.Now;
        var problems = _problems.Count;
        if (!Reader.TryReadFacts(path, Place, RunReader.HasEnded(Status), out facts))
        {
            _isLacking = true;
            return false;
        }

        if (CanKeep(path, problems, before, out var print) && facts.IsSettled && RowText.CanKeep(facts.Latest.DatasetName) && RowText.CanKeep(facts.Latest.DatasetDigest) &&
            _index!.Keys.Get(key) is var number and not KeyNames.Unknown)
        {
            _news.SetMetric(number, facts, print);
            return true;
        }

        _isLacking = true;
        return true;
    }

    private string? ReadText(TextKind kind, string key, string path, KeyFinder? finder)
    {
        var at = FindText(kind, key);
        var look = at < 0 ? Look.Other : LookAt(path, _row!.TextPrint(kind, at));
        if (look != Look.Other || finder?.MayOpen(Place, path) == false)
        {
            return look == Look.Same ? _row!.Text(kind, at) : null;
        }

        var before = Fingerprint.Now;
        var problems = _problems.Count;
        var text = TextFiles.TryRead(_context.Reader, path, _problems, Place);
        if (text is not null && CanKeep(path, problems, before, out var print) && RowText.CanKeep(text) && _index!.Keys.Get(key) is var number and not KeyNames.Unknown)
        {
            _news.SetText(kind, number, text, print);
            return text;
        }

        _isLacking = true;
        return text;
    }

    // The place of a metric in the row, or -1. Of a row that is only in part in memory the whole is read when more than the part is wanted.
    private int FindMetric(string key)
    {
        if (_row is null || _index!.Keys.Find(key) is var number && number == KeyNames.Unknown)
        {
            return -1;
        }

        var at = _row.FindMetric(number);
        if (at >= 0 || _row.Whole?.Extract.HasMetric(number) != false)
        {
            return at;
        }

        _row = _index.GetWhole(_entry) ?? _row;
        return _row.FindMetric(number);
    }

    private int FindText(TextKind kind, string key)
    {
        if (_row is null || _index!.Keys.Find(key) is var number && number == KeyNames.Unknown)
        {
            return -1;
        }

        var at = _row.FindText(kind, number);
        if (at >= 0 || _row.Whole?.Extract.HasText(kind, number) != false)
        {
            return at;
        }

        _row = _index.GetWhole(_entry) ?? _row;
        return _row.FindText(kind, number);
    }

    // What was read with a problem is read again, so that the problem is seen again; what was read too young might change unseen.
    private bool CanKeep(string path, int problems, long before, out ulong print)
    {
        print = _index is null ? Fingerprint.None : Fingerprint.OfRead(TreeReader.Buffer.Stat, before);
        return print != Fingerprint.None && problems == _problems.Count && (!_isWhole || LookAt(path, print) == Look.Same);
    }

    private void Begin(RunEntry entry, RunRow? trusted)
    {
        _entry = entry;
        _row = trusted ?? (_index is null ? null : entry.Row);
        IsTrusted = trusted is not null;
        _meta = null;
        _isWhole = false;
        _isLacking = false;
        _news.Clear();
    }

    private Look LookAt(string path, ulong print)
    {
        if (print == Fingerprint.None)
        {
            return Look.Other;
        }

        try
        {
            return !_context.Files.TryStat(path, out var stat) ? Look.Missing : Fingerprint.Of(stat) == print ? Look.Same : Look.Other;
        }
        catch (StoreIOException)
        {
            // Reading meets the same fault, and says it.
            return Look.Other;
        }
    }
}
