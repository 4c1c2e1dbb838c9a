using System.Runtime.InteropServices;
using MlTrack.Internal.Rules;

namespace MlTrack.Internal.Artifacts;

/// <summary>Turns a recorded or given URI into a path of this machine, by MLflow's rules: the one place that does.</summary>
internal static class LocalUri
{
    private const string FileScheme = "file:";

    /// <summary>True for <c>file:</c> URIs and for plain paths, which have no scheme.</summary>
    internal static bool IsLocal(string uri) => IsFile(uri) || !ArtifactUris.HasScheme(uri);

    /// <summary>The scheme in lower case; null for a plain path.</summary>
    internal static string? SchemeOf(string uri) => ArtifactUris.HasScheme(uri) ? uri.Substring(0, uri.IndexOf(':')).ToLowerInvariant() : null;

    /// <summary>
    /// Gives the full path. Percent signs are decoded, in plain paths as well, as MLflow does. Relative ones start at the current folder.
    /// </summary>
    /// <exception cref="MlTrackException">
    /// <see cref="MlTrackErrorCode.InternalError"/> for a <c>file:</c> URI with another host, <see cref="MlTrackErrorCode.InvalidParameterValue"/> for
    /// another scheme or a path that is none.
    /// </exception>
    internal static string ToPath(string uri)
    {
        if (!IsLocal(uri))
        {
            throw ArtifactErrors.Invalid($"'{Context.SecretText.Hide(uri)}' is not a local path or file: URI.");
        }

        var path = Uri.UnescapeDataString(IsFile(uri) ? PathOfFileUri(uri) : uri);
        if (path.Length == 0 || path.IndexOf('\0') >= 0)
        {
            throw ArtifactErrors.Invalid($"'{uri}' names no folder.");
        }

        return Path.GetFullPath(path);
    }

    private static bool IsFile(string uri) => uri.StartsWith(FileScheme, StringComparison.OrdinalIgnoreCase);

    private static string PathOfFileUri(string uri)
    {
        var rest = uri.Substring(FileScheme.Length);
        var end = rest.IndexOfAny(['?', '#']);
        rest = end < 0 ? rest : rest.Substring(0, end);
        if (rest.StartsWith("//", StringComparison.Ordinal))
        {
            var slash = rest.IndexOf('/', 2);
            var host = slash < 0 ? rest.Substring(2) : rest.Substring(2, slash - 2);
            if (host.Length > 0 && !string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase))
            {
                throw new MlTrackException(
                    MlTrackErrorCode.InternalError,
                    $"{uri} is not a valid remote uri. For remote access on windows, please consider using a different scheme such as SMB " +
                    "(e.g. smb://<hostname>/<path>).");
            }

            rest = slash < 0 ? string.Empty : rest.Substring(slash);
        }

        // file:///C:/data is the path C:/data.
        var drive = RuntimeInformation.IsOSPlatform(OSPlatform.Windows) && rest.Length > 2 && rest[0] == '/' && rest[2] == ':';
        return drive ? rest.Substring(1) : rest;
    }
}
