using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Rules;

namespace MlTrack.Internal.MemoryStore;

/// <content>Inputs and outputs of runs.</content>
internal sealed partial class MemoryTrackingStore
{
    public ValueTask LogInputsAsync(
        string runId, IReadOnlyList<DatasetInput>? datasets, IReadOnlyList<LoggedModelInput>? models = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        InputRules.Check(datasets, models);
        FindRun(runId).LogInputs(datasets, models);
        return default;
    }

    public ValueTask LogOutputsAsync(string runId, IReadOnlyList<LoggedModelOutput> models, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        InputRules.Check(models);
        FindRun(runId).LogOutputs(models);
        return default;
    }

    public ValueTask<IReadOnlyList<DatasetSummary>> SearchDatasetsAsync(IReadOnlyList<string> experimentIds, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(experimentIds);
        cancellationToken.ThrowIfCancellationRequested();
        var uses = new HashSet<DatasetSummary>();
        foreach (var run in RunsOf(experimentIds))
        {
            var record = run.ToRecord();
            foreach (var input in record.Inputs.Datasets)
            {
                input.Tags.TryGetValue(DatasetInput.ContextTag, out var context);
                uses.Add(new DatasetSummary(record.Info.ExperimentId, input.Dataset.Name, input.Dataset.Digest, context));
            }
        }

        return new ValueTask<IReadOnlyList<DatasetSummary>>(uses.ToArray());
    }

    private List<MemoryRun> RunsOf(IReadOnlyList<string> experimentIds)
    {
        var runs = new List<MemoryRun>();
        lock (_gate)
        {
            foreach (var id in experimentIds.Distinct(StringComparer.Ordinal))
            {
                if (_experiments.TryGetValue(id, out var experiment))
                {
                    runs.AddRange(experiment.Runs);
                }
            }
        }

        return runs;
    }
}
