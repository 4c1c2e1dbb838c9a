using MlTrack.Internal.IO;

namespace MlTrack.Internal.Artifacts;

/// <summary>Opens files of the caller that shall become artifacts.</summary>
internal static class LocalSource
{
    internal static IReadHandle Open(IFileSystem files, string source)
    {
        try
        {
            // The caller's own file: a link in its place is what the caller means, a pipe or device would never end.
            return files.OpenRead(source, followLink: true);
        }
        catch (StoreIOException fault) when (fault.Error == StoreIOError.NotFound)
        {
            throw new FileNotFoundException($"There is no file '{source}' to log.", source, fault);
        }
        catch (StoreIOException fault)
        {
            throw new MlTrackException(MlTrackErrorCode.IoError, fault.Message, fault) { IsTransient = fault.IsTransient, Path = source };
        }
    }
}
