using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlTrack.Serving.Internal.Engines;

/// <summary>Batches as ML.NET's data, read once from front to back. Columns of the model that batches lack (a label, an optional column) hold ML.NET's missing value.</summary>
internal sealed class BatchDataView(DataViewSchema schema, IEnumerable<ScoringBatch> batches) : IDataView
{
    public DataViewSchema Schema { get; } = schema;

    public bool CanShuffle => false;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => new Cursor(this, columnsNeeded, batches.GetEnumerator());

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : DataViewRowCursor
    {
        private readonly bool[] _isActive;
        private readonly IEnumerator<ScoringBatch> _batches;
        private readonly Array?[] _values;
        private ScoringBatch? _batch;
        private int _row;
        private long _position = -1;

        internal Cursor(BatchDataView view, IEnumerable<DataViewSchema.Column> needed, IEnumerator<ScoringBatch> batches)
        {
            Schema = view.Schema;
            _isActive = new bool[Schema.Count];
            _values = new Array?[Schema.Count];
            _batches = batches;
            foreach (var column in needed)
            {
                _isActive[column.Index] = true;
            }
        }

        public override DataViewSchema Schema { get; }

        public override long Position => _position;

        public override long Batch => 0;

        public override bool IsColumnActive(DataViewSchema.Column column) => _isActive[column.Index];

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);

        public override bool MoveNext()
        {
            _row++;
            while (_batch is null || _row >= _batch.Rows)
            {
                if (!_batches.MoveNext())
                {
                    return false;
                }

                (_batch, _row) = (_batches.Current, 0);
                for (var index = 0; index < _values.Length; index++)
                {
                    _values[index] = _isActive[index] ? _batch.Find(Schema[index].Name)?.Values : null;
                }
            }

            _position++;
            return true;
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            var (index, type) = (column.Index, column.Type);
            Delegate getter = type switch
            {
                NumberDataViewType when type.RawType == typeof(float) => Number(index, float.NaN, static value => (float)value),
                NumberDataViewType when type.RawType == typeof(double) => Number(index, double.NaN, static value => value),
                NumberDataViewType when type.RawType == typeof(int) => Number(index, 0, static value => (int)value),
                NumberDataViewType when type.RawType == typeof(long) => Number(index, 0L, static value => (long)value),
                NumberDataViewType when type.RawType == typeof(uint) => Number(index, 0u, static value => (uint)value),
                NumberDataViewType when type.RawType == typeof(short) => Number(index, (short)0, static value => (short)value),
                NumberDataViewType when type.RawType == typeof(sbyte) => Number(index, (sbyte)0, static value => (sbyte)value),
                NumberDataViewType when type.RawType == typeof(ushort) => Number(index, (ushort)0, static value => (ushort)value),
                NumberDataViewType when type.RawType == typeof(byte) => Number(index, (byte)0, static value => (byte)value),
                BooleanDataViewType => Number(index, false, static value => value != 0),
                TextDataViewType => (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) => value = Text(index)),
                DateTimeDataViewType => (ValueGetter<DateTime>)((ref DateTime value) => value = _values[index] is DateTime?[] times ? times[_row] ?? default : default),
                VectorDataViewType { ItemType.RawType: var item } when item == typeof(float) => Vector<float>(index, (VectorDataViewType)type),
                VectorDataViewType { ItemType.RawType: var item } when item == typeof(double) => Vector<double>(index, (VectorDataViewType)type),
                VectorDataViewType { ItemType.RawType: var item } when item == typeof(int) => Vector<int>(index, (VectorDataViewType)type),
                VectorDataViewType { ItemType.RawType: var item } when item == typeof(long) => Vector<long>(index, (VectorDataViewType)type),
                VectorDataViewType { ItemType.RawType: var item } when item == typeof(bool) => Vector<bool>(index, (VectorDataViewType)type),
                VectorDataViewType { ItemType: TextDataViewType } => Texts(index),
                _ => throw ScoringErrors.Unsupported($"The model's input '{column.Name}' is of ML.NET's type {type}, which no table can hold here."),
            };
            return (ValueGetter<TValue>)getter;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _batches.Dispose();
            }

            base.Dispose(disposing);
        }

        private ValueGetter<T> Number<T>(int index, T missing, Func<double, T> cast) => (ref T value) => value = _values[index] switch
        {
            T[] same => same[_row],
            float[] numbers => cast(numbers[_row]),
            double[] numbers => cast(numbers[_row]),
            int[] numbers => cast(numbers[_row]),
            long[] numbers => cast(numbers[_row]),
            bool[] truths => cast(truths[_row] ? 1 : 0),
            null => missing,
            var other => throw ScoringErrors.Unsupported($"The model's input '{Schema[index].Name}' takes numbers, not {other.GetType().GetElementType()!.Name}."),
        };

        private ReadOnlyMemory<char> Text(int index) => _values[index] switch
        {
            string?[] texts => texts[_row].AsMemory(),
            null => default,
            var other => Convert.ToString(other.GetValue(_row), CultureInfo.InvariantCulture).AsMemory(),
        };

        private ValueGetter<VBuffer<T>> Vector<T>(int index, VectorDataViewType type) => (ref VBuffer<T> value) =>
        {
            var list = (_values[index] as T[][])?[_row] ?? new T[Math.Max(type.Size, 0)];
            if (type.Size > 0 && list.Length != type.Size)
            {
                throw ScoringErrors.Unsupported($"The model's input '{Schema[index].Name}' takes lists of {type.Size} values, not {list.Length}.");
            }

            value = new VBuffer<T>(list.Length, list);
        };

        private ValueGetter<VBuffer<ReadOnlyMemory<char>>> Texts(int index) => (ref VBuffer<ReadOnlyMemory<char>> value) =>
        {
            var list = (_values[index] as string?[][])?[_row] ?? [];
            value = new VBuffer<ReadOnlyMemory<char>>(list.Length, Array.ConvertAll(list, text => text.AsMemory()));
        };
    }
}
