using Microsoft.ML;
using Microsoft.ML.Data;
using MlTrack.Models;

namespace MlTrack.MLNet.Internal;

/// <summary>Makes MLflow's signatures of ML.NET's schemas: a column for each column, vectors as arrays.</summary>
internal static class Signatures
{
    internal static ModelSignature? Of(DataViewSchema input, DataViewSchema output, IReadOnlyList<string> optional)
    {
        var inputs = Columns(PipelineColumns.Visible(input), optional);
        var outputs = Columns(PipelineColumns.Outputs(input, output), []);
        return inputs is null && outputs is null ? null : new ModelSignature(inputs, outputs);
    }

    private static ModelSchema? Columns(IEnumerable<DataViewSchema.Column> columns, IReadOnlyList<string> optional)
    {
        var specs = columns.Select(column => (column.Name, Type: TypeOf(column.Type))).Where(column => column.Type is not null)
            .Select(column => new ColumnSpec(column.Type!, column.Name, !optional.Contains(column.Name))).ToArray();
        return specs.Length == 0 ? null : ModelSchema.OfColumns(specs);
    }

    private static ColumnType? TypeOf(DataViewType type) => type is VectorDataViewType vector
        ? (TypeOf(vector.ItemType) is { } item ? ColumnType.Array(item) : null)
        : type.RawType switch
        {
            var raw when raw == typeof(bool) => ColumnType.Boolean,
            var raw when raw == typeof(sbyte) || raw == typeof(byte) || raw == typeof(short) || raw == typeof(ushort) || raw == typeof(int) => ColumnType.Integer,
            var raw when raw == typeof(uint) || raw == typeof(long) => ColumnType.Long,
            var raw when raw == typeof(float) => ColumnType.Float,
            var raw when raw == typeof(double) => ColumnType.Double,
            var raw when raw == typeof(ReadOnlyMemory<char>) => ColumnType.String,
            var raw when raw == typeof(DateTime) => ColumnType.DateTime,
            _ => null,
        };
}
