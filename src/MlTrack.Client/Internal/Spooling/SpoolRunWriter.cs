using MlTrack.Internal.Writing;
using MlTrack.Stores;

namespace MlTrack.Internal.Spooling;

/// <summary>Writes a run of a server into the spool, and gives it the time it needs to arrive when it ends.</summary>
/// <remarks>Thread-safe. Points go straight to the local writer.</remarks>
internal sealed class SpoolRunWriter(IRunWriter local, SpoolSender sender, RunInfo there, WritePolicy policy) : IRunWriter, IUnfinishedWrites
{
    private int _disposing;

    /// <inheritdoc/>
    public string RunId => local.RunId;

    /// <inheritdoc/>
    public IMetricWriter OpenMetric(string key) => local.OpenMetric(key);

    /// <inheritdoc/>
    public void LogMetrics(IReadOnlyList<Metric> metrics) => local.LogMetrics(metrics);

    /// <inheritdoc/>
    public void LogParam(string key, string value) => local.LogParam(key, value);

    /// <inheritdoc/>
    public void SetTag(string key, string value) => local.SetTag(key, value);

    /// <inheritdoc/>
    public void DeleteTag(string key) => local.DeleteTag(key);

    /// <inheritdoc/>
    public void LogInputs(IReadOnlyList<DatasetInput>? datasets, IReadOnlyList<LoggedModelInput>? models) => local.LogInputs(datasets, models);

    /// <inheritdoc/>
    public void LogOutputs(IReadOnlyList<LoggedModelOutput> models) => local.LogOutputs(models);

    /// <inheritdoc/>
    public RunInfo Update(RunUpdate update) =>
        local.Update(update) with { ExperimentId = there.ExperimentId, ArtifactUri = there.ArtifactUri };

    /// <inheritdoc/>
    public void Flush()
    {
        local.Flush();
        sender.Wake();
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<KeyValuePair<string, int>> GiveUpUnfinished() => (local as IUnfinishedWrites)?.GiveUpUnfinished() ?? [];

    /// <summary>Closes the local run and waits at most <see cref="MlTrackClientOptions.FlushTimeout"/> until the server has all of it.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposing, 1) != 0)
        {
            return;
        }

        try
        {
            local.Dispose();
        }
        finally
        {
            if (!sender.Finish(RunId, policy.FlushTimeout))
            {
                policy.Reporter.ReportUnsent(RunId, sender.Target.Uri, sender.Store.Root);
            }
        }
    }
}
