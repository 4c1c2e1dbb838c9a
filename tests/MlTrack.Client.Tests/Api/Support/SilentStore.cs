using MlTrack.Stores;

namespace MlTrack.Client.Tests.Api.Support;

/// <summary>A store whose writer does nothing at all, so that what the library adds can be measured.</summary>
internal sealed class SilentStore : UnsupportedStore, IDirectTrackingStore
{
    private static readonly RunInfo Info = new() { RunId = "run", ExperimentId = "0" };

    public override ValueTask<RunRecord> CreateRunAsync(CreateRunRequest request, CancellationToken cancellationToken = default) =>
        new(new RunRecord { Info = Info });

    public ValueTask<IRunWriter> OpenRunWriterAsync(string runId, CancellationToken cancellationToken = default) => new(new Writer());

    private sealed class Writer : IRunWriter, IMetricWriter
    {
        public string RunId => Info.RunId;

        public string Key => "metric";

        public IMetricWriter OpenMetric(string key) => this;

        public void Append(double value, long timestampMilliseconds, long step)
        {
        }

        public void LogMetrics(IReadOnlyList<Metric> metrics)
        {
        }

        public void LogParam(string key, string value)
        {
        }

        public void SetTag(string key, string value)
        {
        }

        public void DeleteTag(string key)
        {
        }

        public void LogInputs(IReadOnlyList<DatasetInput>? datasets, IReadOnlyList<LoggedModelInput>? models)
        {
        }

        public void LogOutputs(IReadOnlyList<LoggedModelOutput> models)
        {
        }

        public RunInfo Update(RunUpdate update) => Info;

        public void Flush()
        {
        }

        public void Dispose()
        {
        }
    }
}
