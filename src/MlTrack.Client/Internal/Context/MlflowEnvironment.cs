namespace MlTrack.Internal.Context;

/// <summary>
/// Every environment variable that the library reads, under MLflow's names, defaults and rules: nothing else may read one by name.
/// </summary>
/// <remarks>
/// Values are read anew at each use, because MLflow does so too and programs set variables while they run. A value that cannot be understood gives
/// <see cref="MlTrackErrorCode.InvalidParameterValue"/> with MLflow's words, at the place where it is needed and not before. Thread-safe.
/// </remarks>
internal sealed partial class MlflowEnvironment
{
    internal const string TrackingUriName = "MLFLOW_TRACKING_URI";
    internal const string ExperimentIdName = "MLFLOW_EXPERIMENT_ID";
    internal const string RunIdName = "MLFLOW_RUN_ID";
    internal const string RunContextName = "MLFLOW_RUN_CONTEXT";
    internal const string SpoolDirectoryName = "MLTRACK_SPOOL_DIR";
    internal const string CacheDirectoryName = "MLTRACK_CACHE_DIR";

    private readonly EnvironmentReader _read;
    private readonly Action<string, string?> _write;

    internal MlflowEnvironment(Func<string, string?> read, Action<string, string?> write)
    {
        _read = new EnvironmentReader(read);
        _write = write;
    }

    /// <summary>The environment of this process.</summary>
    internal static MlflowEnvironment Process { get; } = new(Environment.GetEnvironmentVariable, Environment.SetEnvironmentVariable);

    internal string? TrackingUri => _read.Text(TrackingUriName);

    internal string? RegistryUri => _read.Text("MLFLOW_REGISTRY_URI");

    /// <summary>The root of a file store that is opened without a path.</summary>
    internal string? TrackingDirectory => _read.Text("MLFLOW_TRACKING_DIR");

    internal string? RegistryDirectory => _read.Text("MLFLOW_REGISTRY_DIR");

    internal string? ExperimentName => _read.Text("MLFLOW_EXPERIMENT_NAME");

    internal string? ExperimentId => _read.Text(ExperimentIdName);

    /// <summary>The run to resume; <see cref="TakeRunId"/> is what a starting run uses.</summary>
    internal string? RunId => _read.Text(RunIdName);

    /// <summary>A JSON object of tags for new runs.</summary>
    internal string? RunContext => _read.Text(RunContextName);

    /// <summary>The logged model to which metrics belong that name none.</summary>
    internal string? ActiveModelId => _read.Text("MLFLOW_ACTIVE_MODEL_ID");

    internal bool TruncateLongValues => _read.Boolean("MLFLOW_TRUNCATE_LONG_VALUES") ?? true;

    internal int ArtifactLocationMaxLength => _read.IntegerAtLeast("MLFLOW_ARTIFACT_LOCATION_MAX_LENGTH", 0) ?? 2048;

    /// <summary>Where runs for servers wait to be sent; null for the user's data folder.</summary>
    internal string? SpoolDirectory => _read.Text(SpoolDirectoryName);

    /// <summary>How many bytes runs for servers may take while they wait; null for no limit.</summary>
    internal long? SpoolLimit => _read.LongAtLeast("MLTRACK_SPOOL_LIMIT", 0);

    /// <summary>Where snapshots of indexes lie; null for the user's cache folder.</summary>
    internal string? CacheDirectory => _read.Text(CacheDirectoryName);

    /// <summary>The user's folder for what can be made again; null for the system's usual place.</summary>
    internal string? UserCacheDirectory => _read.Text("XDG_CACHE_HOME");

    /// <summary>The account's name, from the variables that Python's <c>getpass.getuser</c> asks, in its order.</summary>
    internal string? AccountName => _read.Text("LOGNAME") ?? _read.Text("USER") ?? _read.Text("LNAME") ?? _read.Text("USERNAME");

    /// <summary>Gives the run to resume and removes it from the environment, so that it is resumed once, as in MLflow.</summary>
    internal string? TakeRunId()
    {
        var id = RunId;
        if (id is not null)
        {
            _write(RunIdName, null);
        }

        return id;
    }

    /// <summary>Hands a tracking URI on to child processes, as MLflow's <c>set_tracking_uri</c> does.</summary>
    internal void ExportTrackingUri(string uri) => _write(TrackingUriName, uri);

    /// <summary>Hands an experiment on to child processes, as MLflow's <c>set_experiment</c> does.</summary>
    internal void ExportExperimentId(string experimentId) => _write(ExperimentIdName, experimentId);
}
