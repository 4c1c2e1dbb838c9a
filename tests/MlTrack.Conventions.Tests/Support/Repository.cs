namespace MlTrack.Conventions.Tests.Support;

/// <summary>Where things lie in the repository that these tests were built from.</summary>
internal static class Repository
{
    private const string Marker = "MlTrack.Client.sln";

    /// <summary>The repository's root, found from the folder of the test assembly (source paths are mapped away in deterministic builds).</summary>
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>The names of the libraries under <c>src</c>, which are their assembly and package names too.</summary>
    public static IReadOnlyList<string> Libraries { get; } = Projects(isTool: false);

    /// <summary>The names of the command line tools under <c>src</c>: packages that nobody compiles against.</summary>
    public static IReadOnlyList<string> Tools { get; } = Projects(isTool: true);

    /// <summary>What is compiled against: the libraries, and the suites that authors of stores run on theirs.</summary>
    public static IReadOnlyList<string> LibraryPackages { get; } = [.. Libraries, "MlTrack.Conformance"];

    /// <summary>What <c>dotnet pack</c> makes.</summary>
    public static IReadOnlyList<string> Packages { get; } = [.. LibraryPackages, .. Tools];

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string[] Projects(bool isTool) =>
    [
        .. Directory.EnumerateFiles(PathOf("src"), "*.csproj", SearchOption.AllDirectories)
            .Where(project => File.ReadAllText(project).Contains("<PackAsTool>true<", StringComparison.Ordinal) == isTool)
            .Select(project => Path.GetFileNameWithoutExtension(project))
            .OrderBy(name => name, StringComparer.Ordinal),
    ];

    private static string FindRoot(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Marker)))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No folder above '{start}' holds {Marker}.");
    }
}
