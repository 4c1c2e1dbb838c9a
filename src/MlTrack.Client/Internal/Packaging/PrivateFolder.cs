using System.Text;
using MlTrack.Internal.IO;

namespace MlTrack.Internal.Packaging;

/// <summary>Makes folders that only their user can read: on Unix with the right bits from the start, on Windows below the user's own folder for such.</summary>
internal static class PrivateFolder
{
    private const uint OwnerOnly = 0x1C0; // 0700

    /// <exception cref="StoreIOException">It could not be made, or was there.</exception>
    internal static unsafe void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        fixed (byte* name = Encoding.UTF8.GetBytes(path + "\0"))
        {
            if (UnixLibc.mkdir(name, OwnerOnly) != 0)
            {
                UnixErrno.Throw(UnixErrno.Last, "make the folder", path);
            }
        }
    }
}
