using MlTrack.Internal.Rules;

namespace MlTrack.Internal.Search;

/// <summary>
/// A search that was read, checked and made ready: what it needs, whether an entity fits, in which order entities come, and which page
/// is wanted. Immutable and thread-safe; the sources it is asked with are not.
/// </summary>
internal sealed class CompiledSearch
{
    private readonly FilterPredicate _where;
    private readonly OrderKey[] _order;

    /// <param name="where">The filter.</param>
    /// <param name="order">The keys of the order, strongest first, tie-breaks included.</param>
    /// <param name="needs">What both look at.</param>
    /// <param name="maxResults">The page size.</param>
    /// <param name="pageToken">The token, read here, since MLflow reads it last.</param>
    public CompiledSearch(FilterPredicate where, IReadOnlyList<OrderKey> order, SearchNeeds needs, int maxResults, string? pageToken)
    {
        _where = where;
        _order = [.. order];
        Needs = needs;
        MaxResults = maxResults;
        Offset = PageToken.Parse(pageToken);
    }

    /// <summary>What the search looks at beyond attributes.</summary>
    public SearchNeeds Needs { get; }

    /// <summary>The page size.</summary>
    public int MaxResults { get; }

    /// <summary>How many results come before the page.</summary>
    public int Offset { get; }

    /// <summary>How many keys the order has.</summary>
    public int KeyCount => _order.Length;

    /// <summary>True when an entity fits the filter. View type and experiments are the caller's to check.</summary>
    public bool Matches(IEntitySource source) => _where.Matches(source);

    /// <summary>Reads what an entity is worth in the order.</summary>
    /// <param name="keys">Receives a value for each key.</param>
    public void ReadKeys(IEntitySource source, SortValue[] keys)
    {
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = _order[i].Read(source);
        }
    }

    /// <summary>Compares what <see cref="ReadKeys"/> gave for two entities.</summary>
    public int Compare(SortValue[] x, SortValue[] y)
    {
        for (var i = 0; i < _order.Length; i++)
        {
            var order = SortValue.Compare(x[i], y[i], _order[i].Ascending);
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    /// <summary>Filters, sorts and cuts the page.</summary>
    /// <param name="items">The candidates; of those that are alike in every key, the earlier stays before the later.</param>
    /// <param name="cursor">A source over them.</param>
    /// <typeparam name="T">What is searched.</typeparam>
    public PagedList<T> Execute<T>(IEnumerable<T> items, EntityCursor<T> cursor)
        where T : class
    {
        var selection = new SearchSelection<T>(this);
        foreach (var item in items)
        {
            cursor.Current = item;
            selection.Offer(item, cursor);
        }

        return selection.ToPage();
    }
}

/// <summary>A source that is moved over entities.</summary>
/// <typeparam name="T">What they are.</typeparam>
internal abstract class EntityCursor<T> : IEntitySource
    where T : class
{
    /// <summary>The entity that is looked at. Set before use.</summary>
    public T Current { get; set; } = null!;

    /// <inheritdoc/>
    public virtual int DatasetCount => 0;

    /// <inheritdoc/>
    public abstract string? GetText(EntityAttribute attribute);

    /// <inheritdoc/>
    public abstract bool TryGetNumber(EntityAttribute attribute, out long value);

    /// <inheritdoc/>
    public virtual bool TryGetMetric(int slot, out double value)
    {
        value = 0;
        return false;
    }

    /// <inheritdoc/>
    public virtual string? GetParam(int slot) => null;

    /// <inheritdoc/>
    public abstract string? GetTag(int slot);

    /// <inheritdoc/>
    public virtual bool TryGetHistory(int slot, out MetricSummary summary)
    {
        summary = default;
        return false;
    }

    /// <inheritdoc/>
    public virtual string? GetDataset(int index, DatasetPart part) => null;

    /// <summary>A present time as a number.</summary>
    protected static bool Time(DateTimeOffset? time, out long value)
    {
        value = time?.ToUnixTimeMilliseconds() ?? 0;
        return time is not null;
    }

    /// <summary>A tag or param by key.</summary>
    protected static string? Find(IReadOnlyDictionary<string, string> map, string key) => map.TryGetValue(key, out var value) ? value : null;
}
