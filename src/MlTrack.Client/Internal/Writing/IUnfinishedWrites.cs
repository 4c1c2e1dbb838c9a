namespace MlTrack.Internal.Writing;

/// <summary>A run writer that may have taken records of which the disk has only a part.</summary>
internal interface IUnfinishedWrites
{
    /// <summary>Tries a last time to complete them, and gives up what cannot be.</summary>
    /// <returns>The number of records lost by that, by metric.</returns>
    IReadOnlyCollection<KeyValuePair<string, int>> GiveUpUnfinished();
}
