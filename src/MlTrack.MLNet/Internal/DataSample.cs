using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlTrack.MLNet.Internal;

/// <summary>The first rows of data, as columns.</summary>
internal sealed class DataSample
{
    private const int MaxSlots = 500;

    private readonly IReadOnlyList<KeyValuePair<string, Array>> _columns;

    private DataSample(IReadOnlyList<KeyValuePair<string, Array>> columns, long? rowCount)
    {
        _columns = columns;
        RowCount = rowCount;
    }

    /// <summary>The rows of the data, if it knows them or ended within the sample; else null.</summary>
    internal long? RowCount { get; }

    internal static DataSample Of(IDataView data, int rows)
    {
        var columns = data.Schema.Where(column => !column.IsHidden).ToArray();
        using var cursor = data.GetRowCursor(columns);
        var readers = columns.Select(column => Reader(cursor, column)).Where(reader => reader is not null).Select(reader => reader!).ToArray();
        var read = 0;
        var isAll = false;
        while (read < rows)
        {
            if (!cursor.MoveNext())
            {
                isAll = true;
                break;
            }

            read++;
            foreach (var reader in readers)
            {
                reader.Read();
            }
        }

        return new DataSample([.. readers.SelectMany(reader => reader.Columns())], data.GetRowCount() ?? (isAll ? read : null));
    }

    internal Dataset Describe(string name, string? source, long rowCount) => Datasets.FromColumns(_columns, name, source, rowCount);

    private static ColumnReader? Reader(DataViewRowCursor cursor, DataViewSchema.Column column)
    {
        var vector = column.Type as VectorDataViewType;
        return (vector?.ItemType ?? column.Type).RawType switch
        {
            var type when type == typeof(float) => Of<float>(cursor, column, vector),
            var type when type == typeof(double) => Of<double>(cursor, column, vector),
            var type when type == typeof(bool) => Of<bool>(cursor, column, vector),
            var type when type == typeof(sbyte) => Of<sbyte>(cursor, column, vector),
            var type when type == typeof(byte) => Of<byte>(cursor, column, vector),
            var type when type == typeof(short) => Of<short>(cursor, column, vector),
            var type when type == typeof(ushort) => Of<ushort>(cursor, column, vector),
            var type when type == typeof(int) => Of<int>(cursor, column, vector),
            var type when type == typeof(uint) => Of<uint>(cursor, column, vector),
            var type when type == typeof(long) => Of<long>(cursor, column, vector),
            var type when type == typeof(ulong) => Of<ulong>(cursor, column, vector),
            var type when type == typeof(DateTime) => Of<DateTime>(cursor, column, vector),
            var type when type == typeof(ReadOnlyMemory<char>) => vector is null
                ? new ScalarReader<ReadOnlyMemory<char>, string>(cursor, column, text => text.ToString())
                : Vector<ReadOnlyMemory<char>, string>(cursor, column, vector, text => text.ToString()),
            _ => null,
        };
    }

    private static ColumnReader? Of<T>(DataViewRowCursor cursor, DataViewSchema.Column column, VectorDataViewType? vector) =>
        vector is null ? new ScalarReader<T, T>(cursor, column, value => value) : Vector<T, T>(cursor, column, vector, value => value);

    private static VectorReader<T, TKept>? Vector<T, TKept>(DataViewRowCursor cursor, DataViewSchema.Column column, VectorDataViewType vector, Func<T, TKept> keep) =>
        vector.Size is > 0 and <= MaxSlots ? new VectorReader<T, TKept>(cursor, column, vector.Size, keep) : null;

    private abstract class ColumnReader
    {
        internal abstract void Read();

        internal abstract IEnumerable<KeyValuePair<string, Array>> Columns();
    }

    private sealed class ScalarReader<T, TKept>(DataViewRowCursor cursor, DataViewSchema.Column column, Func<T, TKept> keep) : ColumnReader
    {
        private readonly ValueGetter<T> _getter = cursor.GetGetter<T>(column);
        private readonly List<TKept> _values = [];
        private T _value = default!;

        internal override void Read()
        {
            _getter(ref _value);
            _values.Add(keep(_value));
        }

        internal override IEnumerable<KeyValuePair<string, Array>> Columns() => [new(column.Name, _values.ToArray())];
    }

    private sealed class VectorReader<T, TKept>(DataViewRowCursor cursor, DataViewSchema.Column column, int size, Func<T, TKept> keep) : ColumnReader
    {
        private readonly ValueGetter<VBuffer<T>> _getter = cursor.GetGetter<VBuffer<T>>(column);
        private readonly List<TKept>[] _slots = [.. Enumerable.Range(0, size).Select(_ => new List<TKept>())];
        private readonly T[] _dense = new T[size];
        private VBuffer<T> _value;

        internal override void Read()
        {
            _getter(ref _value);
            _value.CopyTo(_dense);
            for (var slot = 0; slot < size; slot++)
            {
                _slots[slot].Add(keep(_dense[slot]));
            }
        }

        internal override IEnumerable<KeyValuePair<string, Array>> Columns()
        {
            VBuffer<ReadOnlyMemory<char>> names = default;
            if (column.HasSlotNames())
            {
                column.GetSlotNames(ref names);
            }

            var given = names.Length == size ? names.DenseValues().Select(name => name.ToString()).ToArray() : [];
            for (var slot = 0; slot < size; slot++)
            {
                var name = slot < given.Length && given[slot].Length > 0 ? given[slot] : slot.ToString(CultureInfo.InvariantCulture);
                yield return new(column.Name + "." + name, _slots[slot].ToArray());
            }
        }
    }
}
