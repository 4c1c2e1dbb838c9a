using System.IO.Compression;
using System.Xml.Linq;

namespace MlTrack.Conventions.Tests.Support;

/// <summary>
/// The packages as users would get them: those that the gate has just packed (<c>MLTRACK_PACKAGES</c>), or else packed here.
/// </summary>
public sealed class PackedLibraries : IAsyncLifetime
{
    private TempFolder? _own;

    public async Task InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("MLTRACK_PACKAGES") is { Length: > 0 } given)
        {
            Folder = given;
            return;
        }

        _own = new TempFolder();
        Folder = _own.PathOf("packages");
        var pack = await Command.DotnetAsync(
            Repository.Root, "pack", "--output", Folder, "-p:UseArtifactsOutput=true", "-p:ArtifactsPath=" + _own.PathOf("build"));
        pack.ExitCode.Should().Be(0, "every library can be packed; the build said: {0}", pack.Output);
    }

    public Task DisposeAsync()
    {
        _own?.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Where they lie.</summary>
    public string Folder { get; private set; } = string.Empty;

    public IEnumerable<string> Names => Directory.EnumerateFiles(Folder, "*.nupkg").Select(IdOf);

    /// <summary>A package, or with the extension <c>snupkg</c> its symbols.</summary>
    public ZipArchive Open(string library, string extension = "nupkg") =>
        ZipFile.OpenRead(Directory.EnumerateFiles(Folder, "*." + extension).Single(path => IdOf(path) == library));

    public static XElement Metadata(ZipArchive package)
    {
        using var stream = package.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        var root = XDocument.Load(stream).Root!;
        foreach (var element in root.DescendantsAndSelf())
        {
            element.Name = element.Name.LocalName;
        }

        return root.Element("metadata")!;
    }

    private static string IdOf(string path)
    {
        using var package = ZipFile.OpenRead(path);
        return Metadata(package).Element("id")!.Value;
    }
}
