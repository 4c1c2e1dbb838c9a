using System.Runtime.InteropServices;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.Artifacts;

/// <summary>Which artifact paths are allowed: strictly when writing, and so that everything MLflow can read is read when reading.</summary>
/// <remarks>
/// Reading differs from MLflow in one point: it decodes percent signs again and again and so cannot read a file whose name holds <c>%20</c>. Here a path is
/// taken literally, but refused if any decoding of it would be a path that is refused.
/// </remarks>
internal static class ArtifactPathRules
{
    /// <summary>What the names of files begin with that are still being written.</summary>
    internal const string UploadPrefix = ".artifact.uploading.";

    private const string Invalid = "Invalid path";
    private const int MaxDecodings = 10;

    private static readonly bool Windows = RuntimeInformation.IsOSPlatform(OSPlatform.Windows);

    /// <summary>Checks a path that is written to; null and empty mean the root.</summary>
    /// <returns>The path; empty for the root.</returns>
    internal static string CheckForWriting(string? path)
    {
        if (Names.CheckArtifactPath(path) is { } fault)
        {
            throw ArtifactErrors.Invalid(fault);
        }

        foreach (var segment in (path ?? string.Empty).Split('/'))
        {
            if (segment.StartsWith(UploadPrefix, StringComparison.Ordinal))
            {
                throw ArtifactErrors.Reserved(path ?? string.Empty);
            }
        }

        CheckForWindows(path ?? string.Empty);
        return path ?? string.Empty;
    }

    /// <summary>Checks a file's path that is written to.</summary>
    internal static string CheckFileForWriting(string path) => CheckForWriting(path).Length > 0
        ? path
        : throw ArtifactErrors.Invalid("Invalid path: the name of the artifact file is missing.");

    /// <summary>Checks a path that is read or deleted and gives its normal form; empty for the root.</summary>
    internal static string CheckForReading(string? path)
    {
        var decoded = path ?? string.Empty;
        for (var i = 0; i <= MaxDecodings; i++)
        {
            if (IsDangerous(decoded))
            {
                throw ArtifactErrors.Invalid(Invalid);
            }

            var next = Uri.UnescapeDataString(decoded);
            if (string.Equals(next, decoded, StringComparison.Ordinal))
            {
                break;
            }

            decoded = next;
        }

        return Normalise(path);
    }

    /// <summary>
    /// Checks a path that is listed and gives its normal form. As in MLflow, a path that returns by <c>..</c> to where it may be is fine here.
    /// </summary>
    internal static string CheckForListing(string? path)
    {
        var normal = Normalise(path);
        return normal == ".." || normal.StartsWith("../", StringComparison.Ordinal) || normal.StartsWith("/", StringComparison.Ordinal)
            ? throw ArtifactErrors.Outside()
            : CheckForReading(normal);
    }

    private static string Normalise(string? path)
    {
        var normal = string.IsNullOrEmpty(path) ? string.Empty : Names.NormPath(path!);
        normal = normal == "." ? string.Empty : normal;
        CheckForWindows(normal);
        return normal;
    }

    private static bool IsDangerous(string path)
    {
        if (path.StartsWith("/", StringComparison.Ordinal) || path.StartsWith("file:", StringComparison.OrdinalIgnoreCase) || HasDrive(path))
        {
            return true;
        }

        foreach (var character in path)
        {
            if (character is '#' or '\\' || char.IsControl(character))
            {
                return true;
            }
        }

        foreach (var segment in path.Split('/'))
        {
            if (segment == "..")
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasDrive(string path) => path.Length > 1 && path[1] == ':' && (uint)((path[0] | 0x20) - 'a') < 26;

    // On Windows such a name would be a device, a stream of another file, or lose its last characters.
    private static void CheckForWindows(string path)
    {
        if (!Windows)
        {
            return;
        }

        foreach (var segment in path.Split('/'))
        {
            if (!string.Equals(FileNameEscape.ToFileName(segment, windows: true), segment, StringComparison.Ordinal))
            {
                throw ArtifactErrors.Invalid($"Invalid path: '{segment}' cannot be the name of a file on Windows. Use another name.");
            }
        }
    }
}
