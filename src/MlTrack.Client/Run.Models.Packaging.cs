using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Packaging;
using MlTrack.Models;

namespace MlTrack;

/// <content>Models with their files.</content>
public sealed partial class Run
{
    /// <summary>
    /// Logs a model: makes a logged model of this run, writes its files, and finishes it, and registers it if wanted. MLflow's <c>log_model</c>. With an
    /// exception the model is left in state FAILED.
    /// </summary>
    /// <param name="name">The model's name; null for a generated one. Need not be unique.</param>
    /// <param name="flavor">Writes the model.</param>
    /// <param name="options">Signature, example, metadata, registration; null for none.</param>
    /// <param name="cancellationToken">Stops writing; the model is FAILED then.</param>
    /// <returns>The model, READY.</returns>
    /// <remarks>
    /// Throws in both failure policies: a model that is not there is no gap in a logbook. Params of the run become params of the model, as in MLflow; its
    /// metrics do not, which MLflow writes into the run a second time. Give <see cref="Metric.ModelId"/> with the points that belong to the model.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    /// <exception cref="MlTrackException">The model could not be made, written or registered.</exception>
    public Task<LoggedModelInfo> LogModelAsync(string? name, IModelFlavor flavor, LogModelOptions? options = null, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(flavor);
        return LogModelAsync(name, [flavor], options, cancellationToken);
    }

    /// <summary>Logs a model in several forms in one folder, such as ML.NET's file and an ONNX graph that Python can load.</summary>
    /// <param name="name">The model's name; null for a generated one.</param>
    /// <param name="flavors">Write the model, one after the other.</param>
    /// <param name="options">Signature, example, metadata, registration; null for none.</param>
    /// <param name="cancellationToken">Stops writing; the model is FAILED then.</param>
    /// <returns>The model, READY.</returns>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    /// <exception cref="MlTrackException">The model could not be made, written or registered.</exception>
    public async Task<LoggedModelInfo> LogModelAsync(
        string? name, IReadOnlyList<IModelFlavor> flavors, LogModelOptions? options = null, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(flavors);
        ThrowIfEnded();
        options ??= new LogModelOptions();

        // What was logged before belongs to the model; it may still wait in a queue.
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        var run = await Client.Store.GetRunAsync(RunId, cancellationToken).ConfigureAwait(false);
        var model = await CreateLoggedModelAsync(
            name, options.ModelType, ModelsOfRuns.Params(run, options), ModelsOfRuns.Tags(run, options), options.Step, cancellationToken).ConfigureAwait(false);
        return await Client.LogModelAsync(model, flavors, options, cancellationToken).ConfigureAwait(false);
    }
}
