namespace MlTrack.Internal.Packaging;

/// <summary>The keys of an MLmodel file that have a property of their own.</summary>
internal static class ModelFileKeys
{
    internal const string ArtifactPath = "artifact_path";
    internal const string Flavors = "flavors";
    internal const string InputExample = "saved_input_example_info";
    internal const string Metadata = "metadata";
    internal const string MlflowVersion = "mlflow_version";
    internal const string ModelId = "model_id";
    internal const string ModelSizeBytes = "model_size_bytes";
    internal const string ModelUuid = "model_uuid";
    internal const string RunId = "run_id";
    internal const string Signature = "signature";
    internal const string UtcTimeCreated = "utc_time_created";

    internal static readonly IReadOnlyCollection<string> All =
    [
        ArtifactPath, Flavors, InputExample, Metadata, MlflowVersion, ModelId, ModelSizeBytes, ModelUuid, RunId, Signature, UtcTimeCreated,
    ];

    /// <summary>How MLflow writes times: UTC, with a blank and six decimals.</summary>
    internal const string TimeFormat = "yyyy-MM-dd HH:mm:ss.ffffff";
}
