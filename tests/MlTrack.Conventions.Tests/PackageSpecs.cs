using System.IO.Compression;
using System.Reflection.Metadata;
using System.Text;
using MlTrack.Conventions.Tests.Support;

namespace MlTrack.Conventions.Tests;

/// <summary>What a user gets from the package source, and what comes with it.</summary>
[Collection(NestedBuilds.Name)]
public sealed class PackageSpecs(PackedLibraries packages) : IClassFixture<PackedLibraries>
{
    /// <summary>Kind of the custom debug information that holds the SourceLink map (Portable PDB specification).</summary>
    private static readonly Guid SourceLinkKind = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");

    public static TheoryData<string> Packages => [.. Repository.Packages];

    public static TheoryData<string> LibraryPackages => [.. Repository.LibraryPackages];

    public static TheoryData<string> Tools => [.. Repository.Tools];

    [Fact]
    public void Every_library_is_packed_and_nothing_else() => packages.Names.Should().BeEquivalentTo(Repository.Packages);

    [Fact]
    public void The_client_depends_on_three_packages_only()
    {
        using var package = packages.Open("MlTrack.Client");

        var groups = PackedLibraries.Metadata(package).Element("dependencies")!.Elements("group").ToDictionary(
            group => group.Attribute("targetFramework")!.Value,
            group => group.Elements("dependency").Select(dependency => dependency.Attribute("id")!.Value).ToArray());

        groups.Keys.Should().BeEquivalentTo("net10.0", ".NETStandard2.0");
        string[] allowed = ["System.Text.Json", "Microsoft.Extensions.Logging.Abstractions", "YamlDotNet"];
        groups["net10.0"].Should().BeSubsetOf(allowed);
        groups[".NETStandard2.0"].Except(allowed)
            .Should().OnlyContain(id => id.StartsWith("System.", StringComparison.Ordinal) || id.StartsWith("Microsoft.Bcl.", StringComparison.Ordinal),
                "the older target may add Microsoft's own backports");
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void A_package_says_what_it_is(string name)
    {
        using var package = packages.Open(name);

        var metadata = PackedLibraries.Metadata(package);

        metadata.Element("id")!.Value.Should().Be(name);
        metadata.Element("license")!.Value.Should().Be("MIT");
        metadata.Element("description")!.Value.Should().NotBe("Package Description").And.MatchRegex(".{40}");
        metadata.Element("repository")!.Attribute("url")!.Value.Should().StartWith("https://");
        metadata.Element("readme")!.Value.Should().Be("README.md");
        metadata.Element("icon")!.Value.Should().Be("icon.png");
        package.Entries.Select(entry => entry.FullName).Should().Contain(["README.md", "icon.png"]);
    }

    [Theory]
    [MemberData(nameof(LibraryPackages))]
    public void Every_target_has_its_assembly_and_documentation(string name)
    {
        using var package = packages.Open(name);

        var files = package.Entries.Select(entry => entry.FullName).Where(path => path.StartsWith("lib/", StringComparison.Ordinal)).ToArray();

        files.Should().NotBeEmpty();
        files.GroupBy(file => Path.GetDirectoryName(file)).Should().AllSatisfy(target => target.Select(file => Path.GetFileName(file))
            .Should().BeEquivalentTo([name + ".dll", name + ".xml"]));
    }

    [Theory]
    [MemberData(nameof(Tools))]
    public async Task A_tool_is_installed_from_its_package_and_runs(string name)
    {
        using var folder = new TempFolder();
        using var package = packages.Open(name);
        package.Entries.Should().NotContain(entry => entry.FullName.StartsWith("lib/", StringComparison.Ordinal), "nobody compiles against a tool");

        var install = await Command.DotnetAsync(folder.Path, "tool", "install", name, "--tool-path", folder.PathOf("tools"), "--source", packages.Folder, "--no-cache");
        install.ExitCode.Should().Be(0, "it said: {0}", install.Output);
        var program = Directory.EnumerateFiles(folder.PathOf("tools")).Should().ContainSingle().Which;
        var run = await Command.RunAsync(program, folder.Path, "--version");

        Path.GetFileNameWithoutExtension(program).Should().Be("mltrack");
        run.ExitCode.Should().Be(0, "it said: {0}", run.Output);
        run.Output.Should().Contain(PackedLibraries.Metadata(package).Element("version")!.Value);
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Symbols_lead_to_the_sources(string name)
    {
        using var symbols = packages.Open(name, "snupkg");

        var files = symbols.Entries.Where(entry => entry.FullName.EndsWith(".pdb", StringComparison.Ordinal)).ToArray();

        files.Should().NotBeEmpty();
        if (Directory.Exists(Repository.PathOf(".git")) || File.Exists(Repository.PathOf(".git")))
        {
            files.Should().AllSatisfy(file => SourceLink(file).Should().Contain("https://raw.githubusercontent.com/"));
        }
    }

    private static string SourceLink(ZipArchiveEntry file)
    {
        using var stream = new MemoryStream();
        using (var content = file.Open())
        {
            content.CopyTo(stream);
        }

        stream.Position = 0;
        using var provider = MetadataReaderProvider.FromPortablePdbStream(stream);
        var reader = provider.GetMetadataReader();
        return reader.CustomDebugInformation
            .Select(reader.GetCustomDebugInformation)
            .Where(information => reader.GetGuid(information.Kind) == SourceLinkKind)
            .Select(information => Encoding.UTF8.GetString(reader.GetBlobBytes(information.Value)))
            .SingleOrDefault(string.Empty);
    }
}
