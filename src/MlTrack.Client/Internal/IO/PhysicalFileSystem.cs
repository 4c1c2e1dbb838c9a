namespace MlTrack.Internal.IO;

/// <summary>The file system of the platform the process runs on.</summary>
internal static class PhysicalFileSystem
{
    /// <summary>The one instance; it has no state.</summary>
    public static IFileSystem Instance { get; } = OperatingSystem.IsWindows() ? new WindowsFileSystem() : new UnixFileSystem();
}
