using Microsoft.ML;
using MlTrack.MLNet.Internal;
using MlTrack.MLNet.Internal.Onnx;
using MlTrack.Models;

namespace MlTrack.MLNet;

/// <summary>Loads models of ML.NET from every URI that MLflow has for models, and logs them.</summary>
/// <remarks>Thread-safe, as the client is.</remarks>
public static class MLNetModelExtensions
{
    /// <summary>
    /// Logs a trained pipeline: as ML.NET's file, and as an ONNX graph in the same folder if the pipeline can be exported, so that Python
    /// loads it with <c>mlflow.pyfunc.load_model</c>.
    /// </summary>
    /// <param name="run">The run that made the model.</param>
    /// <param name="context">The context.</param>
    /// <param name="model">The model.</param>
    /// <param name="data">Data as the model takes it, such as that of the training; its first rows become the example.</param>
    /// <param name="name">The model's name; null for a generated one.</param>
    /// <param name="onnx">Null: an ONNX graph where that is possible, and the reason in <c>metadata</c> of the MLmodel file where not. True: it must be possible. False: none.</param>
    /// <param name="options">Signature, example, registration; null for none.</param>
    /// <param name="cancellationToken">Stops writing; the model is FAILED then.</param>
    /// <returns>The model, READY.</returns>
    /// <exception cref="MlTrackException">The model could not be made, written or registered.</exception>
    /// <exception cref="InvalidOperationException">The run has ended, or the pipeline cannot be exported and must be.</exception>
    public static async Task<LoggedModelInfo> LogModelAsync(
        this Run run,
        MLContext context,
        ITransformer model,
        IDataView data,
        string? name = null,
        bool? onnx = null,
        LogModelOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        Guard.NotNull(run);
        var mlnet = new MLNetFlavor(context, model, data);
        if (onnx == false)
        {
            return await run.LogModelAsync(name, mlnet, options, cancellationToken).ConfigureAwait(false);
        }

        using var export = OnnxExport.Of(context, model, data);
        if (export.File is { } file)
        {
            // First, since Python feeds the graph by its own signature, and .NET needs none.
            return await run.LogModelAsync(name, [new OnnxFlavor(file), mlnet], options, cancellationToken).ConfigureAwait(false);
        }

        if (onnx == true)
        {
            throw new InvalidOperationException($"The pipeline cannot be exported to ONNX: {export.Fault?.Message}", export.Fault);
        }

        return await run.LogModelAsync(name, mlnet, WithReason(options, export.Fault), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Loads a model of ML.NET.</summary>
    /// <param name="client">The client of the store.</param>
    /// <param name="modelUri">The model: <c>models:/name@alias</c>, <c>models:/name/1</c>, <c>models:/m-…</c>, <c>runs:/…</c>, or a path.</param>
    /// <param name="context">The context that is to hold it.</param>
    /// <param name="cancellationToken">Stops loading.</param>
    /// <returns>The model.</returns>
    /// <exception cref="MlTrackException">There is no such model, it has no flavor <c>mlnet</c>, or its files are not those that were logged.</exception>
    public static Task<ITransformer> LoadTransformerAsync(this MlTrackClient client, string modelUri, MLContext context, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(client);
        return client.LoadModelAsync(modelUri, new TransformerLoader(Guard.Given(context)), cancellationToken);
    }

    /// <summary>Loads a model of ML.NET to predict row by row.</summary>
    /// <typeparam name="TInput">A row as the model takes it.</typeparam>
    /// <typeparam name="TOutput">What is wanted of its prediction.</typeparam>
    /// <param name="client">The client of the store.</param>
    /// <param name="modelUri">The model, as for <see cref="LoadTransformerAsync"/>.</param>
    /// <param name="context">The context that is to hold it.</param>
    /// <param name="cancellationToken">Stops loading.</param>
    /// <returns>The engine, which one thread at a time may use: for several take <see cref="PredictionEnginePool{TInput, TOutput}"/>.</returns>
    /// <exception cref="MlTrackException">As for <see cref="LoadTransformerAsync"/>.</exception>
    public static async Task<PredictionEngine<TInput, TOutput>> LoadPredictionEngineAsync<TInput, TOutput>(
        this MlTrackClient client, string modelUri, MLContext context, CancellationToken cancellationToken = default)
        where TInput : class
        where TOutput : class, new()
    {
        var model = await LoadTransformerAsync(client, modelUri, context, cancellationToken).ConfigureAwait(false);
        return context.Model.CreatePredictionEngine<TInput, TOutput>(model, ignoreMissingColumns: true);
    }

    private static LogModelOptions WithReason(LogModelOptions? options, Exception? fault)
    {
        var metadata = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var pair in options?.Metadata ?? metadata)
        {
            metadata[pair.Key] = pair.Value;
        }

        metadata["mltrack.onnx_export"] = "not possible: " + fault?.Message;
        return new LogModelOptions
        {
            Signature = options?.Signature,
            InputExample = options?.InputExample,
            Metadata = metadata,
            ModelType = options?.ModelType,
            Params = options?.Params,
            Tags = options?.Tags,
            Step = options?.Step ?? 0,
            RegisteredModelName = options?.RegisteredModelName,
        };
    }
}
