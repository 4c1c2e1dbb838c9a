namespace MlTrack.Cli.Tests.Support;

/// <summary>The repository's folder <c>tests</c>, found from where the tests run: in a deterministic build the compiler does not tell where a source file lies.</summary>
internal static class TestsFolder
{
    public static string Path { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo start)
    {
        for (var folder = start; folder is not null; folder = folder.Parent)
        {
            if (Directory.Exists(System.IO.Path.Combine(folder.FullName, "MlTrack.Golden.Tests")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"The tests run from '{start}', outside the repository.");
    }
}
