using Microsoft.ML;
using Microsoft.ML.Data;
using MlTrack.Models;

namespace MlTrack.Serving.Internal.Engines;

/// <summary>ML.NET's column types as those of MLflow.</summary>
internal static class DataViewColumns
{
    internal static ColumnType TypeOf(DataViewSchema.Column column) => Find(column.Type)
        ?? throw ScoringErrors.Unsupported($"The model's input '{column.Name}' is of ML.NET's type {column.Type}, which no table can hold here.");

    internal static bool IsKnown(DataViewSchema.Column column) => Find(column.Type) is not null || column.Type is KeyDataViewType;

    private static ColumnType? Find(DataViewType type) => type is VectorDataViewType vector
        ? (Find(vector.ItemType) is { } item ? ColumnType.Array(item) : null)
        : type switch
        {
            BooleanDataViewType => ColumnType.Boolean,
            TextDataViewType => ColumnType.String,
            NumberDataViewType number when number.RawType == typeof(float) => ColumnType.Float,
            NumberDataViewType number when number.RawType == typeof(double) => ColumnType.Double,
            NumberDataViewType number when number.RawType == typeof(int) || number.RawType == typeof(short) || number.RawType == typeof(sbyte)
                || number.RawType == typeof(ushort) || number.RawType == typeof(byte) => ColumnType.Integer,
            NumberDataViewType number when number.RawType == typeof(long) || number.RawType == typeof(uint) => ColumnType.Long,
            DateTimeDataViewType => ColumnType.DateTime,
            _ => null,
        };
}
