using MlTrack.Internal.Rules;

namespace MlTrack.Internal.Packaging;

/// <summary>
/// A <c>models:</c> URI, read as MLflow does: <c>models:/name/3</c> a version, <c>models:/name/latest</c>, <c>models:/name/Production</c> a stage,
/// <c>models:/name@alias</c>, and <c>models:/m-…</c> a logged model, whatever the one part is.
/// </summary>
/// <remarks>The scheme may have any case; a query is cut off, <c>#</c> and percent signs are kept. Exactly one of the parts beside the name is set, none for the latest version.</remarks>
internal sealed record ModelUri
{
    private const string Scheme = "models:";
    private const string ModelIdPrefix = "m-";

    /// <summary>The logged model; then everything else is null.</summary>
    internal string? ModelId { get; private init; }

    /// <summary>The registered model's name.</summary>
    internal string? Name { get; private init; }

    /// <summary>The number as it was written.</summary>
    internal string? Version { get; private init; }

    /// <summary>The stage as it was written.</summary>
    internal string? Stage { get; private init; }

    /// <summary>The alias.</summary>
    internal string? Alias { get; private init; }

    /// <summary>True when the URI has the scheme, well formed or not.</summary>
    internal static bool IsModels(string uri) => uri.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a URI.</summary>
    /// <exception cref="MlTrackException"><see cref="MlTrackErrorCode.InternalError"/>, as in MLflow, when it is none.</exception>
    internal static ModelUri Parse(string uri)
    {
        var path = IsModels(uri) ? PathOf(uri.Substring(Scheme.Length)) : "";
        var parts = path.TrimStart('/').Split('/');
        if (path.Length <= 1 || path[0] != '/' || parts.Length > 2 || string.IsNullOrWhiteSpace(parts[0]))
        {
            throw RegistryErrors.NoModelsUri(uri);
        }

        if (parts.Length == 2)
        {
            return string.IsNullOrWhiteSpace(parts[1]) ? throw RegistryErrors.NoModelsUri(uri) : OfSuffix(parts[0], parts[1]);
        }

        var at = parts[0].LastIndexOf('@');
        if (at < 0)
        {
            return new ModelUri { ModelId = parts[0] };
        }

        var alias = parts[0].Substring(at + 1);
        return string.IsNullOrWhiteSpace(alias)
            ? throw RegistryErrors.NoModelsUri(uri)
            : new ModelUri { Name = parts[0].Substring(0, at), Alias = alias };
    }

    /// <summary>Gives the logged model that a source of a version is; null for every other source.</summary>
    internal static string? FindModelId(string? source)
    {
        const string Prefix = Scheme + "/" + ModelIdPrefix;
        return source?.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) == true && source.IndexOfAny(['/', '@', '?'], Prefix.Length) < 0
            ? source.Substring(Scheme.Length + 1)
            : null;
    }

    private static ModelUri OfSuffix(string name, string suffix)
    {
        if (suffix.All(char.IsDigit))
        {
            return new ModelUri { Name = name, Version = suffix };
        }

        return string.Equals(suffix, RegistryRules.LatestAlias, StringComparison.OrdinalIgnoreCase)
            ? new ModelUri { Name = name }
            : new ModelUri { Name = name, Stage = suffix };
    }

    // models://host/x: what stands between two slashes and a third is a host, which MLflow ignores here.
    private static string PathOf(string rest)
    {
        var query = rest.IndexOf('?');
        var text = query < 0 ? rest : rest.Substring(0, query);
        if (!text.StartsWith("//", StringComparison.Ordinal))
        {
            return text;
        }

        var slash = text.IndexOf('/', 2);
        return slash < 0 ? "" : text.Substring(slash);
    }
}
