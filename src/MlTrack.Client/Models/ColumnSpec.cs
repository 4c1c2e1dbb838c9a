namespace MlTrack.Models;

/// <summary>A column of a model's input or output.</summary>
/// <param name="Type">What it holds.</param>
/// <param name="Name">Its name; null where columns are told by their place.</param>
/// <param name="IsRequired">
/// False when it may be missing. Null is what MLflow makes of a missing key at <c>array</c>, <c>object</c>, <c>map</c> and <c>any</c>, and means false.
/// </param>
public sealed record ColumnSpec(ColumnType Type, string? Name = null, bool? IsRequired = true);

/// <summary>A tensor of a model's input or output. Tensors are always required.</summary>
public sealed record TensorSpec
{
    /// <summary>Describes a tensor.</summary>
    /// <param name="dtype">NumPy's name of the type of its elements, such as <c>float32</c>, <c>int64</c>, <c>str</c>.</param>
    /// <param name="shape">The length of each dimension, -1 for any; empty for a scalar.</param>
    /// <param name="name">The name; null for the only one.</param>
    /// <exception cref="ArgumentNullException"><paramref name="dtype"/> or <paramref name="shape"/> is null.</exception>
    /// <exception cref="MlTrackException">NumPy has no such type.</exception>
    public TensorSpec(string dtype, IReadOnlyList<long> shape, string? name = null)
    {
        Internal.Diagnostics.Guard.NotNull(dtype);
        Internal.Diagnostics.Guard.NotNull(shape);
        Internal.Packaging.NumpyTypes.Require(dtype);
        DType = dtype;
        Shape = shape;
        Name = name;
    }

    /// <summary>The name; null for the only one.</summary>
    public string? Name { get; }

    /// <summary>NumPy's name of the type of its elements.</summary>
    public string DType { get; }

    /// <summary>The length of each dimension; -1 for any length.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <inheritdoc/>
    public bool Equals(TensorSpec? other) => other is not null && Name == other.Name && DType == other.DType && Shape.SequenceEqual(other.Shape);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(DType) ^ Shape.Count;
}
