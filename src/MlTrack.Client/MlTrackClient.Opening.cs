using MlTrack.Stores;

namespace MlTrack;

/// <content>Opening.</content>
public sealed partial class MlTrackClient
{
    /// <summary>Opens a client on a folder or a server.</summary>
    /// <param name="uri">
    /// A path or <c>file:</c> URI of an <c>mlruns</c> folder, <c>memory:</c>, or a URI of a registered scheme. Null for <c>MLFLOW_TRACKING_URI</c>, and without it
    /// <c>./mlruns</c>.
    /// </param>
    /// <returns>The client.</returns>
    /// <exception cref="MlTrackException">Nobody knows the scheme, or the folder cannot be opened.</exception>
    /// <remarks>A folder that does not exist is made, with the experiment <c>0</c> named <c>Default</c>, as MLflow does.</remarks>
    /// <example><code>await using var client = MlTrackClient.Open("./mlruns");</code></example>
    public static MlTrackClient Open(string? uri = null) => Open(uri, new MlTrackClientOptions());

    /// <summary>Opens a client on a folder or a server.</summary>
    /// <param name="uri">As with <see cref="Open(string?)"/>.</param>
    /// <param name="options">How the client works.</param>
    /// <returns>The client.</returns>
    /// <exception cref="MlTrackException">Nobody knows the scheme, or the folder cannot be opened.</exception>
    public static MlTrackClient Open(string? uri, MlTrackClientOptions options)
    {
        Internal.Diagnostics.Guard.NotNull(options);
        return new MlTrackClient(TrackingStores.Open(uri, options), options);
    }
}
