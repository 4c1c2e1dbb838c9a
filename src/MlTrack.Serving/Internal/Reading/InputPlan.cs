using MlTrack.Models;

namespace MlTrack.Serving.Internal.Reading;

/// <summary>Which columns a model takes: those of its signature, or what stands for its tensors in a table.</summary>
/// <remarks>
/// A tensor of one value a row (<c>[-1]</c>, <c>[-1, 1]</c>) is a column of its name. A tensor of several is a column of lists; where it has no name in the signature and the model takes no other,
/// a table's columns in their order stand for its values too.
/// </remarks>
internal sealed class InputPlan
{
    private InputPlan(IReadOnlyList<InputColumn> columns, bool isNamed)
    {
        Columns = columns;
        IsNamed = isNamed;
    }

    internal IReadOnlyList<InputColumn> Columns { get; }

    /// <summary>False when columns are taken by position.</summary>
    internal bool IsNamed { get; }

    /// <summary>How many columns of a table may stand for the one tensor that the model takes; null when columns are what they are.</summary>
    internal int? TensorWidth { get; private init; }

    /// <summary>True when the model takes tensors: then a list of one value is that value.</summary>
    internal bool TakesTensors { get; private init; }

    /// <summary>True when the model has no signature: then it takes all of a table's columns, whatever they are called, or none.</summary>
    internal bool TakesAll { get; private init; }

    /// <summary>The plan for a table without a column of the one tensor's name: its first columns, whatever they are called, are the tensor's values.</summary>
    internal InputPlan ByPosition() =>
        new([.. Enumerable.Repeat(Columns[0] with { Name = "", Type = Columns[0].Type.Items! }, TensorWidth!.Value)], isNamed: false) { TakesAll = TakesAll };

    /// <summary>Checks the number of columns that are taken by position.</summary>
    /// <exception cref="MlTrackException">There are too few, or others that nothing takes.</exception>
    internal void CheckCount(int found)
    {
        if (found < Columns.Count || (TakesAll && found > Columns.Count))
        {
            throw TakesAll ? ScoringErrors.WrongWidth(Columns.Count, found) : ScoringErrors.TooFew(Columns.Count, found);
        }
    }

    /// <summary>Puts the columns of <see cref="ByPosition"/> together.</summary>
    internal ScoringBatch Join(ScoringBatch batch) => new(batch.Rows, [new ScoringColumn(Columns[0].Name, Matrices.Join(batch.Columns, batch.Rows))]);

    internal static InputPlan Of(ModelSchema? signature, ModelSchema model)
    {
        var schema = signature ?? model;
        if (schema.Columns.Count > 0)
        {
            return new InputPlan([.. schema.Columns.Select(column => new InputColumn(column.Name ?? "", column.Type, column.IsRequired != false))], schema.IsNamed);
        }

        var tensors = schema.Tensors.Select(tensor => (Tensor: tensor, Width: Width(tensor), Type: TypeOf(tensor))).ToList();
        var columns = tensors.Select(tensor => new InputColumn(tensor.Tensor.Name ?? "", tensor.Width == 1 ? tensor.Type : ColumnType.Array(tensor.Type), IsRequired: true)).ToList();
        return new InputPlan(columns, schema.IsNamed)
        {
            TensorWidth = tensors.Count == 1 && tensors[0].Width > 1 && (signature is null || !schema.IsNamed) ? tensors[0].Width : null,
            TakesTensors = true,
            TakesAll = signature is null,
        };
    }

    private static int Width(TensorSpec tensor)
    {
        long width = 1;
        foreach (var length in tensor.Shape.Skip(1))
        {
            width = length < 0 ? throw Unsupported(tensor, "more than its first dimension is open") : checked(width * length);
        }

        return tensor.Shape.Count == 0 ? throw Unsupported(tensor, "it has no rows") : checked((int)width);
    }

    private static ColumnType TypeOf(TensorSpec tensor) => tensor.DType switch
    {
        "bool" => ColumnType.Boolean,
        "int32" => ColumnType.Integer,
        "int64" => ColumnType.Long,
        "float32" => ColumnType.Float,
        "float64" => ColumnType.Double,
        "object" or "str" => ColumnType.String,
        _ when tensor.DType.StartsWith("<U", StringComparison.Ordinal) => ColumnType.String,
        var other => throw Unsupported(tensor, $"its type is {other}"),
    };

    private static MlTrackException Unsupported(TensorSpec tensor, string reason) =>
        ScoringErrors.Unsupported($"The model's input '{tensor.Name ?? "(unnamed)"}' cannot be read from a table: {reason}.");
}

/// <summary>One column that a model takes.</summary>
/// <param name="Name">Its name; empty where columns have none.</param>
/// <param name="Type">Its declared type.</param>
/// <param name="IsRequired">Whether it must be there.</param>
internal sealed record InputColumn(string Name, ColumnType Type, bool IsRequired);
