using System.Globalization;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.Rules;

/// <summary>
/// Where artifacts lie: MLflow's rules for artifact locations of experiments and for the URIs of runs and models below them.
/// </summary>
internal static class ArtifactUris
{
    private const string ArtifactsFolder = "artifacts";
    private const string FileScheme = "file:";
    private const string LengthVariable = "MLFLOW_ARTIFACT_LOCATION_MAX_LENGTH";

    /// <summary>The artifact URI of a run: <c>&lt;location&gt;/&lt;run&gt;/artifacts</c>.</summary>
    internal static string OfRun(string artifactLocation, string runId) => Append(artifactLocation, runId, ArtifactsFolder);

    /// <summary>The artifact location of a logged model: <c>&lt;location&gt;/models/&lt;model&gt;/artifacts</c>.</summary>
    internal static string OfModel(string artifactLocation, string modelId) => Append(artifactLocation, "models", modelId, ArtifactsFolder);

    /// <summary>
    /// Appends segments to the path of a URI or plain path, before its query: <c>s3://b/p?v=7</c> becomes <c>s3://b/p/x?v=7</c>.
    /// </summary>
    /// <exception cref="MlTrackException">The query holds <c>..</c>, which some programs would take for a path.</exception>
    internal static string Append(string uri, params string[] segments)
    {
        var end = PathEnd(uri);
        if (HasScheme(uri) && uri.IndexOf("..", end, StringComparison.Ordinal) >= 0)
        {
            throw TrackingErrors.InvalidParameter("Invalid query string");
        }

        var path = uri.Substring(0, end);
        var separator = path.Length == 0 || path[path.Length - 1] == '/' ? "" : "/";
        return path + separator + string.Join("/", segments) + uri.Substring(end);
    }

    /// <summary>Refuses a location that is too long.</summary>
    /// <exception cref="MlTrackException">It has more than 2,048 characters, or than <c>MLFLOW_ARTIFACT_LOCATION_MAX_LENGTH</c> says.</exception>
    internal static void CheckLength(string location)
    {
        var text = Environment.GetEnvironmentVariable(LengthVariable);
        if (!int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var limit))
        {
            limit = Names.MaxArtifactLocationLength;
        }

        if (Names.CountCodePoints(location) > limit)
        {
            throw TrackingErrors.InvalidParameter(string.Format(
                CultureInfo.InvariantCulture,
                "Invalid artifact path length. The length of the artifact path cannot be greater than {0} characters. To configure this limit, " +
                "please set the {1} environment variable.",
                limit,
                LengthVariable));
        }
    }

    /// <summary>Gives the location that is recorded for an experiment: as it was given, but relative local ones made absolute.</summary>
    /// <param name="location">A URI or a path, such as <c>s3://bucket/prefix</c>, <c>rel/dir</c>, <c>file:rel</c>.</param>
    /// <param name="currentDirectory">The folder that relative ones start from.</param>
    internal static string Resolve(string location, string currentDirectory)
    {
        if (location.StartsWith(FileScheme, StringComparison.OrdinalIgnoreCase))
        {
            var path = location.Substring(FileScheme.Length);
            return IsAbsolute(path) ? location : FileScheme + "//" + Join(ForUri(currentDirectory), path);
        }

        return HasScheme(location) || IsAbsolute(location) ? location : Join(ForPath(currentDirectory), location);
    }

    /// <summary>True when a location names a scheme. One letter before the colon is a drive of Windows.</summary>
    internal static bool HasScheme(string location)
    {
        var colon = location.IndexOf(':');
        if (colon < 2 || !IsAsciiLetter(location[0]))
        {
            return false;
        }

        for (var i = 1; i < colon; i++)
        {
            var character = location[i];
            if (!IsAsciiLetter(character) && character is not ((>= '0' and <= '9') or '+' or '-' or '.'))
            {
                return false;
            }
        }

        return true;
    }

    // A plain path has no query: '?' and '#' are characters of file names there.
    private static int PathEnd(string uri)
    {
        var end = HasScheme(uri) ? uri.IndexOfAny(['?', '#']) : -1;
        return end < 0 ? uri.Length : end;
    }

    private static bool IsAbsolute(string path) =>
        path.Length > 0 && (path[0] is '/' or '\\' || (path.Length > 1 && path[1] == ':' && IsAsciiLetter(path[0])));

    private static string ForPath(string directory) => directory.Replace('\\', '/');

    // C:\work becomes /C:/work, so that three slashes follow the scheme there as well.
    private static string ForUri(string directory)
    {
        var path = ForPath(directory);
        return path.StartsWith("/", StringComparison.Ordinal) ? path : "/" + path;
    }

    private static string Join(string directory, string relative)
    {
        var plain = relative.StartsWith("./", StringComparison.Ordinal) ? relative.Substring(2) : relative;
        return directory.EndsWith("/", StringComparison.Ordinal) ? directory + plain : directory + "/" + plain;
    }

    private static bool IsAsciiLetter(char character) => (uint)((character | 0x20) - 'a') < 26;
}
