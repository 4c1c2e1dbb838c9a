namespace MlTrack.Internal.Packaging;

/// <summary>A folder for what is only passed on: made with the first file in the system's folder for such, for its user alone, and removed with this.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private string? _path;

    /// <summary>The folder, made now when it was not.</summary>
    internal string Path => _path ??= Make();

    /// <summary>A path in it for a new file.</summary>
    internal string NewFile() => System.IO.Path.Combine(Path, Guid.NewGuid().ToString("N"));

    public void Dispose()
    {
        if (_path is not null && Directory.Exists(_path))
        {
            Directory.Delete(_path, recursive: true);
        }
    }

    private static string Make()
    {
        var path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "mltrack-model-" + Guid.NewGuid().ToString("N"));
        PrivateFolder.Create(path);
        return path;
    }
}
