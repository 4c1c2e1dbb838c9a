using System.Runtime.InteropServices;

namespace MlTrack.Benchmarks;

/// <summary>The system's calls without anything around them: what no store can do without.</summary>
internal static unsafe partial class Native
{
    private const int WriteOnly = 0x1;
    private const int Create = 0x40;
    private const int Exclusive = 0x80;
    private const int Append = 0x400;
    private const int Mode = 0x1b6; // 0666

    internal static int OpenAppend(string path) => Check(open(path, WriteOnly | Create | Append, Mode));

    internal static int OpenNew(string path) => Check(open(path, WriteOnly | Create | Exclusive, Mode));

    internal static int OpenRead(string path) => Check(open(path, 0, 0));

    internal static void Write(int fd, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes)
        {
            if (write(fd, first, bytes.Length) != bytes.Length)
            {
                throw new IOException("write was short");
            }
        }
    }

    internal static int Read(int fd, Span<byte> bytes)
    {
        fixed (byte* first = bytes)
        {
            return (int)read(fd, first, bytes.Length);
        }
    }

    internal static void Sync(int fd) => Check(fsync(fd));

    internal static void Close(int fd) => Check(close(fd));

    internal static void Rename(string from, string to) => Check(rename(from, to));

    /// <summary>The raw way to a small new file: create, write, close, with an fsync if asked.</summary>
    internal static void WriteNew(string path, ReadOnlySpan<byte> bytes, bool sync = false)
    {
        var fd = OpenNew(path);
        Write(fd, bytes);
        if (sync)
        {
            Sync(fd);
        }

        Close(fd);
    }

    /// <summary>The raw way to a whole small file: open, read, close.</summary>
    internal static int ReadAll(string path, Span<byte> into)
    {
        var fd = OpenRead(path);
        var total = 0;
        int count;
        while ((count = Read(fd, into)) > 0)
        {
            total += count;
        }

        Close(fd);
        return total;
    }

    /// <summary>Asks for a path, as bare as it can be: <c>statx</c>, no link followed.</summary>
    internal static void Stat(string path)
    {
        const int currentFolder = -100;
        const int noFollow = 0x100;
        const uint basic = 0x7ff;
        var answer = stackalloc byte[256];
        Check(statx(currentFolder, path, noFollow, basic, answer));
    }

    private static int Check(int result) => result >= 0 ? result : throw new IOException("errno " + Marshal.GetLastPInvokeError());

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, int mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int fd, byte* bytes, nint count);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(int fd, byte* bytes, nint count);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(int fd);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int fd);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int rename(string from, string to);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, byte* answer);
}
