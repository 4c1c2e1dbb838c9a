using MlTrack.Internal.FileStore.Format;
using MlTrack.Internal.Search;
using MlTrack.Stores;

namespace MlTrack.Internal.FileStore.Index;

/// <summary>
/// The run that a search looks at just now. A file is looked at when the filter or the order asks for it, so that a run which an attribute rules out
/// costs its <c>meta.yaml</c> and nothing else.
/// </summary>
/// <remarks>Not thread-safe: each worker of a search has its own and moves it from run to run.</remarks>
internal sealed class RunProbe : IEntitySource
{
    private readonly StoreContext _context;
    private readonly SearchPlan _plan;
    private readonly RunMemo _run;
    private readonly List<KeyValuePair<string, string>> _keys = [];
    private readonly Slot<MetricFacts>[] _metrics;
    private readonly Slot<string>[] _params;
    private readonly Slot<string>[] _tags;
    private IReadOnlyList<DatasetInput>? _datasets;

    internal RunProbe(StoreContext context, SearchPlan plan, RunIndex? index)
    {
        _context = context;
        _plan = plan;
        _run = new RunMemo(context, index);
        _metrics = new Slot<MetricFacts>[plan.Metrics.Length];
        _params = new Slot<string>[plan.Params.Length];
        _tags = new Slot<string>[plan.Tags.Length];
    }

    /// <inheritdoc/>
    public int DatasetCount => Datasets.Count;

    private IReadOnlyList<DatasetInput> Datasets => _datasets ??= _run.Reader.ReadInputs(_run.Place).Datasets;

    /// <summary>Looks at a run and takes it if it fits.</summary>
    /// <param name="isNew">Asked of a run that can be read and is shown; false passes it over.</param>
    internal void Offer(RunEntry entry, SearchSelection<RunHit> selection, Func<RunPlace, bool> isNew)
    {
        _run.Begin(entry);

        // A run copied into a second experiment is told apart by what its file says.
        if (_run.TryReadMeta() && SearchLimits.Sees(_plan.View, _run.LifecycleStage) && isNew(entry.Place))
        {
            _datasets = null;
            Array.Clear(_metrics, 0, _metrics.Length);
            Array.Clear(_params, 0, _params.Length);
            Array.Clear(_tags, 0, _tags.Length);
            selection.Offer(_run.Hit, this);
        }

        _run.End();
    }

    /// <summary>Reads a run of the page.</summary>
    internal RunRecord Complete(RunHit hit)
    {
        _run.Begin(hit);
        var record = Complete(_run.Place, _run.Meta, _plan.Parts);
        _run.End();
        return record;
    }

    /// <inheritdoc/>
    public string? GetText(EntityAttribute attribute) => attribute switch
    {
        EntityAttribute.RunId => _run.Place.RunId,
        EntityAttribute.RunName => _run.RunName is { Length: > 0 } name ? name : GetTag(_plan.RunNameSlot),
        EntityAttribute.Status => _run.Status.ToText(),
        EntityAttribute.UserId => _run.Meta.UserId ?? "",
        EntityAttribute.ArtifactUri => RunReader.ArtifactUriOf(_run.Place, _run.Meta),
        EntityAttribute.ExperimentId => _run.Place.Experiment.ExperimentId,
        _ => null,
    };

    /// <inheritdoc/>
    public bool TryGetNumber(EntityAttribute attribute, out long value)
    {
        var end = attribute == EntityAttribute.StartTime ? null : _run.EndTime;
        value = attribute switch
        {
            EntityAttribute.StartTime => _run.StartTime,
            EntityAttribute.EndTime => end ?? 0,
            EntityAttribute.Duration => (end ?? 0) - _run.StartTime,
            _ => 0,
        };
        return attribute == EntityAttribute.StartTime || (attribute is EntityAttribute.EndTime or EntityAttribute.Duration && end is not null);
    }

    /// <inheritdoc/>
    public bool TryGetMetric(int slot, out double value)
    {
        ref var metric = ref ReadMetric(_plan.LatestSlots[slot]);
        value = metric.Value.Latest.Value;
        return metric.IsFound;
    }

    /// <inheritdoc/>
    public bool TryGetHistory(int slot, out MetricSummary summary)
    {
        ref var metric = ref ReadMetric(_plan.HistorySlots[slot]);
        summary = metric.Value.Summary;
        return metric.IsFound;
    }

    /// <inheritdoc/>
    public string? GetParam(int slot) => ReadText(ref _params[slot], TextKind.Param, _plan.Params[slot]);

    /// <inheritdoc/>
    public string? GetTag(int slot) => ReadText(ref _tags[slot], TextKind.Tag, _plan.Tags[slot]);

    /// <inheritdoc/>
    public string? GetDataset(int index, DatasetPart part)
    {
        var input = Datasets[index];
        return part switch
        {
            DatasetPart.Name => input.Dataset.Name,
            DatasetPart.Digest => input.Dataset.Digest,
            _ => input.Tags.TryGetValue(DatasetInput.ContextTag, out var context) ? context : null,
        };
    }

    private ref Slot<MetricFacts> ReadMetric(int index)
    {
        ref var slot = ref _metrics[index];
        if (!slot.IsKnown)
        {
            slot.IsKnown = true;
            slot.IsFound = _run.TryReadMetric(_plan.Metrics[index], out slot.Value);
        }

        return ref slot;
    }

    private string? ReadText(ref Slot<string> slot, TextKind kind, KeyFinder finder)
    {
        if (!slot.IsKnown)
        {
            slot.IsKnown = true;
            slot.Value = _run.ReadText(kind, finder);
        }

        return slot.Value;
    }

    private RunRecord Complete(RunPlace place, RunMeta meta, RunParts parts)
    {
        var info = RunReader.MakeInfo(_context, place, meta, readNameTag: false);
        var needsName = info.RunName.Length == 0;
        var tags = (parts & RunParts.Tags) != 0 || needsName ? ReadTexts(place, TextKind.Tag, MlrunsLayout.Tags) : EmptyMap.Strings;
        if (needsName && tags.TryGetValue(MlrunsLayout.RunNameTag, out var name))
        {
            info = info with { RunName = name };
        }

        var record = new RunRecord
        {
            Info = info,
            Data = new RunData
            {
                Metrics = (parts & RunParts.Metrics) != 0 ? ReadMetrics(place) : EmptyMap.Metrics,
                Params = (parts & RunParts.Params) != 0 ? ReadTexts(place, TextKind.Param, MlrunsLayout.Params) : EmptyMap.Strings,
                Tags = (parts & RunParts.Tags) != 0 ? tags : EmptyMap.Strings,
            },
        };
        return (parts & RunParts.InputsAndOutputs) != 0
            ? record with { Inputs = _run.Reader.ReadInputs(place), Outputs = _run.Reader.ReadOutputs(place) }
            : record;
    }

    private IReadOnlyDictionary<string, Metric> ReadMetrics(RunPlace place)
    {
        if (_run.IsTrusted)
        {
            var trusted = new Dictionary<string, Metric>(StringComparer.Ordinal);
            foreach (var metric in _run.TrustedMetrics())
            {
                trusted[metric.Key] = RunReader.ToMetric(metric.Value.Latest, metric.Key, place.RunId);
            }

            return trusted;
        }

        List(place, MlrunsLayout.Metrics);
        var metrics = _keys.Count == 0 ? null : new Dictionary<string, Metric>(_keys.Count, StringComparer.Ordinal);
        foreach (var key in _keys)
        {
            if (_run.TryReadMetric(key.Key, key.Value, out var facts))
            {
                metrics![key.Key] = RunReader.ToMetric(facts.Latest, key.Key, place.RunId);
            }
        }

        return metrics ?? EmptyMap.Metrics;
    }

    private IReadOnlyDictionary<string, string> ReadTexts(RunPlace place, TextKind kind, string folder)
    {
        if (_run.IsTrusted)
        {
            var trusted = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var text in _run.TrustedTexts(kind))
            {
                trusted[text.Key] = text.Value;
            }

            return trusted;
        }

        List(place, folder);
        var texts = _keys.Count == 0 ? null : new Dictionary<string, string>(_keys.Count, StringComparer.Ordinal);
        foreach (var key in _keys)
        {
            if (_run.ReadText(kind, key.Key, key.Value) is { } text)
            {
                texts![key.Key] = text;
            }
        }

        return texts ?? EmptyMap.Strings;
    }

    private void List(RunPlace place, string folder) =>
        new KeyFiles(_context.Reader, _run.Problems, place).List(MlrunsLayout.Join(place.Folder, folder), _keys);

    private struct Slot<T>
    {
        internal bool IsKnown;
        internal bool IsFound;
        internal T? Value;
    }
}
