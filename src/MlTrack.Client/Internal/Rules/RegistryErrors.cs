namespace MlTrack.Internal.Rules;

/// <summary>The errors of MLflow's model registry, each in one place: code and text are those of its file store and client.</summary>
internal static class RegistryErrors
{
    internal static MlTrackException ModelNotFound(string name) =>
        new(MlTrackErrorCode.ResourceDoesNotExist, $"Registered Model with name={name} not found");

    internal static MlTrackException PromptNotFound(string name) =>
        new(MlTrackErrorCode.ResourceDoesNotExist, $"Registered Model with name='{name}' not found.");

    internal static MlTrackException ModelExists(string name) =>
        new(MlTrackErrorCode.ResourceAlreadyExists, $"Registered Model (name={name}) already exists.");

    internal static MlTrackException NameTakenByPrompt(string name) => new(
        MlTrackErrorCode.ResourceAlreadyExists,
        $"Tried to create a registered model with name '{name}', but the name is already taken by a prompt. MLflow does not allow creating a model and " +
        "a prompt with the same name.");

    internal static MlTrackException PromptsAreNoModels() => TrackingErrors.InvalidParameter("Prompts cannot be registered as models.");

    internal static MlTrackException VersionNotFound(string name, string version) =>
        new(MlTrackErrorCode.ResourceDoesNotExist, $"Model Version (name={name}, version={version}) not found");

    internal static MlTrackException VersionNoInteger(string version) =>
        TrackingErrors.InvalidParameter($"Parameter 'version' must be an integer, got '{version}'.");

    internal static MlTrackException VersionNotCreated(string name, MlTrackException cause) => new(
        MlTrackErrorCode.InternalError, $"Model Version creation error (name={name}). Error: {cause.Message}. Giving up after 3 attempts.", cause);

    // No blank before 'Error', as in MLflow.
    internal static MlTrackException SourceNotFetched(string source, MlTrackException cause) => new(
        MlTrackErrorCode.InternalError, $"Unable to fetch model from model URI source artifact location '{source}'.Error: {cause.Message}", cause);

    internal static MlTrackException AliasNotFound(string alias) => TrackingErrors.InvalidParameter($"Registered model alias {alias} not found.");

    // Not INVALID_STATE, whose HTTP status 500 MLflow's client would try again.
    internal static MlTrackException GuardRefuses(ModelVersion version, string alias, string faults) => TrackingErrors.InvalidParameter(
        $"Alias '{alias}' of '{version.Name}' was not moved to version {version.Version}: {faults}.");

    internal static MlTrackException GuardMalformed(string name, string alias, string tag, Exception cause) => new(
        MlTrackErrorCode.InvalidParameterValue,
        $"Alias '{alias}' of '{name}' was not moved: its guard, the tag '{tag}', cannot be understood ({cause.Message}). Set the guard anew, or delete the tag.",
        cause);

    internal static MlTrackException EmptyNewName() => new(MlTrackErrorCode.InternalError, "The name must not be an empty string.");

    internal static MlTrackException EmptyStage() => new(MlTrackErrorCode.InternalError, "The stage must not be an empty string.");

    internal static MlTrackException NothingToUpdate() =>
        new(MlTrackErrorCode.InternalError, "Attempting to update model version with no new field values.");

    internal static MlTrackException UnknownStage(string stage) =>
        TrackingErrors.InvalidParameter($"Invalid Model Version stage: {stage}. Value must be one of {string.Join(", ", RegistryRules.Stages)}.");

    internal static MlTrackException StageNotActive(string stage) => new(
        MlTrackErrorCode.InternalError,
        $"Model version transition cannot archive existing model versions because '{stage}' is not an Active stage. Valid stages are ['Staging', 'Production']");

    internal static MlTrackException NoVersions(string name, string? stage) => new(
        MlTrackErrorCode.InternalError,
        $"No versions of model with name '{name}'{(stage is null ? "" : $" and stage '{stage}'")} found");

    internal static MlTrackException NotCopyable(string uri) => new(
        MlTrackErrorCode.InternalError,
        $"Unsupported source model URI: '{uri}'. The `copy_model_version` API only copies models stored in the 'models:/' scheme.");

    internal static MlTrackException SourceVersionNotFetched(string uri, MlTrackException cause) => new(
        MlTrackErrorCode.InternalError, $"Failed to fetch model version from source model URI: '{uri}'. Error: {cause.Message}", cause);

    internal static MlTrackException NoLoggedModelOfRun(string path, string runId) =>
        new(MlTrackErrorCode.InternalError, $"Unable to find a logged_model with artifact_path {path} under run {runId}") { RunId = runId };

    internal static MlTrackException NoModelsUri(string uri) => new(
        MlTrackErrorCode.InternalError,
        $"Not a proper models:/ URI: {uri}. Models URIs must be of the form 'models:/name/suffix' or 'models:/name@alias' where suffix is a version, " +
        "stage, or the string 'latest' and where alias is a registered model alias. Only one of suffix or alias can be defined at a time.");

    internal static MlTrackException NoRunsUri(string uri) => new(
        MlTrackErrorCode.InternalError,
        $"Not a proper runs:/ URI: {uri}. Runs URIs must be of the form 'runs:/<run_id>/run-relative/path/to/artifact'");
}
