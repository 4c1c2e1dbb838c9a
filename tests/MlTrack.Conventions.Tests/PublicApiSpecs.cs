using MlTrack.Conventions.Tests.Support;

namespace MlTrack.Conventions.Tests;

/// <summary>The public surface of every library equals the text under review; with <c>MLTRACK_UPDATE_GOLDEN=1</c> the text is written anew.</summary>
public sealed class PublicApiSpecs
{
    private static readonly string Folder = Repository.PathOf("tests", "MlTrack.Conventions.Tests", "PublicApi");

    public static TheoryData<string> Libraries => [.. Repository.Libraries];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void The_public_surface_is_the_one_under_review(string library)
    {
        var file = Path.Combine(Folder, library + ".txt");
        var surface = SurfaceText.Print(ShippedLibrary.Named(library));
        if (Environment.GetEnvironmentVariable("MLTRACK_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(file, surface);
        }

        File.Exists(file).Should().BeTrue("'{0}' lists what users may call; run the test with MLTRACK_UPDATE_GOLDEN=1 to write it", file);
        var listed = File.ReadAllLines(file);
        var actual = surface.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        const string Advice = "a change of the public surface is reviewed in PublicApi/*.txt (MLTRACK_UPDATE_GOLDEN=1 rewrites them)";
        actual.Except(listed, StringComparer.Ordinal).Should().BeEmpty("everything public is listed; " + Advice);
        listed.Except(actual, StringComparer.Ordinal).Should().BeEmpty("everything listed is there; " + Advice);
        actual.Should().Equal(listed, Advice);
    }

    [Fact]
    public void No_list_stands_for_a_library_that_is_gone() =>
        Directory.EnumerateFiles(Folder, "*.txt").Select(Path.GetFileNameWithoutExtension).Should().BeSubsetOf(Repository.Libraries);
}
