using MlTrack.Stores;

namespace MlTrack.Internal.Writing;

/// <summary>One thing to write into a run, in a form that can be kept and tried again.</summary>
internal abstract class PendingWrite
{
    /// <summary>A rough size of an object with a few fields, for the bound on memory.</summary>
    protected const int Overhead = 64;

    /// <summary>The member that the program called, such as <c>LogParam</c>.</summary>
    internal abstract string Operation { get; }

    /// <summary>The key or path, when there is one.</summary>
    internal abstract string? Key { get; }

    /// <summary>Names what must stay in order with this write.</summary>
    internal abstract string LaneName { get; }

    /// <summary>What it takes in memory, roughly, in bytes.</summary>
    internal abstract long Bytes { get; }

    /// <summary>How many records of the user it holds.</summary>
    internal virtual int Records => 1;

    /// <summary>True for metrics: params, tags and ends are kept whatever it costs.</summary>
    internal virtual bool MayBeDropped => false;

    /// <summary>True when an error's text may repeat the user's value, which goes to logs only if that is allowed.</summary>
    internal virtual bool MayLeakValue => false;

    /// <summary>The lane, once it is known.</summary>
    internal WriteLane? Lane { get; set; }

    /// <summary>Its place among those that wait; null once it is written or given up. Guarded by the backlog's lock.</summary>
    internal LinkedListNode<PendingWrite>? Place { get; set; }

    /// <summary>Writes it.</summary>
    internal abstract void Apply(IRunWriter writer);

    /// <summary>What a text takes in memory, in bytes.</summary>
    protected static long SizeOf(string? text) => text is null ? 0 : text.Length * sizeof(char);
}
