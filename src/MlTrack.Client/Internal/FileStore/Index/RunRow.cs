using System.Buffers.Binary;
using MlTrack.Internal.FileStore.Format;
using MlTrack.Internal.Search;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.FileStore.Index;

/// <summary>
/// What the index keeps of one run: its <c>meta.yaml</c>, the facts of its metric files, its params and tags, each with the fingerprint of the file it came from. A
/// value whose file has another fingerprint now is worth nothing; a key that is not here has simply not been asked for yet.
/// </summary>
/// <remarks>
/// Immutable and thread-safe. The bytes are those of the snapshot, little-endian:
/// <code>
///  0 fingerprint of meta.yaml   8 start   16 end   24 deleted   32 status, stage, flags, 0
/// 36 counts of metrics, params, tags   48 lengths of name, user, artifact URI   60 length of all
/// 64 metrics by key:       key 4, data set 4 (its place, or 0), fingerprint, value, step, time, min, max, first
///    params, tags by key:  key 4, place 4, length 4, 0, fingerprint
///    name, user, artifact URI, and the texts that places point at
/// </code>
/// A data set is the length of its name, the length of its digest (4 each), and both.
/// </remarks>
internal sealed class RunRow
{
    internal const int HeaderSize = 64;
    internal const int MetricSize = 64;
    internal const int TextSize = 24;

    internal const byte HasEnd = 1;
    internal const byte HasDeleted = 2;
    internal const byte HasName = 4;
    internal const byte HasUser = 8;
    internal const byte HasUri = 16;

    // The bounds of a DateTimeOffset.
    private const long FirstTime = -62135596800000;
    private const long LastTime = 253402300799999;

    private readonly byte[] _bytes;
    private readonly int _start;

    /// <param name="bytes">Holds the row; may hold others beside it. Not changed afterwards.</param>
    /// <param name="whole">Where the whole is to be had, if this is a part of it.</param>
    internal RunRow(byte[] bytes, int start, int length, StoredRow? whole = null)
    {
        _bytes = bytes;
        _start = start;
        Length = length;
        Whole = whole;
    }

    /// <summary>Where the whole row is to be had of which this one has only some keys; null when there is no more of it.</summary>
    internal StoredRow? Whole { get; }

    internal int Length { get; }

    internal ReadOnlySpan<byte> Bytes => new(_bytes, _start, Length);

    /// <summary>The fingerprint of <c>meta.yaml</c>.</summary>
    internal ulong MetaPrint => (ulong)Int64(0);

    internal long StartTime => Int64(8);

    internal long? EndTime => (Flags & HasEnd) != 0 ? Int64(16) : null;

    internal long? DeletedTime => (Flags & HasDeleted) != 0 ? Int64(24) : null;

    internal RunStatus Status => (RunStatus)Bytes[32];

    internal LifecycleStage LifecycleStage => (LifecycleStage)Bytes[33];

    internal int MetricCount => Int32(36);

    internal string? RunName => (Flags & HasName) != 0 ? Text(TextStart, Int32(48)) : null;

    internal string? UserId => (Flags & HasUser) != 0 ? Text(TextStart + Int32(48), Int32(52)) : null;

    internal string? ArtifactUri => (Flags & HasUri) != 0 ? Text(TextStart + Int32(48) + Int32(52), Int32(56)) : null;

    private byte Flags => Bytes[34];

    private int TextStart => HeaderSize + (MetricCount * MetricSize) + ((Int32(40) + Int32(44)) * TextSize);

    /// <summary>Name, user and artifact URI.</summary>
    internal ReadOnlySpan<byte> MetaTexts => Bytes.Slice(TextStart, Int32(48) + Int32(52) + Int32(56));

    /// <summary>Gives the run's <c>meta.yaml</c> back.</summary>
    internal RunMeta ToMeta(RunPlace place) => new(place.RunId, place.Experiment.ExperimentId, StartTime)
    {
        RunName = RunName,
        UserId = UserId,
        ArtifactUri = ArtifactUri,
        Status = Status,
        EndTime = EndTime,
        DeletedTime = DeletedTime,
        LifecycleStage = LifecycleStage,
    };

    /// <summary>Gives the place of a metric in the row, or -1.</summary>
    internal int FindMetric(int key) => Find(key, HeaderSize, MetricCount, MetricSize);

    internal int MetricKey(int index) => Int32(HeaderSize + (index * MetricSize));

    internal ulong MetricPrint(int index) => (ulong)Int64(HeaderSize + (index * MetricSize) + 8);

    internal MetricFacts Metric(int index)
    {
        var at = HeaderSize + (index * MetricSize);
        var dataset = Int32(at + 4);
        var nameLength = dataset == 0 ? 0 : Int32(dataset);
        var latest = new MetricPointRaw(Int64(at + 32), Double(at + 16), Int64(at + 24))
        {
            DatasetName = dataset == 0 ? null : Text(dataset + 8, nameLength),
            DatasetDigest = dataset == 0 ? null : Text(dataset + 8 + nameLength, Int32(dataset + 4)),
        };
        return new MetricFacts(latest, new MetricSummary(Double(at + 40), Double(at + 48), Double(at + 56)), IsSettled: true);
    }

    /// <summary>The latest value alone.</summary>
    internal double MetricValue(int index) => Double(HeaderSize + (index * MetricSize) + 16);

    internal int TextCount(TextKind kind) => Int32(kind == TextKind.Param ? 40 : 44);

    /// <summary>Gives the place of a param or tag among its kind, or -1.</summary>
    internal int FindText(TextKind kind, int key) => Find(key, TextTable(kind), TextCount(kind), TextSize);

    internal int TextKey(TextKind kind, int index) => Int32(TextTable(kind) + (index * TextSize));

    internal ulong TextPrint(TextKind kind, int index) => (ulong)Int64(TextTable(kind) + (index * TextSize) + 16);

    internal string Text(TextKind kind, int index)
    {
        var at = TextTable(kind) + (index * TextSize);
        return Text(Int32(at + 4), Int32(at + 8));
    }

    /// <summary>A metric's place in the table.</summary>
    internal ReadOnlySpan<byte> MetricEntry(int index) => Bytes.Slice(HeaderSize + (index * MetricSize), MetricSize);

    /// <summary>A metric's data set; empty when it has none.</summary>
    internal ReadOnlySpan<byte> DatasetBytes(int index) =>
        Int32(HeaderSize + (index * MetricSize) + 4) is var at and not 0 ? Bytes.Slice(at, 8 + Int32(at) + Int32(at + 4)) : default;

    /// <summary>A param's or tag's place in its table.</summary>
    internal ReadOnlySpan<byte> TextEntry(TextKind kind, int index) => Bytes.Slice(TextTable(kind) + (index * TextSize), TextSize);

    /// <summary>A param's or tag's text.</summary>
    internal ReadOnlySpan<byte> TextBytes(TextKind kind, int index)
    {
        var at = TextTable(kind) + (index * TextSize);
        return Bytes.Slice(Int32(at + 4), Int32(at + 8));
    }

    /// <summary>The same row, of which no more is to be had.</summary>
    internal RunRow WithoutWhole() => new(_bytes, _start, Length);

    /// <summary>True when nothing in the row points outside it, so that all members can be asked.</summary>
    /// <param name="keyCount">How many keys there are.</param>
    internal bool IsSound(int keyCount)
    {
        if (Length < HeaderSize || Int32(60) != Length || Int32(36) < 0 || Int32(40) < 0 || Int32(44) < 0)
        {
            return false;
        }

        // In 64 bits, so that no product can wrap around.
        var tables = HeaderSize + ((long)Int32(36) * MetricSize) + (((long)Int32(40) + Int32(44)) * TextSize);
        if (tables > Length || !IsInside(tables, Int32(48)) || !IsInside(tables + Int32(48), Int32(52)) || !IsInside(tables + Int32(48) + Int32(52), Int32(56)) ||
            !IsTime(StartTime) || !IsTime(EndTime ?? 0) || !IsTime(DeletedTime ?? 0) || Status is < RunStatus.Running or > RunStatus.Killed || LifecycleStage is < LifecycleStage.Active or > LifecycleStage.Deleted)
        {
            return false;
        }

        return AreMetricsSound(keyCount) && AreTextsSound(TextKind.Param, keyCount) && AreTextsSound(TextKind.Tag, keyCount);
    }

    private bool AreMetricsSound(int keyCount)
    {
        for (int i = 0, before = -1; i < MetricCount; i++)
        {
            var key = MetricKey(i);
            var dataset = Int32(HeaderSize + (i * MetricSize) + 4);
            if (key <= before || key >= keyCount)
            {
                return false;
            }

            if (dataset != 0 && (!IsInside(dataset, 8) || !IsInside((long)dataset + 8, Int32(dataset)) || !IsInside((long)dataset + 8 + Int32(dataset), Int32(dataset + 4))))
            {
                return false;
            }

            before = key;
        }

        return true;
    }

    private bool AreTextsSound(TextKind kind, int keyCount)
    {
        for (int i = 0, before = -1; i < TextCount(kind); i++)
        {
            var key = TextKey(kind, i);
            var at = TextTable(kind) + (i * TextSize);
            if (key <= before || key >= keyCount || !IsInside(Int32(at + 4), Int32(at + 8)))
            {
                return false;
            }

            before = key;
        }

        return true;
    }

    private static bool IsTime(long milliseconds) => milliseconds is >= FirstTime and <= LastTime;

    private bool IsInside(long at, long length) => at >= 0 && length >= 0 && at + length <= Length;

    private int TextTable(TextKind kind) => HeaderSize + (MetricCount * MetricSize) + (kind == TextKind.Param ? 0 : Int32(40) * TextSize);

    private int Find(int key, int table, int count, int size)
    {
        int low = 0, high = count - 1;
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            var found = Int32(table + (middle * size));
            if (found == key)
            {
                return middle;
            }

            if (found < key)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return -1;
    }

    private string Text(int at, int length) => length == 0 ? "" : RowText.Encoding.GetString(_bytes, _start + at, length);

    private int Int32(int at) => BinaryPrimitives.ReadInt32LittleEndian(Bytes.Slice(at));

    private long Int64(int at) => BinaryPrimitives.ReadInt64LittleEndian(Bytes.Slice(at));

    private double Double(int at) => BitConverter.Int64BitsToDouble(Int64(at));
}

/// <summary>The kinds of texts a run has.</summary>
internal enum TextKind : byte
{
    Param,
    Tag,
}
