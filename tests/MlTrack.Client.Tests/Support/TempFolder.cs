namespace MlTrack.Tests.Support;

/// <summary>A folder of its own under the system's temporary folder, removed with what is in it.</summary>
internal sealed class TempFolder : IDisposable
{
    private const string MemoryDisk = "/dev/shm";

    public TempFolder() => Path = Directory.CreateTempSubdirectory("mltrack-").FullName;

    private TempFolder(string path) => Path = Directory.CreateDirectory(path).FullName;

    public string Path { get; }

    /// <summary>A folder in memory where the system has such a disk, for tests that make thousands of small files.</summary>
    public static TempFolder InMemory() =>
        Directory.Exists(MemoryDisk) ? new TempFolder(System.IO.Path.Combine(MemoryDisk, "mltrack-" + Guid.NewGuid().ToString("N"))) : new TempFolder();

    public string PathOf(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Writes a file, with the folders above it, and gives its path.</summary>
    public string Write(string relativePath, string content)
    {
        var path = PathOf(relativePath.Split('/'));
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
