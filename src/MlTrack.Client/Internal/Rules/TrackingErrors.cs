namespace MlTrack.Internal.Rules;

/// <summary>MLflow's errors, each in one place: code and text are those of its file store, so that every store says the same.</summary>
internal static class TrackingErrors
{
    internal static MlTrackException InvalidParameter(string message) => new(MlTrackErrorCode.InvalidParameterValue, message);

    internal static MlTrackException ExperimentNotFound(string experimentId) =>
        new(MlTrackErrorCode.ResourceDoesNotExist, $"Could not find experiment with ID {experimentId}");

    internal static MlTrackException DeletedExperimentNotFound(string experimentId) =>
        new(MlTrackErrorCode.ResourceDoesNotExist, $"Could not find deleted experiment with ID {experimentId}");

    internal static MlTrackException ExperimentIdMismatch(string experimentId) =>
        new(MlTrackErrorCode.ResourceDoesNotExist, $"Experiment '{experimentId}' does not exist.");

    internal static MlTrackException ExperimentExists(string name, bool deleted) => new(
        MlTrackErrorCode.ResourceAlreadyExists,
        deleted
            ? $"Experiment '{name}' already exists in deleted state. You can restore the experiment, or permanently delete the experiment " +
              "from the .trash folder (under tracking server's root folder) in order to use this experiment name again."
            : $"Experiment '{name}' already exists.");

    internal static MlTrackException CannotRestoreExperiment(string experimentId) => new(
        MlTrackErrorCode.ResourceAlreadyExists,
        $"Cannot restore experiment with ID {experimentId}. An experiment with same ID already exists.");

    internal static MlTrackException CannotDeleteDefaultExperiment() => new(
        MlTrackErrorCode.InternalError,
        "Cannot delete the default experiment '0'. This is an internally reserved experiment.");

    // MLflow raises an exception without a code here.
    internal static MlTrackException CannotRenameDeletedExperiment() => new(
        MlTrackErrorCode.InvalidState,
        "Cannot rename experiment in non-active lifecycle stage. Current stage: deleted");

    internal static MlTrackException ExperimentNotActiveForTags(string experimentId, bool delete) =>
        InvalidParameter($"The experiment {experimentId} must be in the 'active' lifecycle_stage to {(delete ? "delete" : "set")} tags");

    internal static MlTrackException CannotCreateRun(string experimentId) =>
        new(MlTrackErrorCode.InvalidState, $"Could not create run under non-active experiment with ID {experimentId}.");

    internal static MlTrackException CannotCreateModel(string experimentId) =>
        new(MlTrackErrorCode.InvalidState, $"Could not create model under non-active experiment with ID {experimentId}.");

    internal static MlTrackException RunNotFound(string runId) =>
        new(MlTrackErrorCode.ResourceDoesNotExist, $"Run '{runId}' not found") { RunId = runId };

    internal static MlTrackException RunMetadataInvalid(string runId, string? path = null) =>
        new(MlTrackErrorCode.InvalidState, $"Run '{runId}' metadata is in invalid state.") { RunId = runId, Path = path };

    internal static MlTrackException RunNotActive(string runId) => new(
        MlTrackErrorCode.InvalidParameterValue, $"The run {runId} must be in 'active' lifecycle_stage.") { RunId = runId };

    internal static MlTrackException RunExists(string runId) =>
        new(MlTrackErrorCode.ResourceAlreadyExists, $"Run '{runId}' already exists.") { RunId = runId };

    internal static MlTrackException TwoRunNames(string runName, string tagValue) => InvalidParameter(
        $"Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values (run_name='{runName}', " +
        $"mlflow.runName='{tagValue}').");

    internal static MlTrackException ParamChanged(string runId, string key, string oldValue, string newValue, bool inBatch = false) => new(
        inBatch ? MlTrackErrorCode.InternalError : MlTrackErrorCode.InvalidParameterValue,
        $"Changing param values is not allowed. Param with key='{key}' was already logged with value='{oldValue}' for run ID='{runId}'. " +
        $"Attempted logging new value '{newValue}'.") { RunId = runId };

    internal static MlTrackException RunTagNotFound(string runId, string key) =>
        new(MlTrackErrorCode.ResourceDoesNotExist, $"No tag with name: {key} in run with id {runId}") { RunId = runId };

    internal static MlTrackException ExperimentTagNotFound(string experimentId, string key) =>
        new(MlTrackErrorCode.ResourceDoesNotExist, $"No tag with name: {key} in experiment with id {experimentId}");

    internal static MlTrackException ModelTagNotFound(string modelId, string key) =>
        new(MlTrackErrorCode.ResourceDoesNotExist, $"No tag with key '{key}' found for model with ID '{modelId}'.");

    internal static MlTrackException ModelNotFound(string modelId) =>
        new(MlTrackErrorCode.ResourceDoesNotExist, $"Model '{modelId}' not found");

    internal static MlTrackException ModelExists(string modelId) =>
        new(MlTrackErrorCode.ResourceAlreadyExists, $"Model '{modelId}' already exists.");

    /// <summary>A key that cannot be a file because another key needs that place. MLflow raises a bare operating system error.</summary>
    /// <param name="kind">metric, param or tag.</param>
    internal static MlTrackException KeyConflict(string kind, string key, string other) =>
        InvalidParameter($"{kind} '{key}' cannot be stored: '{other}' is a {kind} already");

    internal static MlTrackException KeyIsFolder(string kind, string key) =>
        InvalidParameter($"{kind} '{key}' cannot be stored: there is a {kind} whose key begins with '{key}/' already");
}
