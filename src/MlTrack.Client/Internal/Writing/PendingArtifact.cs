using MlTrack.Stores;

namespace MlTrack.Internal.Writing;

/// <summary>A file for the artifacts, as a content in memory or as a path of the user's that is read when it is written.</summary>
internal sealed class PendingArtifact : PendingWrite
{
    private readonly ArtifactSink _sink;
    private readonly Func<IArtifactRepository, CancellationToken, ValueTask> _store;
    private readonly long _bytes;

    internal PendingArtifact(
        ArtifactSink sink, string operation, string path, Func<IArtifactRepository, CancellationToken, ValueTask> store, long bytes = 0)
    {
        _sink = sink;
        _store = store;
        _bytes = bytes;
        Operation = operation;
        Key = path;
    }

    internal override string Operation { get; }

    internal override string Key { get; }

    internal override string LaneName => "a:" + Key;

    internal override long Bytes => Overhead + SizeOf(Key) + _bytes;

    /// <summary>Stores it; what cannot be done at once goes on in the background and is waited for when the run is flushed or ends.</summary>
    internal override void Apply(IRunWriter writer)
    {
        var storing = _store(_sink.Repository, CancellationToken.None);
        if (storing.IsCompleted)
        {
            // Done, or failed: nothing is waited for.
            storing.GetAwaiter().GetResult();
            return;
        }

        _sink.Add(this, storing.AsTask());
    }

    /// <summary>Stores it and waits until it is there.</summary>
    internal ValueTask StoreAsync(CancellationToken cancellationToken) => _store(_sink.Repository, cancellationToken);
}
