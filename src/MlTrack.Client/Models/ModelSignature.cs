using MlTrack.Internal.Packaging;

namespace MlTrack.Models;

/// <summary>What a model takes and gives: MLflow's <c>ModelSignature</c>. Immutable; at least one part is there.</summary>
/// <example>
/// <code>
/// var signature = new ModelSignature(
///     ModelSchema.OfColumns([new ColumnSpec(ColumnType.Float, "size"), new ColumnSpec(ColumnType.String, "city", IsRequired: false)]),
///     ModelSchema.OfColumns([new ColumnSpec(ColumnType.Float, "Score")]));
/// </code>
/// </example>
public sealed class ModelSignature
{
    /// <summary>Makes a signature.</summary>
    /// <param name="inputs">What the model takes, or null.</param>
    /// <param name="outputs">What it gives, or null.</param>
    /// <param name="parameters">Params of a prediction, or null.</param>
    /// <exception cref="MlTrackException">All are null, or two params have one name.</exception>
    public ModelSignature(ModelSchema? inputs = null, ModelSchema? outputs = null, IReadOnlyList<ParamSpec>? parameters = null)
    {
        if (inputs is null && outputs is null && parameters is null)
        {
            throw SignatureErrors.NothingGiven();
        }

        ParamRules.RequireDistinct(parameters ?? []);
        Inputs = inputs;
        Outputs = outputs;
        Params = parameters;
    }

    /// <summary>What the model takes; null when nothing is said.</summary>
    public ModelSchema? Inputs { get; }

    /// <summary>What the model gives; null when nothing is said.</summary>
    public ModelSchema? Outputs { get; }

    /// <summary>Params of a prediction; null when nothing is said.</summary>
    public IReadOnlyList<ParamSpec>? Params { get; }

    /// <summary>Reads a signature from the three JSON texts of an MLmodel file.</summary>
    /// <param name="inputs">The inputs, or null.</param>
    /// <param name="outputs">The outputs, or null.</param>
    /// <param name="parameters">The params, or null.</param>
    /// <returns>The signature.</returns>
    /// <exception cref="MlTrackException">One is no schema; the message is MLflow's where it has one.</exception>
    public static ModelSignature Parse(string? inputs, string? outputs, string? parameters) => new(
        inputs is null ? null : SignatureReader.ReadSchema(inputs),
        outputs is null ? null : SignatureReader.ReadSchema(outputs),
        parameters is null ? null : SignatureReader.ReadParams(parameters));

    /// <summary>Gives the signature as MLflow prints it.</summary>
    /// <returns>Several lines.</returns>
    public override string ToString() => SignatureText.Of(this);
}
