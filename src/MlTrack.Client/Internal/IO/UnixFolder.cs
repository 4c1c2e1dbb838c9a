using System.Text;

namespace MlTrack.Internal.IO;

/// <summary>An open folder of Linux, from which paths below it are found. Not thread-safe: closed while another thread uses it, its number may belong to something else.</summary>
internal sealed unsafe class UnixFolder : IDisposable
{
    /// <summary>What the calls take for "no folder": the path is absolute.</summary>
    public const int None = -100; // AT_FDCWD

    private const int PathOnly = 0x200000; // O_PATH: like any folder on a path, it needs the right to pass but not to list
    private const int NoLinks = 0x4; // RESOLVE_NO_SYMLINKS
    private const int HowSize = 24; // struct open_how: flags, mode, resolve, 8 bytes each

    // Null until it was tried: openat2 is younger than many kernels, and sandboxes deny it.
    private static bool? _hasOpenWithoutLinks;

    private readonly string _prefix;
    private readonly int _fd;

    private UnixFolder(int fd, string path)
    {
        _fd = fd;
        _prefix = path + "/";
        RefusesLinks = _hasOpenWithoutLinks ??= IsOpenWithoutLinksKnown();
    }

    /// <summary>Whether <see cref="Open"/> can refuse links anywhere on the way.</summary>
    public bool RefusesLinks { get; }

    /// <summary>Opens a folder; null where that is of no use or not possible.</summary>
    public static UnixFolder? TryOpen(string path)
    {
        if (UnixFlags.StatxCall == UnixFlags.UnknownCall) return null;
        Span<byte> scratch = stackalloc byte[UnixPath.StackSize];
        int fd;
        fixed (byte* encoded = UnixPath.Encode(path, scratch)) fd = UnixLibc.Open(encoded, PathOnly | UnixFlags.Directory | UnixFlags.CloseOnExec);
        return fd < 0 ? null : new UnixFolder(fd, path);
    }

    /// <summary>Encodes a path, relative to the folder that the thread has in focus if it lies below.</summary>
    /// <param name="path">The absolute path.</param>
    /// <param name="scratch">Used if large enough.</param>
    /// <param name="folder">That folder; null if the path is absolute.</param>
    /// <returns>The bytes with the NUL.</returns>
    public static ReadOnlySpan<byte> Encode(string path, Span<byte> scratch, out UnixFolder? folder)
    {
        folder = FolderFocus.Current is { } focus && focus.Holds(path) ? focus : null;
        return UnixPath.Encode(path, folder?._prefix.Length ?? 0, scratch);
    }

    /// <summary>The descriptor of a folder that <see cref="Encode"/> gave.</summary>
    public static int Descriptor(UnixFolder? folder) => folder?._fd ?? None;

    /// <summary>Opens a file for reading.</summary>
    /// <param name="folder">What <see cref="Encode"/> gave.</param>
    /// <param name="path">The encoded path, ended by NUL.</param>
    /// <param name="flags">Flags of <see cref="UnixFlags"/>. With <see cref="UnixFlags.NoFollow"/> links on the way are refused too, where that is possible.</param>
    /// <returns>The descriptor, or -1 with the error set.</returns>
    public static int Open(UnixFolder? folder, byte* path, int flags)
    {
        if (folder is null) return UnixLibc.Open(path, flags);
        var withoutLinks = folder.RefusesLinks && (flags & UnixFlags.NoFollow) != 0;
        while (true)
        {
            var fd = withoutLinks ? OpenWithoutLinks(folder._fd, path, flags) : UnixLibc.openat(folder._fd, path, flags, 0);
            if (fd >= 0 || UnixErrno.Last is not UnixErrno.EINTR) return fd;
        }
    }

    /// <summary>True for a path below the folder.</summary>
    public bool Holds(string path) => path.Length > _prefix.Length && path.StartsWith(_prefix, StringComparison.Ordinal);

    /// <inheritdoc/>
    public void Dispose() => _ = UnixLibc.close(_fd);

    private static int OpenWithoutLinks(int folder, byte* path, int flags)
    {
        var how = stackalloc long[HowSize / sizeof(long)] { flags, 0, NoLinks };
        return (int)UnixLibc.syscall(UnixFlags.OpenHowCall, folder, (nint)path, (nint)how, HowSize, 0);
    }

    private bool IsOpenWithoutLinksKnown()
    {
        fixed (byte* self = Encoding.UTF8.GetBytes(".\0"))
        {
            var fd = UnixFlags.OpenHowCall == UnixFlags.UnknownCall ? -1 : OpenWithoutLinks(_fd, self, PathOnly | UnixFlags.CloseOnExec);
            if (fd < 0) return false;
            _ = UnixLibc.close(fd);
            return true;
        }
    }
}
