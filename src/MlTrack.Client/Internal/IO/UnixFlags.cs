using System.Runtime.InteropServices;

namespace MlTrack.Internal.IO;

/// <summary>Values of <c>fcntl.h</c> and system call numbers, which differ by system and processor.</summary>
internal static class UnixFlags
{
    public const int ReadOnly = 0;
    public const int WriteOnly = 1;
    public const int ReadWrite = 2;

    /// <summary>No system call of that name is known here: use the slower portable way.</summary>
    public const int UnknownCall = -1;

    public static readonly int Append = UnixLibc.IsApple ? 0x8 : 0x400;
    public static readonly int Create = UnixLibc.IsApple ? 0x200 : 0x40;
    public static readonly int Exclusive = UnixLibc.IsApple ? 0x800 : 0x80;
    public static readonly int NonBlocking = UnixLibc.IsApple ? 0x4 : 0x800;
    public static readonly int NoTerminal = UnixLibc.IsApple ? 0x20000 : 0x100;
    public static readonly int CloseOnExec = UnixLibc.IsApple ? 0x1000000 : 0x80000;
    public static readonly int NoFollow = UnixLibc.IsApple ? 0x100 : HasArmValues ? 0x8000 : 0x20000;
    public static readonly int Directory = UnixLibc.IsApple ? 0x100000 : HasArmValues ? 0x4000 : 0x10000;

    /// <summary><c>getdents64</c>: a folder's names with their kinds, thousands in one call.</summary>
    public static readonly int GetDentsCall = LinuxCall(x64: 217, arm64: 61);

    /// <summary><c>renameat2</c>.</summary>
    public static readonly int RenameCall = LinuxCall(x64: 316, arm64: 276);

    /// <summary><c>statx</c>: by number, since musl has the function only since 1.2.4.</summary>
    public static readonly int StatxCall = LinuxCall(x64: 332, arm64: 291);

    /// <summary><c>openat2</c> of Linux 5.6: opens a file and says how its path may be walked.</summary>
    public static readonly int OpenHowCall = LinuxCall(x64: 437, arm64: 437);

    // ARM and POWER swapped four of the O_ values in Linux's first years; both kept them. POWER has no name in netstandard2.0 (8 = Ppc64le).
    private static bool HasArmValues => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm or (Architecture)8;

    private static int LinuxCall(int x64, int arm64)
    {
        if (!OperatingSystem.IsLinux()) return UnknownCall;
        return RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => x64,
            Architecture.Arm64 => arm64,
            _ => UnknownCall,
        };
    }
}
