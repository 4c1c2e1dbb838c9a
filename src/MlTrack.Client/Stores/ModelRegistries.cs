using System.Collections.Concurrent;
using MlTrack.Internal.Artifacts;
using MlTrack.Internal.Context;
using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.FileStore;
using MlTrack.Internal.FileStore.Registry;
using MlTrack.Internal.IO;
using MlTrack.Internal.MemoryStore.Registry;
using MlTrack.Internal.Registry;
using MlTrack.Internal.Rest;
using MlTrack.Internal.Rules;

namespace MlTrack.Stores;

/// <summary>Opens model registries. Most programs need none of this: a client has the registry of its store. Thread-safe.</summary>
public static class ModelRegistries
{
    /// <summary>The environment variable that names the registry where it is not the tracking store's.</summary>
    public const string RegistryUriVariable = "MLFLOW_REGISTRY_URI";

    private const string FileScheme = "file";
    private const string MemoryScheme = "memory";

    private static readonly ConcurrentDictionary<string, Func<string, MlTrackClientOptions, IModelRegistryStore>> Factories = new(StringComparer.OrdinalIgnoreCase)
    {
        ["http"] = (uri, options) => Rest(uri, null, options),
        ["https"] = (uri, options) => Rest(uri, null, options),
    };

    /// <summary>Opens the registry of a folder in MLflow's file format: its subfolder <c>models</c>, which is made with the first model.</summary>
    /// <param name="path">The <c>mlruns</c> folder, taken as it is written; a relative one counts from the current folder.</param>
    /// <param name="options">Clock, durability, search language, links, log; null for the defaults.</param>
    /// <param name="tracking">Where logged models (<c>models:/m-…</c>) are looked for; null for the same folder.</param>
    /// <returns>The registry.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <remarks>Opening reads and writes nothing. MLflow's own file store can use the folder at the same time.</remarks>
    public static IModelRegistryStore File(string path, MlTrackClientOptions? options = null, ITrackingStore? tracking = null)
    {
        Guard.NotNullOrEmpty(path);
        return OpenFolder(Path.GetFullPath(path), uri: null, options ?? new MlTrackClientOptions(), tracking);
    }

    /// <summary>Makes a registry that lives in memory and is gone with its last reference. It follows the file store in every rule, code and message.</summary>
    /// <param name="options">Clock and search language; null for the defaults.</param>
    /// <param name="tracking">Where logged models (<c>models:/m-…</c>) are looked for; null when there are none.</param>
    /// <returns>An empty registry. Each call gives another one.</returns>
    public static IModelRegistryStore Memory(MlTrackClientOptions? options = null, ITrackingStore? tracking = null) =>
        new ModelRegistryStore(new MemoryRegistry(), tracking is null ? NoModelSources.Instance : new TrackedModelSources(tracking), options ?? new MlTrackClientOptions());

    /// <summary>Opens the registry of a server: MLflow's own, ours, or another that speaks MLflow's REST API. No connection is made yet.</summary>
    /// <param name="uri"><c>http://host:port</c> or <c>https://host</c>, as for <see cref="TrackingStores.Rest"/>.</param>
    /// <param name="options">How the server is reached; null for what the environment says.</param>
    /// <param name="clientOptions">The clock and the log; null for the defaults.</param>
    /// <returns>
    /// The registry, with a pool of connections of its own. It is disposable and thread-safe. Where runs and models are on the same server, take the one of
    /// <see cref="TrackingStores.Rest"/>, which is an <see cref="IModelRegistryProvider"/>.
    /// </returns>
    /// <remarks>
    /// Failures and repeats are those of <see cref="TrackingStores.Rest"/>; creating and renaming a model and creating a version are repeated only where the server
    /// cannot have begun. Servers do not tell the logged model behind a version: <see cref="ModelVersion.ModelId"/> is known where the source is that model.
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="uri"/> is null.</exception>
    /// <exception cref="MlTrackException"><see cref="MlTrackErrorCode.InvalidParameterValue"/>: the URI, an option or an environment variable cannot be used.</exception>
    public static IModelRegistryStore Rest(string uri, RestStoreOptions? options = null, MlTrackClientOptions? clientOptions = null)
    {
        Guard.NotNull(uri);
        return new RestModelRegistryStore(RestSettings.Resolve(uri, options ?? new RestStoreOptions(), MlflowEnvironment.Process), clientOptions ?? new MlTrackClientOptions());
    }

    /// <summary>Says how registries of a scheme are opened, for the whole process. A later registration replaces an earlier one, also those of <c>http</c> and <c>https</c>.</summary>
    /// <param name="scheme">The scheme without the colon, such as <c>sqlite</c>; in any case.</param>
    /// <param name="factory">Makes the registry for a URI, with the client's options.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The scheme is not one that a URI can have, or is built in.</exception>
    public static void Register(string scheme, Func<string, MlTrackClientOptions, IModelRegistryStore> factory)
    {
        Guard.NotNull(scheme);
        Guard.NotNull(factory);
        UriSchemes.Require(scheme, FileScheme, MemoryScheme);

        Factories[scheme] = factory;
    }

    /// <summary>Opens the registry that a URI names: a path or <c>file:</c> URI opens a folder, <c>memory:</c> a new registry in memory, <c>http(s):</c> a server; other schemes are registered.</summary>
    /// <param name="uri">The URI. Percent signs are decoded, in plain paths too, as in MLflow.</param>
    /// <param name="options">How the registry works; null for the defaults.</param>
    /// <param name="tracking">Where logged models (<c>models:/m-…</c>) are looked for; null for the folder itself.</param>
    /// <returns>The registry.</returns>
    /// <exception cref="ArgumentException"><paramref name="uri"/> is null or empty.</exception>
    /// <exception cref="MlTrackException">
    /// <see cref="MlTrackErrorCode.InvalidParameterValue"/> when nobody registered the scheme; <see cref="MlTrackErrorCode.InternalError"/>, as in MLflow, for a
    /// <c>file:</c> URI that names another host.
    /// </exception>
    public static IModelRegistryStore Open(string uri, MlTrackClientOptions? options = null, ITrackingStore? tracking = null)
    {
        Guard.NotNullOrEmpty(uri);
        options ??= new MlTrackClientOptions();
        var scheme = LocalUri.SchemeOf(uri);
        return scheme switch
        {
            null or FileScheme => OpenFolder(LocalUri.ToPath(uri), uri, options, tracking),
            MemoryScheme => Memory(options, tracking),
            _ when Factories.TryGetValue(scheme, out var factory) => factory(uri, options),
            _ => throw new MlTrackException(
                MlTrackErrorCode.InvalidParameterValue,
                $"No model registry is registered for the scheme '{scheme}'. Known: {string.Join(", ", Factories.Keys.Append(FileScheme).Append(MemoryScheme).OrderBy(known => known, StringComparer.Ordinal))}."),
        };
    }

    private static ModelRegistryStore OpenFolder(string root, string? uri, MlTrackClientOptions options, ITrackingStore? tracking)
    {
        var folder = root.Length > 1 ? root.TrimEnd(Path.DirectorySeparatorChar) : root;
        var context = new StoreContext(folder, options, PhysicalFileSystem.Instance);
        IModelSources sources = tracking is null ? new FolderModelSources(context) : new TrackedModelSources(tracking);
        return new ModelRegistryStore(new FileRegistry(context, uri ?? FileUris.FromPath(folder)), sources, options);
    }
}
