using MlTrack.Stores;

namespace MlTrack.Internal.Artifacts;

/// <summary>A store that can open URIs of artifacts which only it can make sense of, such as <c>mlflow-artifacts:/…</c>: a place behind its own server.</summary>
internal interface IArtifactPlaces
{
    /// <summary>Opens a place. Nothing is read and no connection is made yet.</summary>
    /// <returns>The repository; null for a URI that means the same to everybody.</returns>
    /// <exception cref="MlTrackException">The URI names no place.</exception>
    IArtifactRepository? TryOpen(string uri);
}
