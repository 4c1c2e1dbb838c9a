namespace MlTrack.Internal.MemoryStore;

/// <summary>Times as MLflow keeps them: whole milliseconds, UTC.</summary>
internal static class MemoryClock
{
    internal static DateTimeOffset Now(TimeProvider time) => ToMilliseconds(time.GetUtcNow());

    internal static DateTimeOffset ToMilliseconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}
