using System.Collections.Concurrent;
using MlTrack.Internal.Artifacts;
using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.FileStore;
using MlTrack.Internal.IO;
using MlTrack.Internal.Rules;

namespace MlTrack.Stores;

/// <content>Opening by path or URI, and schemes of others.</content>
public static partial class TrackingStores
{
    /// <summary>The environment variable that names the store when nothing else does.</summary>
    public const string TrackingUriVariable = "MLFLOW_TRACKING_URI";

    /// <summary>The folder that is opened when nothing names a store.</summary>
    public const string DefaultFolder = "./mlruns";

    private const string FileScheme = "file";
    private const string MemoryScheme = "memory";

    private static readonly ConcurrentDictionary<string, Func<string, MlTrackClientOptions, ITrackingStore>> Factories = new(StringComparer.OrdinalIgnoreCase)
    {
        ["http"] = (uri, options) => Rest(uri, null, options),
        ["https"] = (uri, options) => Rest(uri, null, options),
    };

    /// <summary>Opens a folder in MLflow's file format. A folder that does not exist is made, with the experiment <c>0</c> named <c>Default</c>.</summary>
    /// <param name="path">The folder, taken as it is written; a relative one counts from the current folder.</param>
    /// <param name="options">How the store works; null for the defaults.</param>
    /// <returns>The store.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="MlTrackException">The path is a file, or the folder cannot be made.</exception>
    /// <remarks>Artifact locations of new experiments are recorded as <c>file://</c> and the absolute, percent-encoded path.</remarks>
    public static IDirectTrackingStore File(string path, MlTrackClientOptions? options = null)
    {
        Guard.NotNullOrEmpty(path);
        return new FileTrackingStore(path, options ?? new MlTrackClientOptions());
    }

    /// <summary>Says how stores of a scheme are opened, for the whole process. A later registration replaces an earlier one, also those of <c>http</c> and <c>https</c>.</summary>
    /// <param name="scheme">The scheme without the colon, such as <c>sqlite</c>; in any case.</param>
    /// <param name="factory">Makes the store for a URI, with the client's options.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The scheme is not one that a URI can have, or is built in.</exception>
    public static void Register(string scheme, Func<string, MlTrackClientOptions, ITrackingStore> factory)
    {
        Guard.NotNull(scheme);
        Guard.NotNull(factory);
        UriSchemes.Require(scheme, FileScheme, MemoryScheme);

        Factories[scheme] = factory;
    }

    /// <summary>Opens the store that a URI names: a path or <c>file:</c> URI opens a folder, <c>memory:</c> a new store in memory, <c>http(s):</c> a tracking server, other schemes are registered.</summary>
    /// <param name="uri">
    /// The URI; null or empty for the environment variable <c>MLFLOW_TRACKING_URI</c>, and without that for <c>./mlruns</c>. As in MLflow percent signs are decoded, in plain
    /// paths too, <c>~</c> has no meaning, and new experiments record their artifact locations in the form the URI has (a plain path stays one).
    /// </param>
    /// <param name="options">How the store works; null for the defaults.</param>
    /// <returns>The store.</returns>
    /// <exception cref="MlTrackException">
    /// <see cref="MlTrackErrorCode.InvalidParameterValue"/> when nobody registered the scheme; <see cref="MlTrackErrorCode.InternalError"/>, as in MLflow, for a
    /// <c>file:</c> URI that names another host.
    /// </exception>
    public static ITrackingStore Open(string? uri = null, MlTrackClientOptions? options = null)
    {
        options ??= new MlTrackClientOptions();
        var chosen = Choose(uri);
        var scheme = LocalUri.SchemeOf(chosen);
        if (scheme is null or FileScheme)
        {
            var root = LocalUri.ToPath(chosen);
            return new FileTrackingStore(root, options, PhysicalFileSystem.Instance, ArtifactRoot(chosen, scheme, root), chosen);
        }

        if (scheme == MemoryScheme)
        {
            return Memory(options);
        }

        return Factories.TryGetValue(scheme, out var factory)
            ? factory(chosen, options)
            : throw new MlTrackException(
                MlTrackErrorCode.InvalidParameterValue,
                $"No tracking store is registered for the scheme '{scheme}'. Known: {string.Join(", ", Factories.Keys.Append(FileScheme).Append(MemoryScheme).OrderBy(known => known, StringComparer.Ordinal))}.");
    }

    private static string Choose(string? uri)
    {
        if (!string.IsNullOrEmpty(uri))
        {
            return uri!;
        }

        var variable = Environment.GetEnvironmentVariable(TrackingUriVariable);
        return string.IsNullOrEmpty(variable) ? DefaultFolder : variable!;
    }

    // file:/abs becomes file:///abs; a URI with two slashes or more stays as it was given, percent signs included.
    private static string ArtifactRoot(string uri, string? scheme, string root)
    {
        var path = scheme is null ? uri : uri.Substring(FileScheme.Length + 1);
        if (scheme is not null && path.StartsWith("//", StringComparison.Ordinal))
        {
            return uri.TrimEnd('/');
        }

        var absolute = root.Replace('\\', '/');
        if (scheme is null)
        {
            // A plain path with a percent sign would be decoded once more by whoever reads it.
            return absolute.IndexOf('%') < 0 ? absolute : FileUris.FromPath(root);
        }

        return path.StartsWith("/", StringComparison.Ordinal) ? "file://" + path.TrimEnd('/') : "file://" + (absolute.StartsWith("/", StringComparison.Ordinal) ? "" : "/") + absolute;
    }
}
