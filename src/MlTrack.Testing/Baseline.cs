using MlTrack.Testing.Internal;

namespace MlTrack.Testing;

/// <summary>Finds the runs that new models are compared with.</summary>
/// <remarks>Static, and thread-safe.</remarks>
public static class Baseline
{
    private const string Scheme = "models:/";

    /// <summary>Finds the run that made a registered model.</summary>
    /// <param name="client">The client of the registry.</param>
    /// <param name="modelUri">The model: <c>models:/name@alias</c> or <c>models:/name/version</c>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The run; null when there is no such model, version or alias yet, or it names no run.</returns>
    /// <exception cref="ArgumentException">The URI is of another form.</exception>
    /// <exception cref="MlTrackException">The registry or the run cannot be read, or the run is gone.</exception>
    public static async Task<RunRecord?> FindAsync(MlTrackClient client, string modelUri, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(client);
        Guard.NotNull(modelUri);
        ModelVersion version;
        try
        {
            version = await FindVersionAsync(client, modelUri, cancellationToken).ConfigureAwait(false);
        }
        catch (MlTrackException exception) when (IsAbsent(exception))
        {
            return null;
        }

        return string.IsNullOrEmpty(version.RunId) ? null : await client.GetRunAsync(version.RunId!, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Finds the run that made a registered model, which must be there.</summary>
    /// <param name="client">The client of the registry.</param>
    /// <param name="modelUri">The model: <c>models:/name@alias</c> or <c>models:/name/version</c>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="ModelAssertionException">There is no such model, version or alias, or it names no run.</exception>
    /// <exception cref="ArgumentException">The URI is of another form.</exception>
    /// <exception cref="MlTrackException">The registry or the run cannot be read, or the run is gone.</exception>
    public static async Task<RunRecord> GetAsync(MlTrackClient client, string modelUri, CancellationToken cancellationToken = default) =>
        await FindAsync(client, modelUri, cancellationToken).ConfigureAwait(false)
        ?? throw new ModelAssertionException($"There is no model '{modelUri}' that names its run. Register one, or use FindAsync, which takes the first model as it is.");

    private static Task<ModelVersion> FindVersionAsync(MlTrackClient client, string uri, CancellationToken cancellationToken)
    {
        if (uri.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            var rest = uri.Substring(Scheme.Length);
            var parts = rest.Split('/');
            if (parts.Length == 2 && parts[0].Length > 0 && parts[1].Length > 0)
            {
                return client.GetModelVersionAsync(parts[0], parts[1], cancellationToken);
            }

            var at = rest.LastIndexOf('@');
            if (parts.Length == 1 && at > 0 && at < rest.Length - 1)
            {
                return client.GetModelVersionByAliasAsync(rest.Substring(0, at), rest.Substring(at + 1), cancellationToken);
            }
        }

        throw new ArgumentException($"'{uri}' is no model of a registry. Write models:/name@alias or models:/name/version.", nameof(uri));
    }

    // MLflow's answer to an alias that is not set is INVALID_PARAMETER_VALUE.
    private static bool IsAbsent(MlTrackException exception) => exception.ErrorCode == MlTrackErrorCode.ResourceDoesNotExist
        || (exception.ErrorCode == MlTrackErrorCode.InvalidParameterValue && exception.Message.Contains("alias") && exception.Message.Contains("not found"));
}
