namespace MlTrack.Internal.Writing;

/// <summary>Counts what waits in memory over all runs of the process, so that a dead disk cannot eat the machine.</summary>
internal sealed class PendingBudget
{
    private readonly object _sync = new();
    private long _records;
    private long _bytes;

    /// <summary>The one of this process: the bound is the process's, whatever number of clients and runs it has.</summary>
    internal static PendingBudget Process { get; } = new();

    /// <summary>Takes room for a write; what may not be dropped always gets it.</summary>
    internal bool TryTake(PendingWrite write, int maxRecords, long maxBytes)
    {
        lock (_sync)
        {
            if (write.MayBeDropped && (_records + write.Records > maxRecords || _bytes + write.Bytes > maxBytes))
            {
                return false;
            }

            _records += write.Records;
            _bytes += write.Bytes;
            return true;
        }
    }

    internal void GiveBack(PendingWrite write)
    {
        lock (_sync)
        {
            _records -= write.Records;
            _bytes -= write.Bytes;
        }
    }
}
