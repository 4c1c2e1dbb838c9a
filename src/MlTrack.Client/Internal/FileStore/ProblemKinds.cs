namespace MlTrack.Internal.FileStore;

/// <summary>The fixed words of <see cref="MlTrack.Stores.StoreProblem.Kind"/>.</summary>
internal static class ProblemKinds
{
    internal const string MetaMissing = "meta-missing";
    internal const string MetaMalformed = "meta-malformed";
    internal const string MetaIncomplete = "meta-incomplete";
    internal const string IdMismatch = "id-mismatch";
    internal const string TwinName = "twin-name";
    internal const string TwinRun = "twin-run";
    internal const string FolderMissing = "folder-missing";
    internal const string MetricLines = "metric-lines";
    internal const string MetricTornTail = "metric-torn-tail";
    internal const string MetricOddities = "metric-oddities";
    internal const string NotUtf8 = "not-utf8";
    internal const string TooLarge = "too-large";
    internal const string ForeignFile = "foreign-file";
    internal const string ForeignFolder = "foreign-folder";
    internal const string LinkNotFollowed = "link-not-followed";
    internal const string NotReadable = "not-readable";
    internal const string DatasetMissing = "dataset-missing";
    internal const string InputMalformed = "input-malformed";
    internal const string LeftOver = "left-over";
    internal const string StaleRun = "stale-run";
    internal const string ArtifactsName = "artifacts-in-path";
    internal const string HalfDeleted = "half-deleted";
    internal const string HalfRestored = "half-restored";
}
