using MlTrack.Stores;

namespace MlTrack.Cli.Internal;

/// <summary>Which folder a store's URI means.</summary>
internal static class StoreFolder
{
    /// <summary>The URI in use: what was given, else the environment's, else <c>./mlruns</c>.</summary>
    public static string Choose(string? uri)
    {
        var chosen = string.IsNullOrEmpty(uri) ? Environment.GetEnvironmentVariable(TrackingStores.TrackingUriVariable) : uri;
        return string.IsNullOrEmpty(chosen) ? TrackingStores.DefaultFolder : chosen;
    }

    /// <summary>Throws when the URI means a local folder that is not there.</summary>
    /// <exception cref="MlTrackException">It is not there.</exception>
    public static void DemandExists(string? uri)
    {
        var chosen = Choose(uri);
        if (FolderOf(chosen) is { } folder && !Directory.Exists(folder))
        {
            throw new MlTrackException(
                MlTrackErrorCode.ResourceDoesNotExist, $"There is no store at '{chosen}'. Name one with --store or {TrackingStores.TrackingUriVariable}.");
        }
    }

    /// <summary>The folder of a path or a <c>file:</c> URI, or null for any other URI.</summary>
    /// <remarks>As MLflow reads it: percent signs are decoded in plain paths too. A scheme of one letter is a drive.</remarks>
    public static string? FolderOf(string uri)
    {
        var colon = uri.IndexOf(':', StringComparison.Ordinal);
        if (colon < 2 || !Uri.CheckSchemeName(uri[..colon]))
        {
            return Uri.UnescapeDataString(uri);
        }

        if (!uri[..colon].Equals("file", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return Uri.TryCreate(uri, UriKind.Absolute, out var parsed) ? Uri.UnescapeDataString(parsed.AbsolutePath) : Uri.UnescapeDataString(uri[(colon + 1)..]);
    }
}
