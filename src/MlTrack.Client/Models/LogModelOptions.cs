namespace MlTrack.Models;

/// <summary>What is said of a model when it is logged.</summary>
public sealed class LogModelOptions
{
    /// <summary>What the model takes and gives.</summary>
    /// <value>The default is null: what the flavor knows of it.</value>
    public ModelSignature? Signature { get; set; }

    /// <summary>An example of what the model takes.</summary>
    /// <value>The default is null: none, or the flavor's.</value>
    public ModelInputExample? InputExample { get; set; }

    /// <summary>Data of yours in the MLmodel file: texts, numbers, truth values, lists and dictionaries of these.</summary>
    /// <value>The default is null: none.</value>
    public IReadOnlyDictionary<string, object?>? Metadata { get; set; }

    /// <summary>The kind of model, a free text.</summary>
    /// <value>The default is null.</value>
    public string? ModelType { get; set; }

    /// <summary>Params of the model, beside those of its run, which are copied as in MLflow.</summary>
    /// <value>The default is null: none.</value>
    public IReadOnlyDictionary<string, string>? Params { get; set; }

    /// <summary>Tags of the model.</summary>
    /// <value>The default is null: none.</value>
    public IReadOnlyDictionary<string, string>? Tags { get; set; }

    /// <summary>The step of the run at which the model was made.</summary>
    /// <value>The default is 0.</value>
    public long Step { get; set; }

    /// <summary>The registered model of which the model becomes a version; it is made when missing.</summary>
    /// <value>The default is null: the model is not registered.</value>
    public string? RegisteredModelName { get; set; }
}

/// <summary>A model that has been logged.</summary>
/// <param name="Model">The logged model, in state READY.</param>
/// <param name="File">Its MLmodel file.</param>
/// <param name="Version">Its version in the registry, or null.</param>
public sealed record LoggedModelInfo(LoggedModel Model, ModelFile File, ModelVersion? Version)
{
    /// <summary>The URI that always leads to it: <c>models:/m-…</c>.</summary>
    public string ModelUri => "models:/" + Model.ModelId;
}
