using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MlTrack.Internal.IO;

/// <summary>The Win32 calls of the file layer, in their wide forms and with blittable arguments only.</summary>
internal static unsafe class WindowsKernel
{
    public const uint AppendData = 0x4;
    public const uint ReadAttributes = 0x80;
    public const uint Synchronize = 0x100000;
    public const uint GenericRead = 0x80000000;
    public const uint GenericWrite = 0x40000000;

    public const uint ShareRead = 1;
    public const uint ShareAll = 1 | 2 | 4;

    public const uint CreateNew = 1;
    public const uint OpenExisting = 3;
    public const uint OpenAlways = 4;

    public const uint AttributeNormal = 0x80;
    public const uint BackupSemantics = 0x02000000;
    public const uint OpenReparsePoint = 0x00200000;

    public const uint AttributeDirectory = 0x10;
    public const uint AttributeReparsePoint = 0x400;
    public const uint NoAttributes = 0xFFFFFFFF;
    public const uint DiskFile = 1;
    private const string Library = "kernel32.dll";

    [DllImport(Library, SetLastError = true)]
    public static extern IntPtr CreateFileW(char* name, uint access, uint share, IntPtr security, uint disposition, uint flags, IntPtr template);

    [DllImport(Library, SetLastError = true)]
    public static extern int ReadFile(IntPtr file, byte* buffer, uint count, uint* done, FilePosition* position);

    [DllImport(Library, SetLastError = true)]
    public static extern int WriteFile(IntPtr file, byte* buffer, uint count, uint* done, FilePosition* position);

    [DllImport(Library, SetLastError = true)]
    public static extern int FlushFileBuffers(IntPtr file);

    [DllImport(Library, SetLastError = true)]
    public static extern int SetFilePointerEx(IntPtr file, long distance, long* position, uint method);

    [DllImport(Library, SetLastError = true)]
    public static extern int SetEndOfFile(IntPtr file);

    [DllImport(Library, SetLastError = true)]
    public static extern uint GetFileType(IntPtr file);

    [DllImport(Library, SetLastError = true)]
    public static extern int GetFileInformationByHandle(IntPtr file, FileInformation* information);

    [DllImport(Library, SetLastError = true)]
    public static extern uint GetFinalPathNameByHandleW(IntPtr file, char* buffer, uint size, uint flags);

    [DllImport(Library, SetLastError = true)]
    public static extern uint GetFileAttributesW(char* name);

    [DllImport(Library, SetLastError = true)]
    public static extern int MoveFileExW(char* source, char* target, uint flags);

    [DllImport(Library, SetLastError = true)]
    public static extern int ReplaceFileW(char* replaced, char* replacement, char* backup, uint flags, IntPtr exclude, IntPtr reserved);

    [DllImport(Library, SetLastError = true)]
    public static extern int DeleteFileW(char* name);

    [DllImport(Library, SetLastError = true)]
    public static extern int CreateDirectoryW(char* name, IntPtr security);

    [DllImport(Library, SetLastError = true)]
    public static extern int RemoveDirectoryW(char* name);

    /// <summary>BY_HANDLE_FILE_INFORMATION.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    public struct FileInformation
    {
        public uint Attributes;
        public long CreationTime;
        public long LastAccessTime;
        public long LastWriteTime;
        public uint VolumeSerialNumber;
        public uint SizeHigh;
        public uint SizeLow;
        public uint Links;
        public uint IndexHigh;
        public uint IndexLow;
    }

    /// <summary>OVERLAPPED as a synchronous handle reads it: the offset to work at.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct FilePosition
    {
        public IntPtr Status;
        public IntPtr Transferred;
        public uint Low;
        public uint High;
        public IntPtr Event;

        public FilePosition(long offset)
        {
            Status = Transferred = Event = IntPtr.Zero;
            Low = unchecked((uint)offset);
            High = (uint)(offset >> 32);
        }
    }

    /// <summary>Opens a file or folder.</summary>
    /// <param name="path">The path; made long-path safe here.</param>
    /// <param name="access">Access bits.</param>
    /// <param name="share">Share bits.</param>
    /// <param name="disposition">What to do about existing and missing files.</param>
    /// <param name="flags">Attributes and flags.</param>
    /// <returns>The handle, invalid on a fault with the error set.</returns>
    public static SafeFileHandle Open(string path, uint access, uint share, uint disposition, uint flags)
    {
        fixed (char* name = WindowsPath.Extend(path))
        {
            return new SafeFileHandle(CreateFileW(name, access, share, IntPtr.Zero, disposition, flags, IntPtr.Zero), ownsHandle: true);
        }
    }
}
