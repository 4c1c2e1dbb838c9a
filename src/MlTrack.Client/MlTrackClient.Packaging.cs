using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Packaging;
using MlTrack.Models;
using MlTrack.Stores;

namespace MlTrack;

/// <content>Models as folders: finding and loading them.</content>
public sealed partial class MlTrackClient
{
    /// <summary>Finds the folder that a model's URI leads to. Nothing is fetched.</summary>
    /// <param name="modelUri">
    /// <c>models:/m-…</c> (a logged model), <c>models:/name/1</c>, <c>models:/name@alias</c>, <c>models:/name/latest</c>, a stage, <c>runs:/run/path</c>, or a path or URI
    /// of a folder.
    /// </param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Where it is.</returns>
    /// <exception cref="MlTrackException">The URI leads to nothing.</exception>
    public async Task<ModelLocation> ResolveModelUriAsync(string modelUri, CancellationToken cancellationToken = default)
    {
        Guard.NotNullOrEmpty(modelUri);
        ThrowIfDisposed();
        return await new ModelResolver(Store, Artifacts, () => Registration, OpenVersionPlace, _options).ResolveAsync(modelUri, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens a model's folder on this machine: in place where the store is a folder, else a copy, which is removed when it is disposed.</summary>
    /// <param name="modelUri">As for <see cref="ResolveModelUriAsync"/>.</param>
    /// <param name="verify">False to load files that are not those that were logged.</param>
    /// <param name="cancellationToken">Stops fetching and verifying.</param>
    /// <returns>The folder.</returns>
    /// <exception cref="MlTrackException">
    /// The URI leads to no model; or, with <see cref="MlTrackErrorCode.InvalidState"/>, a file is missing or is not the one that was logged.
    /// </exception>
    /// <example>
    /// <code>
    /// using var folder = await client.OpenModelAsync("models:/iris@champion");
    /// var graph = File.ReadAllBytes(folder.PathOf("model.onnx"));
    /// </code>
    /// </example>
    public async Task<ModelFolder> OpenModelAsync(string modelUri, bool verify = true, CancellationToken cancellationToken = default)
    {
        var location = await ResolveModelUriAsync(modelUri, cancellationToken).ConfigureAwait(false);
        return await ModelOpener.OpenAsync(location, modelUri, verify, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Loads a model.</summary>
    /// <typeparam name="TModel">What a model is in memory.</typeparam>
    /// <param name="modelUri">As for <see cref="ResolveModelUriAsync"/>.</param>
    /// <param name="loader">Knows the flavor.</param>
    /// <param name="cancellationToken">Stops loading.</param>
    /// <returns>The model.</returns>
    /// <exception cref="MlTrackException">As for <see cref="OpenModelAsync"/>, or the model does not have the flavor.</exception>
    public async Task<TModel> LoadModelAsync<TModel>(string modelUri, IModelLoader<TModel> loader, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(loader);
        using var folder = await OpenModelAsync(modelUri, verify: true, cancellationToken).ConfigureAwait(false);
        return await folder.LoadAsync(loader, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes a model into a folder without logging it: MLflow's <c>save_model</c>.</summary>
    /// <param name="folder">The folder, made when missing; files that are there already may be overwritten.</param>
    /// <param name="flavors">The forms in which the model is written.</param>
    /// <param name="options">Signature, example, metadata; null for none.</param>
    /// <param name="cancellationToken">Stops writing.</param>
    /// <returns>The MLmodel file.</returns>
    /// <exception cref="MlTrackException">A file could not be written, or no flavor was added.</exception>
    public async Task<ModelFile> SaveModelAsync(
        string folder, IReadOnlyList<IModelFlavor> flavors, LogModelOptions? options = null, CancellationToken cancellationToken = default)
    {
        Guard.NotNullOrEmpty(folder);
        Guard.NotNull(flavors);
        ThrowIfDisposed();
        var target = ArtifactRepositories.Open(FileUri(folder), _options);
        var facts = new ModelFacts(options ?? new LogModelOptions(), _options.TimeProvider.GetUtcNow(), _options.IdGenerator.NewHexId());
        return (await ModelSaver.SaveAsync(target, flavors, facts, cancellationToken).ConfigureAwait(false)).File;
    }

    /// <summary>Logs a model of a run that this program does not hold open, or that has ended: <c>log_model</c> with a run's id.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="name">The model's name; null for a generated one. Need not be unique.</param>
    /// <param name="flavors">Write the model, one after the other.</param>
    /// <param name="options">Signature, example, metadata, registration; null for none.</param>
    /// <param name="cancellationToken">Stops writing; the model is FAILED then.</param>
    /// <returns>The model, READY.</returns>
    /// <exception cref="MlTrackException">There is no such run, or the model could not be made, written or registered.</exception>
    public async Task<LoggedModelInfo> LogModelAsync(
        string runId, string? name, IReadOnlyList<IModelFlavor> flavors, LogModelOptions? options = null, CancellationToken cancellationToken = default)
    {
        Guard.NotNullOrEmpty(runId);
        Guard.NotNull(flavors);
        ThrowIfDisposed();
        options ??= new LogModelOptions();
        var run = await Store.GetRunAsync(runId, cancellationToken).ConfigureAwait(false);
        var request = new CreateLoggedModelRequest
        {
            ExperimentId = run.Info.ExperimentId,
            Name = name,
            SourceRunId = run.Info.RunId,
            ModelType = options.ModelType,
            Params = [.. ModelsOfRuns.Params(run, options).Select(param => new Param(param.Key, param.Value))],
            Tags = [.. ModelsOfRuns.Tags(run, options).Select(tag => new RunTag(tag.Key, tag.Value))],
        };
        var model = await CreateLoggedModelAsync(request, cancellationToken).ConfigureAwait(false);
        await Store.LogOutputsAsync(run.Info.RunId, [new LoggedModelOutput(model.ModelId, options.Step)], cancellationToken).ConfigureAwait(false);
        return await LogModelAsync(model, flavors, options, cancellationToken).ConfigureAwait(false);
    }

    internal async Task<LoggedModelInfo> LogModelAsync(LoggedModel model, IReadOnlyList<IModelFlavor> flavors, LogModelOptions options, CancellationToken cancellationToken)
    {
        ModelFile file;
        LoggedModel ready;
        try
        {
            var target = await Artifacts.GetModelArtifactsAsync(model, cancellationToken).ConfigureAwait(false);
            var facts = new ModelFacts(options, _options.TimeProvider.GetUtcNow(), model.ModelId) { ModelId = model.ModelId, RunId = model.SourceRunId, ArtifactPath = model.ArtifactLocation };
            (file, var manifestHash) = await ModelSaver.SaveAsync(target, flavors, facts, cancellationToken).ConfigureAwait(false);
            await Store.SetLoggedModelTagsAsync(model.ModelId, [new RunTag(ModelManifest.Tag, manifestHash)], cancellationToken).ConfigureAwait(false);
            ready = await Store.FinalizeLoggedModelAsync(model.ModelId, LoggedModelStatus.Ready, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // Whatever stopped the writing, a cancellation too: the model is no longer being made.
            await Store.FinalizeLoggedModelAsync(model.ModelId, LoggedModelStatus.Failed, CancellationToken.None).ConfigureAwait(false);
            throw;
        }

        var version = options.RegisteredModelName is { } name
            ? await RegisterModelAsync("models:/" + model.ModelId, name, cancellationToken: cancellationToken).ConfigureAwait(false)
            : null;
        return new LoggedModelInfo(ready, file, version);
    }

    // A path as a caller writes it may hold what a URI would read otherwise.
    private static string FileUri(string folder) => Internal.FileStore.FileUris.FromPath(Path.GetFullPath(folder));
}
