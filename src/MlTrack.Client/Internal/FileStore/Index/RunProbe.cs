using MlTrack.Internal.FileStore.Format;
using MlTrack.Internal.Search;

namespace MlTrack.Internal.FileStore.Index;

/// <summary>
/// The run that a search looks at just now. A file is read when the filter or the order asks for it, so that a run which an attribute rules out
/// costs its <c>meta.yaml</c> and nothing else.
/// </summary>
/// <remarks>Not thread-safe: each worker of a search has its own and moves it from run to run.</remarks>
internal sealed class RunProbe : IEntitySource
{
    private readonly StoreContext _context;
    private readonly SearchPlan _plan;
    private readonly RunReader _reader;
    private readonly Slot<MetricFacts>[] _metrics;
    private readonly Slot<string>[] _params;
    private readonly Slot<string>[] _tags;
    private IReadOnlyList<DatasetInput>? _datasets;

    // Set by TryMoveTo before anything else is asked.
    private RunPlace _place = null!;
    private RunMeta _meta = null!;

    internal RunProbe(StoreContext context, SearchPlan plan)
    {
        _context = context;
        _plan = plan;
        _reader = new RunReader(context, context.Problems);
        _metrics = new Slot<MetricFacts>[plan.Metrics.Length];
        _params = new Slot<string>[plan.Params.Length];
        _tags = new Slot<string>[plan.Tags.Length];
    }

    /// <summary>The run, to be kept.</summary>
    internal RunHit Hit => new(_place, _meta);

    /// <inheritdoc/>
    public int DatasetCount => Datasets.Count;

    private IReadOnlyList<DatasetInput> Datasets => _datasets ??= _reader.ReadInputs(_place).Datasets;

    /// <summary>Goes to a run.</summary>
    /// <returns>False when there is none that can be read, or the search's view does not show it.</returns>
    internal bool TryMoveTo(RunPlace place)
    {
        // A run copied into a second experiment is told apart by what its file says.
        if (_reader.TryReadMeta(place) is not { } meta || !SearchLimits.Sees(_plan.View, meta.LifecycleStage))
        {
            return false;
        }

        _place = place;
        _meta = meta;
        _datasets = null;
        Array.Clear(_metrics, 0, _metrics.Length);
        Array.Clear(_params, 0, _params.Length);
        Array.Clear(_tags, 0, _tags.Length);
        return true;
    }

    /// <summary>Reads a run of the page.</summary>
    internal RunRecord Complete(RunHit hit) => _reader.Complete(hit.Place, hit.Meta, _plan.Parts);

    /// <inheritdoc/>
    public string? GetText(EntityAttribute attribute) => attribute switch
    {
        EntityAttribute.RunId => _meta.RunId,
        EntityAttribute.RunName => string.IsNullOrEmpty(_meta.RunName) ? GetTag(_plan.RunNameSlot) : _meta.RunName,
        EntityAttribute.Status => _meta.Status.ToText(),
        EntityAttribute.UserId => _meta.UserId ?? "",
        EntityAttribute.ArtifactUri => RunReader.ArtifactUriOf(_place, _meta),
        EntityAttribute.ExperimentId => _meta.ExperimentId,
        _ => null,
    };

    /// <inheritdoc/>
    public bool TryGetNumber(EntityAttribute attribute, out long value)
    {
        var end = _meta.EndTime;
        value = attribute switch
        {
            EntityAttribute.StartTime => _meta.StartTime,
            EntityAttribute.EndTime => end ?? 0,
            EntityAttribute.Duration => (end ?? 0) - _meta.StartTime,
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
    public string? GetParam(int slot) => ReadText(ref _params[slot], _plan.Params[slot]);

    /// <inheritdoc/>
    public string? GetTag(int slot) => ReadText(ref _tags[slot], _plan.Tags[slot]);

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
            slot.IsFound = _plan.Metrics[index].Find(_place, _context.Problems) is { } path &&
                _reader.TryReadFacts(path, _place, RunReader.HasEnded(_meta.Status), out slot.Value);
        }

        return ref slot;
    }

    private string? ReadText(ref Slot<string> slot, KeyFinder finder)
    {
        if (!slot.IsKnown)
        {
            slot.IsKnown = true;
            slot.Value = finder.Find(_place, _context.Problems) is { } path
                ? TextFiles.TryRead(_context.Reader, path, _context.Problems, _place)
                : null;
        }

        return slot.Value;
    }

    private struct Slot<T>
    {
        internal bool IsKnown;
        internal bool IsFound;
        internal T? Value;
    }
}
