using Microsoft.ML;
using Microsoft.ML.Data;
using MlTrack.Models;

namespace MlTrack.MLNet.Internal;

/// <summary>Makes an example of the first rows of data: texts, numbers and lists of them.</summary>
internal static class InputExamples
{
    internal static ModelInputExample? Of(IDataView data, int rows, IReadOnlyList<string> leftOut)
    {
        var columns = PipelineColumns.Visible(data.Schema).Where(column => !leftOut.Contains(column.Name)).ToArray();
        using var cursor = data.GetRowCursor(columns);
        var readers = columns.Select(column => (column.Name, Read: Reader(cursor, column))).Where(column => column.Read is not null).ToArray();
        var examples = new List<IReadOnlyList<object?>>();
        while (examples.Count < rows && cursor.MoveNext())
        {
            examples.Add([.. readers.Select(reader => reader.Read!())]);
        }

        return examples.Count == 0 || readers.Length == 0 ? null : ModelInputExample.Table([.. readers.Select(reader => reader.Name)], examples);
    }

    private static Func<object?>? Reader(DataViewRowCursor cursor, DataViewSchema.Column column)
    {
        var vector = column.Type as VectorDataViewType;
        return (vector?.ItemType ?? column.Type).RawType switch
        {
            var raw when raw == typeof(bool) => Of<bool>(cursor, column, vector is not null, value => value),
            var raw when raw == typeof(sbyte) => Of<sbyte>(cursor, column, vector is not null, value => (int)value),
            var raw when raw == typeof(byte) => Of<byte>(cursor, column, vector is not null, value => (int)value),
            var raw when raw == typeof(short) => Of<short>(cursor, column, vector is not null, value => (int)value),
            var raw when raw == typeof(ushort) => Of<ushort>(cursor, column, vector is not null, value => (int)value),
            var raw when raw == typeof(int) => Of<int>(cursor, column, vector is not null, value => value),
            var raw when raw == typeof(uint) => Of<uint>(cursor, column, vector is not null, value => (long)value),
            var raw when raw == typeof(long) => Of<long>(cursor, column, vector is not null, value => value),
            var raw when raw == typeof(float) => Of<float>(cursor, column, vector is not null, value => value),
            var raw when raw == typeof(double) => Of<double>(cursor, column, vector is not null, value => value),
            var raw when raw == typeof(DateTime) => Of<DateTime>(cursor, column, vector is not null, value => value),
            var raw when raw == typeof(ReadOnlyMemory<char>) => Of<ReadOnlyMemory<char>>(cursor, column, vector is not null, value => value.ToString()),
            _ => null,
        };
    }

    private static Func<object?> Of<T>(DataViewRowCursor cursor, DataViewSchema.Column column, bool isVector, Func<T, object?> keep)
    {
        if (isVector)
        {
            var vectors = cursor.GetGetter<VBuffer<T>>(column);
            VBuffer<T> buffer = default;
            return () =>
            {
                vectors(ref buffer);
                return buffer.DenseValues().Select(keep).ToArray();
            };
        }

        var getter = cursor.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            getter(ref value);
            return keep(value);
        };
    }
}
