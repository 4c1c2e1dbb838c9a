using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Writing;
using MlTrack.Stores;

namespace MlTrack;

/// <content>What came out of the run.</content>
public sealed partial class Run
{
    /// <summary>Records logged models that the run made: MLflow's <c>log_outputs</c>.</summary>
    /// <param name="models">The models and the steps at which they were made. A second step of the same model is ignored, as in MLflow.</param>
    /// <returns>This run.</returns>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    /// <exception cref="MlTrackException">With <see cref="OnFailure.Throw"/>: the outputs were not written.</exception>
    public Run LogOutputs(IReadOnlyList<LoggedModelOutput> models)
    {
        Guard.NotNull(models);
        return models.Count == 0 ? this : Log(new PendingOutputs([.. models]));
    }

    /// <summary>Makes a logged model of this run, in state PENDING, and records it as an output: MLflow's <c>initialize_logged_model</c>.</summary>
    /// <param name="name">The model's name; null for a generated one. Need not be unique.</param>
    /// <param name="modelType">The kind of model, a free text, or null.</param>
    /// <param name="parameters">Params of the model, or null. Those of the run are not copied.</param>
    /// <param name="tags">Tags of the model, or null.</param>
    /// <param name="step">The step at which it was made.</param>
    /// <param name="cancellationToken">Stops waiting; then the model may have been made.</param>
    /// <returns>The model. Write its files with <see cref="MlTrackClient.GetModelArtifactsAsync"/>, then call <see cref="MlTrackClient.FinalizeLoggedModelAsync"/>.</returns>
    /// <remarks>Throws in both failure policies, since there is no model to go on with. Recording it as an output follows the policy.</remarks>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    /// <exception cref="MlTrackException">The model could not be made.</exception>
    public async Task<LoggedModel> CreateLoggedModelAsync(
        string? name = null,
        string? modelType = null,
        IReadOnlyDictionary<string, string>? parameters = null,
        IReadOnlyDictionary<string, string>? tags = null,
        long step = 0,
        CancellationToken cancellationToken = default)
    {
        ThrowIfEnded();
        var request = new CreateLoggedModelRequest
        {
            ExperimentId = ExperimentId,
            Name = name,
            SourceRunId = RunId,
            ModelType = modelType,
            Params = [.. (parameters ?? EmptyMap.Strings).Select(param => new Param(param.Key, param.Value))],
            Tags = [.. (tags ?? EmptyMap.Strings).Select(tag => new RunTag(tag.Key, tag.Value))],
        };
        var model = await Client.CreateLoggedModelAsync(request, cancellationToken).ConfigureAwait(false);
        LogOutputs([new LoggedModelOutput(model.ModelId, step)]);
        return model;
    }
}
