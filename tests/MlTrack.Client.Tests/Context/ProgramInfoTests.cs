using System.Text.Json;
using MlTrack.Internal.Context;
using MlTrack.Tests.Support;

namespace MlTrack.Tests.Context;

public sealed class ProgramInfoTests
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";

    [Fact]
    public void A_program_is_its_file_name_without_folder_and_arguments()
    {
        var info = Describe([Path.Combine("bin", "Debug", "train.dll"), "--password", "marked-secret"], "train", null, null);

        info.SourceName.Should().Be("train.dll");
        info.SourceType.Should().Be("LOCAL");
        info.SourceFolder.Should().Be("/base");
    }

    [Fact]
    public void A_single_file_program_is_its_source()
    {
        using var folder = new TempFolder();
        var source = folder.Write("code/train.cs", "");

        var info = Describe(["/tmp/x/train.dll"], "train", null, source);

        info.SourceName.Should().Be("train.cs");
        info.SourceFolder.Should().Be(folder.PathOf("code"));
    }

    [Fact]
    public void An_FSharp_script_is_found_on_the_command_line() =>
        Describe(["fsi.dll", "--nologo", "train.fsx", "a"], "fsi", null, null).SourceName.Should().Be("train.fsx");

    [Fact]
    public void A_notebook_is_known_by_its_kernel()
    {
        var info = Describe(["dotnet-interactive.dll"], "Microsoft.DotNet.Interactive.App", null, null);

        info.SourceType.Should().Be("NOTEBOOK");
        info.SourceFolder.Should().Be("/current");
    }

    [Theory]
    [InlineData("1.0.0+" + Commit, Commit)]
    [InlineData("1.0.0+meta." + Commit, null)]
    [InlineData("1.0.0+0123", null)]
    [InlineData("1.0.0", null)]
    [InlineData(null, null)]
    public void The_build_recorded_its_commit_behind_the_version(string? version, string? expected) =>
        Describe(["a.dll"], "a", version, null).BuildCommit.Should().Be(expected);

    [Fact]
    public void This_process_has_a_program() => ProgramInfo.Read().SourceName.Should().NotBeNullOrWhiteSpace().And.NotContain("/");

    [Fact]
    public void Packages_of_this_process_are_a_JSON_object()
    {
        using var document = JsonDocument.Parse(PackageVersions.Read(8000)!);

        document.RootElement.EnumerateObject().Select(p => p.Name).Should().Contain("YamlDotNet").And.NotContain("MlTrack.Client");
    }

    [Fact]
    public void Packages_beyond_the_limit_are_left_out_indirect_ones_first()
    {
        const string Dependencies = """
            {
              "targets": { "net": { "app/1.0.0": { "dependencies": { "Z.Direct": "1.0.0" } }, "Z.Direct/1.0.0": { "dependencies": { "A.Other": "2.0.0" } } } },
              "libraries": {
                "app/1.0.0": { "type": "project" },
                "A.Other/2.0.0": { "type": "package" },
                "Z.Direct/1.0.0": { "type": "package" },
                "runtime/9.0.0": { "type": "reference" }
              }
            }
            """;

        PackageVersions.Describe(Dependencies, 8000).Should().Be("""{"A.Other": "2.0.0", "Z.Direct": "1.0.0"}""");
        PackageVersions.Describe(Dependencies, 30).Should().Be("""{"Z.Direct": "1.0.0"}""");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"libraries\": 3, \"targets\": []}")]
    [InlineData("{\"libraries\": {\"a/1\": {\"type\": \"package\"}}, \"targets\": {\"x\": 1}")]
    public void A_damaged_list_of_packages_gives_none(string text) => PackageVersions.Describe(text, 8000).Should().BeNull();

    private static ProgramInfo Describe(string[] commandLine, string? assembly, string? version, string? entryPointFile) =>
        ProgramInfo.Describe(commandLine, assembly, version, entryPointFile, "/base", "/current");
}
