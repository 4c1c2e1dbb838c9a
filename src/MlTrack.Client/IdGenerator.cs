namespace MlTrack;

/// <summary>Where ids, generated names and temporary names come from. Thread-safe.</summary>
/// <remarks>Derive from it in tests to get the same ids every time.</remarks>
public abstract class IdGenerator
{
    /// <summary>Random ids, from the same source as <see cref="Guid.NewGuid"/>.</summary>
    public static IdGenerator Random { get; } = new RandomIds();

    /// <summary>Gives 32 lower-case hexadecimal digits: the form of a run id.</summary>
    /// <returns>The digits.</returns>
    public abstract string NewHexId();

    /// <summary>Gives a number from 0 to <paramref name="exclusiveLimit"/> - 1, for generated names.</summary>
    /// <param name="exclusiveLimit">The limit, above 0.</param>
    /// <returns>The number.</returns>
    public abstract int NextInt32(int exclusiveLimit);

    private sealed class RandomIds : IdGenerator
    {
        public override string NewHexId() => Guid.NewGuid().ToString("N");

        public override int NextInt32(int exclusiveLimit)
        {
            if (exclusiveLimit <= 0)
            {
                throw new ArgumentOutOfRangeException(nameof(exclusiveLimit), exclusiveLimit, "The limit must be above 0.");
            }

            // The bytes of a version 4 GUID are random but for six bits, which lie beyond the first four bytes.
            var bytes = Guid.NewGuid().ToByteArray();
            return (int)(BitConverter.ToUInt32(bytes, 0) % (uint)exclusiveLimit);
        }
    }
}
