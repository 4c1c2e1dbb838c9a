using System.Text.Json;
using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Packaging;

namespace MlTrack.Models;

/// <summary>A param that may be given with a prediction, with the value that counts where it is not. Immutable.</summary>
public sealed class ParamSpec
{
    /// <summary>Describes a param.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">Its type: a scalar, but not <see cref="ColumnKind.Binary"/>, or an object.</param>
    /// <param name="defaultValue">The default as JSON; JSON's null for none.</param>
    /// <param name="isList">True for a list of such values of any length.</param>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> or <paramref name="type"/> is null.</exception>
    /// <exception cref="MlTrackException">The type cannot be a param's, or the default does not fit it.</exception>
    public ParamSpec(string name, ColumnType type, JsonElement defaultValue, bool isList = false)
    {
        Guard.NotNull(name);
        Guard.NotNull(type);
        Name = name;
        Type = type;
        IsList = isList;
        DefaultValue = defaultValue.ValueKind == JsonValueKind.Undefined ? ParamValues.Null : defaultValue.Clone();
        ParamRules.Require(this);
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The type of the value, or of the items of the list.</summary>
    public ColumnType Type { get; }

    /// <summary>The default as JSON: a text for <see cref="ColumnKind.DateTime"/>.</summary>
    public JsonElement DefaultValue { get; }

    /// <summary>True for a list of any length: MLflow's shape <c>(-1,)</c>.</summary>
    public bool IsList { get; }

    /// <summary>A number of 64 bits.</summary>
    /// <param name="name">The param's name.</param>
    /// <param name="defaultValue">The default.</param>
    /// <returns>The param.</returns>
    public static ParamSpec Of(string name, long defaultValue) => new(name, ColumnType.Long, ParamValues.Of(defaultValue));

    /// <summary>A floating-point number.</summary>
    /// <param name="name">The param's name.</param>
    /// <param name="defaultValue">The default: a finite number.</param>
    /// <returns>The param.</returns>
    /// <exception cref="ArgumentException">The default is infinite or not a number.</exception>
    public static ParamSpec Of(string name, double defaultValue) => new(name, ColumnType.Double, ParamValues.Of(defaultValue));

    /// <summary>A truth value.</summary>
    /// <param name="name">The param's name.</param>
    /// <param name="defaultValue">The default.</param>
    /// <returns>The param.</returns>
    public static ParamSpec Of(string name, bool defaultValue) => new(name, ColumnType.Boolean, ParamValues.Of(defaultValue));

    /// <summary>A text.</summary>
    /// <param name="name">The param's name.</param>
    /// <param name="defaultValue">The default, or null for none.</param>
    /// <returns>The param.</returns>
    public static ParamSpec Of(string name, string? defaultValue) => new(name, ColumnType.String, ParamValues.Of(defaultValue));

    /// <summary>Gives the param as MLflow prints it.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => SignatureText.Of(this);
}
