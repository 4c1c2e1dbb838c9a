using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Packaging;

namespace MlTrack.Models;

/// <summary>What a model takes or gives: columns or tensors, never both; all named or none. Immutable.</summary>
public sealed partial class ModelSchema
{
    private ModelSchema(IReadOnlyList<ColumnSpec> columns, IReadOnlyList<TensorSpec> tensors)
    {
        Columns = columns;
        Tensors = tensors;
    }

    /// <summary>The columns; empty when there are tensors.</summary>
    public IReadOnlyList<ColumnSpec> Columns { get; }

    /// <summary>The tensors; empty when there are columns.</summary>
    public IReadOnlyList<TensorSpec> Tensors { get; }

    /// <summary>True when the columns or tensors are told by name.</summary>
    public bool IsNamed => Columns.Count > 0 ? Columns[0].Name is not null : Tensors[0].Name is not null;

    /// <summary>Makes a schema of columns.</summary>
    /// <param name="columns">The columns.</param>
    /// <returns>The schema.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="columns"/> is null.</exception>
    /// <exception cref="MlTrackException">There are none, only some are named, or one without a name is optional.</exception>
    public static ModelSchema OfColumns(IEnumerable<ColumnSpec> columns)
    {
        Guard.NotNull(columns);
        ColumnSpec[] all = [.. columns];
        RequireSome(all.Length);
        RequireNames([.. all.Select(column => column.Name)]);
        return all[0].Name is null && Array.Exists(all, column => column.IsRequired != true)
            ? throw SignatureErrors.UnnamedOptional()
            : new ModelSchema(all, []);
    }

    /// <summary>Makes a schema of tensors.</summary>
    /// <param name="tensors">The tensors.</param>
    /// <returns>The schema.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="tensors"/> is null.</exception>
    /// <exception cref="MlTrackException">There are none, or several and one has no name.</exception>
    public static ModelSchema OfTensors(IEnumerable<TensorSpec> tensors)
    {
        Guard.NotNull(tensors);
        TensorSpec[] all = [.. tensors];
        RequireSome(all.Length);
        RequireNames([.. all.Select(tensor => tensor.Name)]);
        return all.Length > 1 && all[0].Name is null ? throw SignatureErrors.UnnamedTensors() : new ModelSchema([], all);
    }

    /// <summary>Reads a schema as it stands in an MLmodel file.</summary>
    /// <param name="json">The JSON text.</param>
    /// <returns>The schema.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="json"/> is null.</exception>
    /// <exception cref="MlTrackException">It is no schema; the message is MLflow's where it has one.</exception>
    public static ModelSchema Parse(string json)
    {
        Guard.NotNull(json);
        return SignatureReader.ReadSchema(json);
    }

    /// <summary>Gives the JSON text that MLflow writes into an MLmodel file.</summary>
    /// <returns>The text.</returns>
    public string ToJson() => SignatureWriter.Write(this);

    /// <summary>Gives the schema as MLflow prints it, such as <c>['a': double (required)]</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => SignatureText.Of(this);

    private static void RequireSome(int count)
    {
        if (count == 0)
        {
            throw SignatureErrors.EmptySchema();
        }
    }

    private static void RequireNames(string?[] names)
    {
        if (Array.Exists(names, name => name is null) && Array.Exists(names, name => name is not null))
        {
            throw SignatureErrors.SomeNamed(names);
        }
    }
}
