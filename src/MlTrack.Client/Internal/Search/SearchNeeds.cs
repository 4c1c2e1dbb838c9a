namespace MlTrack.Internal.Search;

/// <summary>
/// Which parts of each entity a search looks at, beyond its attributes, so that a store reads nothing else. The place of a key in its
/// list is the slot under which <see cref="IEntitySource"/> is asked for it.
/// </summary>
internal sealed class SearchNeeds
{
    private readonly List<string> _metrics = [];
    private readonly List<string> _params = [];
    private readonly List<string> _tags = [];
    private readonly List<string> _histories = [];

    /// <summary>Metrics whose latest value is asked for.</summary>
    public IReadOnlyList<string> Metrics => _metrics;

    /// <summary>Params that are asked for.</summary>
    public IReadOnlyList<string> Params => _params;

    /// <summary>Tags that are asked for.</summary>
    public IReadOnlyList<string> Tags => _tags;

    /// <summary>Metrics whose whole history is asked for.</summary>
    public IReadOnlyList<string> Histories => _histories;

    /// <summary>True when input data sets are asked for.</summary>
    public bool Datasets { get; private set; }

    /// <summary>True when the run's name is asked for; where <c>meta.yaml</c> holds none, that is the tag <c>mlflow.runName</c>.</summary>
    public bool RunName { get; private set; }

    /// <summary>True when nothing but the attributes is asked for.</summary>
    public bool AttributesOnly => _metrics.Count + _params.Count + _tags.Count + _histories.Count == 0 && !Datasets;

    /// <summary>Notes that a field is needed.</summary>
    /// <returns>Its slot; 0 where there are none.</returns>
    public int Add(FilterField field)
    {
        switch (field.Kind)
        {
            case FieldKind.Metric:
                return Add(field.NeedsHistory ? _histories : _metrics, field.Key);
            case FieldKind.Param:
                return Add(_params, field.Key);
            case FieldKind.Tag:
                return Add(_tags, field.Key);
            case FieldKind.Dataset:
                Datasets = true;
                return 0;
            default:
                RunName |= field.Attribute == EntityAttribute.RunName;
                return 0;
        }
    }

    private static int Add(List<string> keys, string key)
    {
        var slot = keys.IndexOf(key);
        if (slot < 0)
        {
            slot = keys.Count;
            keys.Add(key);
        }

        return slot;
    }
}
