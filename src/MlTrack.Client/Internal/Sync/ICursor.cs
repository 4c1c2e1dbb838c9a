namespace MlTrack.Internal.Sync;

/// <summary>What a file of a cursor says first: whether it can be used at all.</summary>
internal interface ICursor
{
    /// <summary>The version of the file's form.</summary>
    int Version { get; }

    /// <summary>The other store.</summary>
    string Target { get; }
}
