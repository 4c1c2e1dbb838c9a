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
}
