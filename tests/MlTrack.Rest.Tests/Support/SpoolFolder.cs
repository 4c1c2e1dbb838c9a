namespace MlTrack.Rest.Tests.Support;

/// <summary>A spool of its own for a test, by MLTRACK_SPOOL_DIR: tests that have one run one after the other (collection "spool").</summary>
internal sealed class SpoolFolder : IDisposable
{
    private const string Variable = "MLTRACK_SPOOL_DIR";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mltrack-spool-");
    private readonly string? _before = Environment.GetEnvironmentVariable(Variable);

    internal SpoolFolder() => Environment.SetEnvironmentVariable(Variable, Path);

    internal string Path => _folder.FullName;

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, _before);
        _folder.Delete(recursive: true);
    }
}
