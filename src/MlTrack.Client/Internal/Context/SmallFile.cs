using System.Text;

namespace MlTrack.Internal.Context;

/// <summary>Reads small files of other programs (git, credentials, the build) that may be missing, odd or somebody else's.</summary>
internal static class SmallFile
{
    /// <summary>No file that is read this way is larger in practice.</summary>
    internal const int DefaultLimit = 1 << 20;

    /// <summary>
    /// Gives the text, or null when there is no such regular file, it may not be read, or it is larger than the limit: facts about the
    /// surroundings are worth having but never worth a fault.
    /// </summary>
    internal static string? TryReadText(string path, int limit = DefaultLimit)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists || file.Length > limit)
            {
                return null;
            }

            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (!stream.CanSeek)
            {
                return null;
            }

            using var reader = new StreamReader(stream, Encoding.UTF8);
            return reader.ReadToEnd();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            return null;
        }
    }
}
