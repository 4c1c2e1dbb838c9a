using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.Rules;

/// <summary>Paths of artifacts: relative, with <c>/</c>, in normal form. Every artifact repository asks here.</summary>
internal static class ArtifactPaths
{
    /// <summary>The prefix of MLflow's temporary files, which it hides from lists and refuses as names.</summary>
    internal const string ReservedPrefix = ".artifact.uploading.";

    /// <summary>Checks the path of a file.</summary>
    /// <exception cref="MlTrackException">It is empty, leaves the root, could mean another file than it says, or is reserved.</exception>
    internal static void CheckFile(string path)
    {
        Guard.NotNull(path);
        if (path.Length == 0)
        {
            throw TrackingErrors.InvalidParameter("Invalid path: '' names the root of the artifacts, where the name of a file is needed.");
        }

        BatchRules.Require(Names.CheckArtifactPath(path));
        var name = path.Substring(path.LastIndexOf('/') + 1);
        if (name.StartsWith(ReservedPrefix, StringComparison.Ordinal))
        {
            throw TrackingErrors.InvalidParameter(
                $"Invalid artifact file name: '{path}'. Artifact names starting with '{ReservedPrefix}' are reserved.");
        }
    }

    /// <summary>Checks the path of a folder, or of either, and gives it; null and empty are the root.</summary>
    internal static string CheckFolder(string? path)
    {
        BatchRules.Require(Names.CheckArtifactPath(path));
        return path ?? "";
    }

    /// <summary>Gives the folder that a list is asked of. As in MLflow the path is brought into normal form first.</summary>
    /// <exception cref="MlTrackException">It leaves the root.</exception>
    internal static string NormalizeForList(string? path)
    {
        var normal = string.IsNullOrEmpty(path) ? "." : Names.NormPath(path!);
        if (normal == ".")
        {
            return "";
        }

        if (normal.StartsWith("/", StringComparison.Ordinal) || normal == ".." || normal.StartsWith("../", StringComparison.Ordinal))
        {
            throw TrackingErrors.ArtifactOutside();
        }

        return CheckFolder(normal);
    }

    internal static string Join(string folder, string name) => folder.Length == 0 ? name : folder + "/" + name;

    /// <summary>Gives the local path of a checked artifact path below a folder.</summary>
    /// <exception cref="MlTrackException">It would lie elsewhere, which can only be if a check above has a hole.</exception>
    internal static string ToLocal(string folder, string artifactPath)
    {
        var root = Path.GetFullPath(folder);
        var local = Path.GetFullPath(Path.Combine(root, artifactPath.Replace('/', Path.DirectorySeparatorChar)));
        var prefix = root.EndsWith(Path.DirectorySeparatorChar.ToString(), StringComparison.Ordinal) ? root : root + Path.DirectorySeparatorChar;
        return local.StartsWith(prefix, StringComparison.Ordinal) ? local : throw TrackingErrors.ArtifactOutside();
    }
}
