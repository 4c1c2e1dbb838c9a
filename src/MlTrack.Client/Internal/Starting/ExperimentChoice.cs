using MlTrack.Internal.Context;

namespace MlTrack.Internal.Starting;

/// <summary>Which experiment a run goes to: the options, then MLflow's environment variables, then the default experiment.</summary>
internal static class ExperimentChoice
{
    internal const string DefaultExperimentId = "0";

    internal static async Task<string> ChooseAsync(MlTrackClient client, RunOptions options, CancellationToken cancellationToken)
    {
        if (options.ExperimentName is { } name)
        {
            var id = await IdOfAsync(client, name, cancellationToken).ConfigureAwait(false);
            return options.ExperimentId is null || options.ExperimentId == id
                ? id
                : throw Invalid($"The experiment id `{options.ExperimentId}` does not match the experiment id `{id}` for experiment name `{name}`");
        }

        return options.ExperimentId ?? await ChooseByEnvironmentAsync(client, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<string> ChooseByEnvironmentAsync(MlTrackClient client, CancellationToken cancellationToken)
    {
        var environmentId = client.EnvironmentVariables.ExperimentId;
        if (client.EnvironmentVariables.ExperimentName is { } name)
        {
            var id = await IdOfAsync(client, name, cancellationToken).ConfigureAwait(false);
            return environmentId is null || environmentId == id
                ? id
                : throw Invalid(
                    $"The provided {MlflowEnvironment.ExperimentIdName} environment variable value `{environmentId}` does not match the experiment id " +
                    $"`{id}` for experiment name `{name}`");
        }

        if (environmentId is null)
        {
            return DefaultExperimentId;
        }

        try
        {
            await client.GetExperimentAsync(environmentId, cancellationToken).ConfigureAwait(false);
            return environmentId;
        }
        catch (MlTrackException exception) when (exception.ErrorCode == MlTrackErrorCode.ResourceDoesNotExist)
        {
            throw Invalid(
                $"The provided {MlflowEnvironment.ExperimentIdName} environment variable value `{environmentId}` does not exist in the tracking server. " +
                "Provide a valid experiment_id.");
        }
    }

    private static async Task<string> IdOfAsync(MlTrackClient client, string name, CancellationToken cancellationToken) =>
        (await client.GetOrCreateExperimentAsync(name, cancellationToken).ConfigureAwait(false)).ExperimentId;

    private static MlTrackException Invalid(string message) => new(MlTrackErrorCode.InvalidParameterValue, message);
}
