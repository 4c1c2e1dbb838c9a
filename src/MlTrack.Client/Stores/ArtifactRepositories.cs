using System.Collections.Concurrent;
using MlTrack.Internal.Artifacts;
using MlTrack.Internal.Context;
using MlTrack.Internal.Rules;

namespace MlTrack.Stores;

/// <summary>Opens the artifacts behind a URI. Paths and <c>file:</c> URIs are built in; other schemes are registered. Thread-safe.</summary>
public static class ArtifactRepositories
{
    private const string FileScheme = "file";

    private static readonly ConcurrentDictionary<string, Func<string, MlTrackClientOptions, IArtifactRepository>> Factories = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Says how the artifacts of a scheme are opened, for the whole process. A later registration replaces an earlier one.</summary>
    /// <param name="scheme">The scheme without the colon, such as <c>s3</c>; in any case.</param>
    /// <param name="factory">Makes the repository for a URI, with the client's options. Called often, from any thread; it must not connect yet.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The scheme is not one that a URI can have, or is built in.</exception>
    public static void Register(string scheme, Func<string, MlTrackClientOptions, IArtifactRepository> factory)
    {
        if (scheme is null)
        {
            throw new ArgumentNullException(nameof(scheme));
        }

        if (factory is null)
        {
            throw new ArgumentNullException(nameof(factory));
        }

        UriSchemes.Require(scheme, FileScheme);

        Factories[scheme] = factory;
    }

    /// <summary>Opens the artifacts behind a URI. Nothing is read and no connection is made yet.</summary>
    /// <param name="uri">A path, a <c>file:</c> URI, or a URI of a registered scheme. Percent signs in paths are decoded, as MLflow does.</param>
    /// <param name="options">How to work; null for the defaults.</param>
    /// <returns>The repository.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="uri"/> is null.</exception>
    /// <exception cref="MlTrackException">
    /// <see cref="MlTrackErrorCode.InternalError"/>, as in MLflow, when nobody registered the scheme or a <c>file:</c> URI names another host.
    /// </exception>
    public static IArtifactRepository Open(string uri, MlTrackClientOptions? options = null)
    {
        if (uri is null)
        {
            throw new ArgumentNullException(nameof(uri));
        }

        options ??= new MlTrackClientOptions();
        var scheme = LocalUri.SchemeOf(uri);
        if (scheme is null or FileScheme)
        {
            return new LocalArtifactRepository(LocalUri.ToPath(uri), uri, options);
        }

        return Factories.TryGetValue(scheme, out var factory)
            ? factory(uri, options)
            : throw ArtifactErrors.NoRepository(SecretText.Hide(uri), Factories.Keys.Append(FileScheme).OrderBy(known => known, StringComparer.Ordinal));
    }
}
