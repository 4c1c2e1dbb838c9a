using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Packaging;

namespace MlTrack.Models;

/// <summary>The type of a column, of the items of a list, or of a property. Immutable.</summary>
public sealed class ColumnType : IEquatable<ColumnType>
{
    private ColumnType(ColumnKind kind, ColumnType? items = null, IReadOnlyList<ObjectProperty>? properties = null)
    {
        Kind = kind;
        Items = items;
        Properties = properties ?? [];
    }

    /// <summary>MLflow's <c>boolean</c>.</summary>
    public static ColumnType Boolean { get; } = new(ColumnKind.Boolean);

    /// <summary>MLflow's <c>integer</c>: 32 bits.</summary>
    public static ColumnType Integer { get; } = new(ColumnKind.Integer);

    /// <summary>MLflow's <c>long</c>: 64 bits.</summary>
    public static ColumnType Long { get; } = new(ColumnKind.Long);

    /// <summary>MLflow's <c>float</c>: 32 bits.</summary>
    public static ColumnType Float { get; } = new(ColumnKind.Float);

    /// <summary>MLflow's <c>double</c>: 64 bits.</summary>
    public static ColumnType Double { get; } = new(ColumnKind.Double);

    /// <summary>MLflow's <c>string</c>.</summary>
    public static ColumnType String { get; } = new(ColumnKind.String);

    /// <summary>MLflow's <c>binary</c>.</summary>
    public static ColumnType Binary { get; } = new(ColumnKind.Binary);

    /// <summary>MLflow's <c>datetime</c>.</summary>
    public static ColumnType DateTime { get; } = new(ColumnKind.DateTime);

    /// <summary>MLflow's <c>any</c>: values of every kind, missing ones too.</summary>
    public static ColumnType Any { get; } = new(ColumnKind.Any);

    /// <summary>MLflow's <c>sparkml_vector</c>.</summary>
    public static ColumnType SparkVector { get; } = new(ColumnKind.SparkVector);

    /// <summary>What it is.</summary>
    public ColumnKind Kind { get; }

    /// <summary>The type of the items of a list, or of the values of a map; null for the others.</summary>
    public ColumnType? Items { get; }

    /// <summary>The properties of an object, sorted by name as MLflow sorts them; empty for the others.</summary>
    public IReadOnlyList<ObjectProperty> Properties { get; }

    /// <summary>True for the eight types that have no parts.</summary>
    public bool IsScalar => Kind <= ColumnKind.DateTime;

    /// <summary>A list.</summary>
    /// <param name="items">The type of its items.</param>
    /// <returns>The type.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="items"/> is null.</exception>
    public static ColumnType Array(ColumnType items)
    {
        Guard.NotNull(items);
        return new ColumnType(ColumnKind.Array, items);
    }

    /// <summary>A map from texts to values.</summary>
    /// <param name="values">The type of its values.</param>
    /// <returns>The type.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="values"/> is null.</exception>
    public static ColumnType Map(ColumnType values)
    {
        Guard.NotNull(values);
        return new ColumnType(ColumnKind.Map, values);
    }

    /// <summary>An object.</summary>
    /// <param name="properties">Its properties.</param>
    /// <returns>The type.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="properties"/> is null.</exception>
    /// <exception cref="MlTrackException">There are no properties, or two of one name.</exception>
    public static ColumnType Object(IEnumerable<ObjectProperty> properties)
    {
        Guard.NotNull(properties);
        ObjectProperty[] sorted = [.. properties.OrderBy(property => property.Name, StringComparer.Ordinal)];
        if (sorted.Length == 0)
        {
            throw SignatureErrors.EmptyObject();
        }

        for (var i = 1; i < sorted.Length; i++)
        {
            if (sorted[i].Name == sorted[i - 1].Name)
            {
                throw SignatureErrors.DuplicateProperty(sorted[i].Name);
            }
        }

        return new ColumnType(ColumnKind.Object, properties: sorted);
    }

    /// <inheritdoc/>
    public bool Equals(ColumnType? other) =>
        other is not null && Kind == other.Kind && Equals(Items, other.Items) && Properties.SequenceEqual(other.Properties);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ColumnType);

    /// <inheritdoc/>
    public override int GetHashCode() => ((int)Kind * 397) ^ (Items?.GetHashCode() ?? Properties.Count);

    /// <summary>Gives the type as MLflow prints it, such as <c>Array(double)</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => SignatureText.Of(this);
}

/// <summary>A property of an object.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="IsRequired">False when it may be missing.</param>
public sealed record ObjectProperty(string Name, ColumnType Type, bool IsRequired = true);
