using System.Text.RegularExpressions;
using MlTrack.Conventions.Tests.Support;

namespace MlTrack.Conventions.Tests;

/// <summary>A link in a document leads somewhere.</summary>
public sealed partial class LinkSpecs
{
    public static TheoryData<string> Documents => [.. CodeBlock.Documents];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_link_within_the_repository_leads_to_a_file(string document)
    {
        var folder = Path.GetDirectoryName(Repository.PathOf(document))!;

        Link().Matches(File.ReadAllText(Repository.PathOf(document)))
            .Select(match => match.Groups["target"].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('#'))
            .Select(target => target.Split('#')[0])
            .Where(target => !Path.Exists(Path.Combine(folder, target)))
            .Should().BeEmpty("readers of {0} follow its links", document);
    }

    [Fact]
    public void The_readme_names_the_two_commands() =>
        File.ReadAllText(Repository.PathOf("README.md")).Should().Contain("\ndotnet run --project samples/Quickstart\n").And.Contain("\ndotnet test\n");

    [GeneratedRegex(@"\[[^\]]*\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();
}
