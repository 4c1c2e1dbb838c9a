namespace MlTrack.Server.Tests.Support;

/// <summary>A folder of its own for a test, removed at the end.</summary>
internal sealed class TempFolder : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("mltrack-server-").FullName;

    internal string Combine(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
