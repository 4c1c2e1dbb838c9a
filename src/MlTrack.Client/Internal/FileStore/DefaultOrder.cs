namespace MlTrack.Internal.FileStore;

/// <summary>MLflow's order of lists without an order of their own: the newest first, those without a time last, then by id as text.</summary>
internal static class DefaultOrder
{
    internal static int Compare(long? timeA, string idA, long? timeB, string idB)
    {
        var order = (timeB ?? long.MinValue).CompareTo(timeA ?? long.MinValue);
        return order != 0 ? order : string.CompareOrdinal(idA, idB);
    }
}
