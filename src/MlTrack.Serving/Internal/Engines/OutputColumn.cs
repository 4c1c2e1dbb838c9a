using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlTrack.Serving.Internal.Engines;

/// <summary>Collects a column that ML.NET computes. Not thread-safe.</summary>
internal abstract class OutputColumn(string name)
{
    internal string Name { get; } = name;

    /// <summary>Adds the value of the cursor's row.</summary>
    internal abstract void Add();

    /// <summary>Gives the values and starts anew.</summary>
    internal abstract Array Take();

    internal static OutputColumn Of(DataViewRowCursor cursor, DataViewSchema.Column column) => column.Type switch
    {
        // Keys count from 1; 0 is the missing one.
        KeyDataViewType when column.Type.RawType == typeof(uint) => Plain<uint, long>(cursor, column, value => value),
        KeyDataViewType when column.Type.RawType == typeof(byte) => Plain<byte, long>(cursor, column, value => value),
        KeyDataViewType when column.Type.RawType == typeof(ushort) => Plain<ushort, long>(cursor, column, value => value),
        KeyDataViewType => Plain<ulong, long>(cursor, column, value => (long)value),
        TextDataViewType => Plain<ReadOnlyMemory<char>, string>(cursor, column, value => value.ToString()),
        BooleanDataViewType => Plain<bool, bool>(cursor, column, value => value),
        DateTimeDataViewType => Plain<DateTime, DateTime?>(cursor, column, value => value),
        NumberDataViewType when column.Type.RawType == typeof(float) => Plain<float, float>(cursor, column, value => value),
        NumberDataViewType when column.Type.RawType == typeof(double) => Plain<double, double>(cursor, column, value => value),
        NumberDataViewType when column.Type.RawType == typeof(int) => Plain<int, int>(cursor, column, value => value),
        NumberDataViewType when column.Type.RawType == typeof(long) => Plain<long, long>(cursor, column, value => value),
        NumberDataViewType when column.Type.RawType == typeof(uint) => Plain<uint, long>(cursor, column, value => value),
        NumberDataViewType when column.Type.RawType == typeof(short) => Plain<short, int>(cursor, column, value => value),
        NumberDataViewType when column.Type.RawType == typeof(sbyte) => Plain<sbyte, int>(cursor, column, value => value),
        NumberDataViewType when column.Type.RawType == typeof(ushort) => Plain<ushort, int>(cursor, column, value => value),
        NumberDataViewType when column.Type.RawType == typeof(byte) => Plain<byte, int>(cursor, column, value => value),
        VectorDataViewType { ItemType.RawType: var item } when item == typeof(float) => Plain<VBuffer<float>, float[]>(cursor, column, value => [.. value.DenseValues()]),
        VectorDataViewType { ItemType.RawType: var item } when item == typeof(double) => Plain<VBuffer<double>, double[]>(cursor, column, value => [.. value.DenseValues()]),
        VectorDataViewType { ItemType.RawType: var item } when item == typeof(int) => Plain<VBuffer<int>, int[]>(cursor, column, value => [.. value.DenseValues()]),
        VectorDataViewType { ItemType.RawType: var item } when item == typeof(long) => Plain<VBuffer<long>, long[]>(cursor, column, value => [.. value.DenseValues()]),
        VectorDataViewType { ItemType.RawType: var item } when item == typeof(bool) => Plain<VBuffer<bool>, bool[]>(cursor, column, value => [.. value.DenseValues()]),
        VectorDataViewType { ItemType: TextDataViewType } => Plain<VBuffer<ReadOnlyMemory<char>>, string[]>(cursor, column, value => [.. value.DenseValues().Select(text => text.ToString())]),
        _ => throw ScoringErrors.Unsupported($"The model's output '{column.Name}' is of ML.NET's type {column.Type}, which no table can hold here."),
    };

    private static Column<TRaw, T> Plain<TRaw, T>(DataViewRowCursor cursor, DataViewSchema.Column column, Func<TRaw, T> convert) => new(column.Name, cursor.GetGetter<TRaw>(column), convert);

    private sealed class Column<TRaw, T>(string name, ValueGetter<TRaw> getter, Func<TRaw, T> convert) : OutputColumn(name)
    {
        private readonly List<T> _values = [];
        private TRaw _value = default!;

        internal override void Add()
        {
            getter(ref _value);
            _values.Add(convert(_value));
        }

        internal override Array Take()
        {
            var values = _values.ToArray();
            _values.Clear();
            return values;
        }
    }
}
