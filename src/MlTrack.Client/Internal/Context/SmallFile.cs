using System.Text;
using MlTrack.Internal.IO;

namespace MlTrack.Internal.Context;

/// <summary>Reads small files of other programs (git, credentials, the build) that may be missing, odd or somebody else's.</summary>
internal static class SmallFile
{
    /// <summary>No file that is read this way is larger in practice.</summary>
    internal const int DefaultLimit = 1 << 20;

    /// <summary>
    /// Gives the text, or null when there is no such regular file, it may not be read, or it is larger than the limit: facts about the
    /// surroundings are worth having but never worth a fault, and a pipe in their place must not hold us up.
    /// </summary>
    internal static string? TryReadText(string path, int limit = DefaultLimit)
    {
        try
        {
            var buffer = new FileBuffer();
            return PhysicalFileSystem.Instance.TryReadFile(path, buffer, limit, followLink: true) && !buffer.IsCut
                ? Decode(buffer.Span)
                : null;
        }
        catch (Exception exception) when (exception is StoreIOException or ArgumentException)
        {
            return null;
        }
    }

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        var mark = bytes.StartsWith("\uFEFF"u8) ? 3 : 0;
        return Encoding.UTF8.GetString(bytes.Slice(mark));
    }
}
