using MlTrack.Stores;

namespace MlTrack.Internal.Writing;

/// <summary>Stands for something that failed before there was anything to write, so that it is reported like all else.</summary>
internal sealed class PendingRefusal(string operation, string? key) : PendingWrite
{
    internal override string Operation => operation;

    internal override string? Key => key;

    internal override string LaneName => operation;

    internal override long Bytes => Overhead;

    internal override int Records => 0;

    internal override void Apply(IRunWriter writer)
    {
        // Nothing is there to be written.
    }
}
