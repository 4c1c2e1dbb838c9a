using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlTrack.MLNet.Internal;

/// <summary>Data that counts how much of it is read, and changes nothing.</summary>
/// <remarks>Thread-safe: trainers read with several cursors at once.</remarks>
internal sealed class CountingView(IDataView data, Action read) : IDataView
{
    // Rows are added up in portions, since several cursors share the sum.
    private const int Portion = 64;

    private long _rows;
    private int _passes;
    private long _rowsOfPass = -1;

    public DataViewSchema Schema => data.Schema;

    public bool CanShuffle => data.CanShuffle;

    internal long Rows => Interlocked.Read(ref _rows);

    internal int Passes => Volatile.Read(ref _passes);

    /// <summary>The rows of the data, if it knows them or a pass has gone through all of it; else null.</summary>
    internal long? Count => data.GetRowCount() ?? (Interlocked.Read(ref _rowsOfPass) is var rows and >= 0 ? rows : null);

    public long? GetRowCount() => data.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var pass = BeginPass(1);
        return new CountingCursor(this, data.GetRowCursor(columnsNeeded, rand), pass);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var cursors = data.GetRowCursorSet(columnsNeeded, n, rand);
        var pass = BeginPass(cursors.Length);
        return [.. cursors.Select(cursor => new CountingCursor(this, cursor, pass))];
    }

    private Pass BeginPass(int cursors)
    {
        Interlocked.Increment(ref _passes);
        return new Pass { Open = cursors };
    }

    private void Add(long rows)
    {
        Interlocked.Add(ref _rows, rows);
        read();
    }

    private void Finish(Pass pass, long rows)
    {
        var all = Interlocked.Add(ref pass.Rows, rows);
        if (Interlocked.Decrement(ref pass.Open) == 0)
        {
            Interlocked.Exchange(ref _rowsOfPass, all);
        }
    }

    private sealed class Pass
    {
        internal long Rows;
        internal int Open;
    }

    private sealed class CountingCursor(CountingView view, DataViewRowCursor inner, Pass pass) : DataViewRowCursor
    {
        private long _rows;
        private long _added;
        private bool _isFinished;

        public override long Position => inner.Position;

        public override long Batch => inner.Batch;

        public override DataViewSchema Schema => inner.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => inner.IsColumnActive(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => inner.GetGetter<TValue>(column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => inner.GetIdGetter();

        public override bool MoveNext()
        {
            if (inner.MoveNext())
            {
                _rows++;
                if (_rows - _added >= Portion)
                {
                    AddRest();
                }

                return true;
            }

            AddRest();
            if (!_isFinished)
            {
                _isFinished = true;
                view.Finish(pass, _rows);
            }

            return false;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                AddRest();
                inner.Dispose();
            }

            base.Dispose(disposing);
        }

        private void AddRest()
        {
            var rest = _rows - _added;
            if (rest > 0)
            {
                _added = _rows;
                view.Add(rest);
            }
        }
    }
}
