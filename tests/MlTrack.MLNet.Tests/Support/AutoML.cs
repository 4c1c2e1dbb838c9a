using System.Text.Json;

namespace Microsoft.ML.AutoML;

// The members of AutoML's monitor that the adapter uses, with the names and types they have there; Parameter is a tree that is written as JSON.
internal interface IMonitor
{
    void ReportRunningTrial(TrialSettings setting);

    void ReportCompletedTrial(TrialResult result);

    void ReportBestTrial(TrialResult result);

    void ReportFailTrial(TrialSettings settings, Exception? exception = null);
}

internal sealed class TrialSettings
{
    public int TrialId { get; init; }

    public JsonElement Parameter { get; init; }
}

internal sealed class TrialResult
{
    public required TrialSettings TrialSettings { get; init; }

    public double Metric { get; init; }

    public double Loss { get; init; }

    public double DurationInMilliseconds { get; init; }
}

internal sealed class SweepablePipeline
{
#pragma warning disable CA1822 // An instance's in AutoML.
    public string ToString(JsonElement parameter) => parameter.ValueKind == JsonValueKind.Object ? "Concatenate=>FastTree" : string.Empty;
#pragma warning restore CA1822
}
