using MlTrack.Internal.Artifacts;
using MlTrack.Internal.IO;

namespace MlTrack.Internal.Packaging;

/// <summary>The files of a model's folder on this machine. What an MLmodel file, a manifest or a caller names never leads out of it, over links either.</summary>
internal sealed class ModelFiles
{
    private readonly string _root;

    internal ModelFiles(string root)
    {
        Root = root;
        _root = PhysicalFileSystem.Instance.GetRealPath(root) ?? Path.GetFullPath(root);
    }

    internal string Root { get; }

    /// <summary>Gives the local path of a file or folder; null when there is none.</summary>
    /// <exception cref="MlTrackException"><see cref="MlTrackErrorCode.InvalidParameterValue"/>: it leads out of the folder.</exception>
    internal string? Find(string path)
    {
        var normal = ArtifactPathRules.CheckForReading(path);
        var file = normal.Length == 0 ? Root : Path.Combine(Root, normal.Replace('/', Path.DirectorySeparatorChar));
        if (!File.Exists(file) && !Directory.Exists(file))
        {
            return null;
        }

        var real = PhysicalFileSystem.Instance.GetRealPath(file) ?? file;
        return real == _root || real.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? file : throw ArtifactErrors.Outside();
    }
}
