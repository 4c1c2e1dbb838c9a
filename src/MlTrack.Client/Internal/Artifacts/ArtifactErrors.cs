using MlTrack.Internal.IO;

namespace MlTrack.Internal.Artifacts;

/// <summary>The errors of artifacts, each in one place, with MLflow's codes and words where it has them.</summary>
internal static class ArtifactErrors
{
    internal static MlTrackException Invalid(string message) => new(MlTrackErrorCode.InvalidParameterValue, message);

    internal static MlTrackException Outside() => Invalid("Invalid path: resolved path is outside the artifact directory");

    internal static MlTrackException NotFound(string path) => new(MlTrackErrorCode.ResourceDoesNotExist, $"No such artifact: '{path}'");

    internal static MlTrackException Reserved(string path) => Invalid(
        $"Invalid artifact file name: '{path}'. Artifact names starting with '{ArtifactPathRules.UploadPrefix}' are reserved.");

    internal static MlTrackException FileInTheWay(string path) => Invalid(
        $"Invalid path: '{path}' needs a folder where there is an artifact file. Use another path, or delete the file first.");

    internal static MlTrackException FolderInTheWay(string path) => Invalid(
        $"Invalid path: there is a folder '{path}'. Use another path, or delete the folder first.");

    internal static MlTrackException SameFile(string name, string other) => Invalid($"'{other}' and '{name}' would be the same file here");

    internal static MlTrackException NoRepository(string uri, IEnumerable<string> schemes) => new(
        MlTrackErrorCode.InternalError,
        $"Could not find a registered artifact repository for: {uri}. Currently registered schemes are: ['{string.Join("', '", schemes)}']. " +
        "Register one by ArtifactRepositories.Register.");

    /// <summary>Turns a fault of the disk into what a caller of the library sees.</summary>
    internal static MlTrackException Translate(StoreIOException fault, string path) => fault.Error switch
    {
        StoreIOError.NotADirectory => FileInTheWay(path),
        StoreIOError.IsADirectory => FolderInTheWay(path),
        _ => new MlTrackException(MlTrackErrorCode.IoError, fault.Message, fault) { IsTransient = fault.IsTransient, Path = fault.Path },
    };
}
