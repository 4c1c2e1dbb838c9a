namespace MlTrack.Internal.Starting;

/// <summary>Which experiment a run goes to: the options, then MLflow's environment variables, then the default experiment.</summary>
internal static class ExperimentChoice
{
    internal const string DefaultExperimentId = "0";

    internal static async Task<string> ChooseAsync(MlTrackClient client, RunOptions options, CancellationToken cancellationToken)
    {
        if (options.ExperimentName is not { } name)
        {
            return options.ExperimentId ?? DefaultExperimentId;
        }

        var experiment = await client.GetOrCreateExperimentAsync(name, cancellationToken).ConfigureAwait(false);
        return options.ExperimentId is null || options.ExperimentId == experiment.ExperimentId
            ? experiment.ExperimentId
            : throw new MlTrackException(
                MlTrackErrorCode.InvalidParameterValue,
                $"The experiment id '{options.ExperimentId}' does not match the experiment id '{experiment.ExperimentId}' for experiment name '{name}'.");
    }
}
