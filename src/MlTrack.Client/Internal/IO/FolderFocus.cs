namespace MlTrack.Internal.IO;

/// <summary>
/// A folder into which the calling thread is about to look many times. Until it moves on, the calls for paths below it start there instead of at the root of the disk, which spares the system
/// the walk along the whole path each time. Paths stay absolute for everybody; systems without such calls do not notice.
/// </summary>
/// <remarks>
/// Belongs to the thread that made it, which must dispose it; there is one at a time. A folder that is moved meanwhile is still looked into: what is found is what was there when the work began.
/// </remarks>
internal sealed class FolderFocus : IDisposable
{
    [ThreadStatic]
    private static UnixFolder? current;

    private string? _path;

    /// <summary>The folder that the calling thread has in focus.</summary>
    internal static UnixFolder? Current => current;

    /// <summary>
    /// True when a file of this path, read while the folder is in focus without following links, is read only if there is no link anywhere on the way from the folder to it.
    /// Otherwise only a link at the end of the path is noticed.
    /// </summary>
    internal static bool RefusesLinksTo(string path) => current is { RefusesLinks: true } folder && folder.Holds(path);

    /// <summary>Looks into another folder from now on.</summary>
    internal void MoveTo(string path)
    {
        if (ReferenceEquals(path, _path) || path == _path)
        {
            return;
        }

        current?.Dispose();
        current = null;
        _path = path;
        current = UnixFolder.TryOpen(path);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        current?.Dispose();
        current = null;
        _path = null;
    }
}
