using MlTrack.Internal.Context;
using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Rest;

namespace MlTrack.Stores;

/// <content>Tracking servers.</content>
public static partial class TrackingStores
{
    /// <summary>Opens a tracking server: MLflow's own, ours, or another that speaks MLflow's REST API. No connection is made yet.</summary>
    /// <param name="uri">
    /// <c>http://host:port</c> or <c>https://host</c>, with a path where the server lies below one. User and password in it are used and shown nowhere.
    /// </param>
    /// <param name="options">How the server is reached; null for what the environment says.</param>
    /// <param name="clientOptions">The clock and the log; null for the defaults.</param>
    /// <returns>The store, with one pool of connections. It is disposable, an <see cref="IArtifactRepositoryProvider"/>, and thread-safe.</returns>
    /// <remarks>
    /// <para>
    /// A call that fails for a while (no connection, 408, 429, 500, 502, 503, 504) is repeated with growing waits, as MLflow's client does, with one difference: a call
    /// that would do its work twice (creating runs and models, logging points) is repeated only where the server cannot have begun it. Otherwise it fails
    /// with <see cref="MlTrackException.IsTransient"/>, and what was done can be looked up.
    /// </para>
    /// <para>
    /// Refusals are <see cref="MlTrackServerException"/>s with MLflow's code and the server's words. Filters that only our own stores understand are refused
    /// before they are sent.
    /// </para>
    /// </remarks>
    /// <exception cref="ArgumentNullException"><paramref name="uri"/> is null.</exception>
    /// <exception cref="MlTrackException"><see cref="MlTrackErrorCode.InvalidParameterValue"/>: the URI, an option or an environment variable cannot be used.</exception>
    public static ITrackingStore Rest(string uri, RestStoreOptions? options = null, MlTrackClientOptions? clientOptions = null)
    {
        Guard.NotNull(uri);
        return new RestTrackingStore(RestSettings.Resolve(uri, options ?? new RestStoreOptions(), MlflowEnvironment.Process), clientOptions ?? new MlTrackClientOptions());
    }
}
