using MlTrack.Internal.Rules;
using MlTrack.Models;

namespace MlTrack.Internal.Packaging;

/// <summary>The errors of models as folders, each in one place; code and text are MLflow's where it has some.</summary>
internal static class ModelErrors
{
    internal static MlTrackException FlavorTwice(string name) => TrackingErrors.InvalidParameter($"The flavor '{name}' has been added before.");

    internal static MlTrackException PathTaken(string path) =>
        TrackingErrors.InvalidParameter($"'{path}' cannot be added to the model's folder: it has been added before, or is written by the library.");

    internal static MlTrackException NoFlavor() => TrackingErrors.InvalidParameter("A model needs a flavor at least; none has been added.");

    internal static MlTrackException FlavorMissing(string name) => new(MlTrackErrorCode.ResourceDoesNotExist, $"Model does not have the \"{name}\" flavor");

    internal static MlTrackException NoModelFile(string uri) => new(
        MlTrackErrorCode.ResourceDoesNotExist, $"There is no model at '{uri}': it has no {ModelFile.FileName} file.");

    internal static MlTrackException NoArtifact(string path) => new(
        MlTrackErrorCode.ResourceDoesNotExist, $"Failed to download artifacts from path '{path}', please ensure that the path is correct.");

    internal static MlTrackException Changed(string path, string uri, string what) => new(
        MlTrackErrorCode.InvalidState,
        $"The model at '{uri}' is not what was logged: '{path}' {what}. Log it anew, or remove {ModelFolderFiles.ManifestName} if the change is meant.") { Path = path };

    internal static MlTrackException BadManifest(string uri, string reason) => new(
        MlTrackErrorCode.InvalidState, $"{ModelFolderFiles.ManifestName} of the model at '{uri}' cannot be read: {reason}.");
}
