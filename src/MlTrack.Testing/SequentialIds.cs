using System.Globalization;

namespace MlTrack.Testing;

/// <summary>Ids in their order instead of random ones: <c>00000000000000000000000000000001</c> and so on.</summary>
/// <remarks>Thread-safe; threads that ask at once get different ids, in any order.</remarks>
public sealed class SequentialIds : IdGenerator
{
    private long _last;
    private int _lastNumber = -1;

    /// <inheritdoc/>
    public override string NewHexId() => Interlocked.Increment(ref _last).ToString("x32", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override int NextInt32(int exclusiveLimit) => exclusiveLimit > 0
        ? (int)((uint)Interlocked.Increment(ref _lastNumber) % (uint)exclusiveLimit)
        : throw new ArgumentOutOfRangeException(nameof(exclusiveLimit), exclusiveLimit, "The limit must be above 0.");
}
