namespace MlTrack.Internal.Rules;

/// <summary>Schemes of URIs that somebody registers.</summary>
internal static class UriSchemes
{
    /// <summary>Refuses a scheme that cannot be registered: a drive's letter, no scheme at all, or one of ours.</summary>
    /// <exception cref="ArgumentException">It cannot be registered.</exception>
    internal static void Require(string scheme, params string[] builtIn)
    {
        if (!Uri.CheckSchemeName(scheme) || scheme.Length < 2 || builtIn.Contains(scheme, StringComparer.OrdinalIgnoreCase))
        {
            throw new ArgumentException($"'{scheme}' cannot be registered: it is no scheme of a URI with two letters or more, or it is built in.", nameof(scheme));
        }
    }
}
