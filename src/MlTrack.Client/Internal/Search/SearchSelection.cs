using MlTrack.Internal.Rules;

namespace MlTrack.Internal.Search;

/// <summary>
/// Collects what fits a search and gives the page. Holds at most twice as many entries as the page needs, so that the first
/// hundred of a hundred thousand cost little memory. Not thread-safe: one for each thread, then <see cref="Merge"/>.
/// </summary>
/// <typeparam name="T">What stands for an entity: the entity itself, or its row in a table.</typeparam>
internal sealed class SearchSelection<T>
{
    private const int LeastCapacity = 1024;

    private readonly CompiledSearch _search;
    private readonly List<Entry> _entries = [];
    private readonly long _limit;
    private readonly SortValue[] _keys;
    private SortValue[]? _worst;
    private long _sequence;
    private long _total;

    /// <param name="isEndless">True to keep everything behind the offset, however large the page is.</param>
    public SearchSelection(CompiledSearch search, bool isEndless = false)
    {
        _search = search;
        _limit = isEndless ? int.MaxValue : (long)search.Offset + search.MaxResults;
        _keys = new SortValue[search.KeyCount];
    }

    private readonly record struct Entry(SortValue[] Keys, long Sequence, T Item);

    /// <summary>How many entities fitted so far.</summary>
    public long Total => _total;

    /// <summary>Takes an entity if it fits.</summary>
    /// <param name="item">What stands for it.</param>
    /// <param name="source">The source, at that entity.</param>
    public void Offer(T item, IEntitySource source)
    {
        if (!_search.Matches(source))
        {
            return;
        }

        // Most runs of a long list are behind the page: for them nothing is made.
        _search.ReadKeys(source, _keys);
        var sequence = _sequence++;
        if (_worst is not null && _search.Compare(_keys, _worst) >= 0)
        {
            _total++;
            return;
        }

        Add(new Entry((SortValue[])_keys.Clone(), sequence, item));
    }

    /// <summary>Takes over what another selection of the same search has found; its entries count as the later ones.</summary>
    public void Merge(SearchSelection<T> other)
    {
        foreach (var entry in other._entries)
        {
            Add(entry with { Sequence = _sequence + entry.Sequence });
        }

        _sequence += other._sequence;
        _total += other._total - other._entries.Count;
    }

    /// <summary>Sorts and cuts the page.</summary>
    public PagedList<T> ToPage()
    {
        _entries.Sort(Compare);
        var items = new List<T>();
        for (var i = _search.Offset; i < _limit && i < _entries.Count; i++)
        {
            items.Add(_entries[i].Item);
        }

        return new PagedList<T>(items, _limit < _total ? PageToken.Create((int)Math.Min(_limit, int.MaxValue)) : null);
    }

    private void Add(Entry entry)
    {
        _entries.Add(entry);
        _total++;
        if (_entries.Count >= LeastCapacity && _entries.Count / 2 >= _limit)
        {
            _entries.Sort(Compare);
            _entries.RemoveRange((int)_limit, _entries.Count - (int)_limit);
            _worst = _limit == 0 ? null : _entries[(int)_limit - 1].Keys;
        }
    }

    // The sequence makes the order total, so that an unstable sort will do.
    private int Compare(Entry x, Entry y)
    {
        var order = _search.Compare(x.Keys, y.Keys);
        return order != 0 ? order : x.Sequence.CompareTo(y.Sequence);
    }
}
