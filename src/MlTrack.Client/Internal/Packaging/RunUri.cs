using MlTrack.Internal.Rules;

namespace MlTrack.Internal.Packaging;

/// <summary>A <c>runs:/run_id/path</c> URI, read as MLflow does.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Path">The path below its artifacts; empty for all of them.</param>
internal sealed record RunUri(string RunId, string Path)
{
    private const string Scheme = "runs:";

    /// <summary>True when the URI has the scheme, well formed or not.</summary>
    internal static bool IsRuns(string uri) => uri.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a URI.</summary>
    /// <exception cref="MlTrackException"><see cref="MlTrackErrorCode.InternalError"/>, as in MLflow, when it is none.</exception>
    internal static RunUri Parse(string uri)
    {
        var path = IsRuns(uri) ? uri.Substring(Scheme.Length) : "";
        if (path.Length <= 1 || path[0] != '/' || path[1] == '/')
        {
            throw RegistryErrors.NoRunsUri(uri);
        }

        var slash = path.IndexOf('/', 1);
        return slash < 0 ? new RunUri(path.Substring(1), "") : new RunUri(path.Substring(1, slash - 1), path.Substring(slash + 1).TrimEnd('/'));
    }

    /// <summary>Gives the run that a source of a version lies in; null for a source that names none.</summary>
    internal static string? FindRunId(string source) => IsRuns(source) && source.Length > Scheme.Length + 1 && source[Scheme.Length] == '/' && source[Scheme.Length + 1] != '/'
        ? Parse(source).RunId
        : null;
}
