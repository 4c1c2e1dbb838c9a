namespace MlTrack.Cli.Internal;

/// <summary>Arguments of the form <c>key=value</c>.</summary>
internal static class KeyValue
{
    /// <summary>Reads them; the first <c>=</c> ends the key, and a value may be empty.</summary>
    /// <exception cref="UsageException">One has no <c>=</c>, or nothing before it, or a key is there twice.</exception>
    public static IReadOnlyDictionary<string, string> ParseAll(IEnumerable<string> texts)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var separator = text.IndexOf('=', StringComparison.Ordinal);
            if (separator < 1)
            {
                throw new UsageException($"'{text}' is no tag: write key=value.");
            }

            if (!pairs.TryAdd(text[..separator], text[(separator + 1)..]))
            {
                throw new UsageException($"The tag '{text[..separator]}' is given twice.");
            }
        }

        return pairs;
    }
}
