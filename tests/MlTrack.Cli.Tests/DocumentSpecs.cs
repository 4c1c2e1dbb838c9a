using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using MlTrack.Cli.Internal;
using MlTrack.Cli.Tests.Support;

namespace MlTrack.Cli.Tests;

/// <summary>docs/tool.md names every command and every exit code, and none that there is not.</summary>
public sealed partial class DocumentSpecs
{
    [Fact]
    public void Every_command_is_in_the_document_and_every_one_in_it_exists()
    {
        var rows = Commands().Matches(Document()).Select(match => match.Groups["call"].Value.Replace("\\|", "|", StringComparison.Ordinal)).ToList();
        var documented = rows.SelectMany(Expand).ToHashSet(StringComparer.Ordinal);

        CommandTable.Create().Select(command => command.Path).Should().BeSubsetOf(documented);
        documented.Should().BeSubsetOf(CommandTable.Create().Select(command => command.Path));
    }

    [Fact]
    public void The_table_of_exit_codes_is_that_of_the_tool() =>
        Codes().Matches(Document()).Select(match => int.Parse(match.Groups["code"].Value, CultureInfo.InvariantCulture)).Should().BeEquivalentTo(
            typeof(ExitCodes).GetFields(BindingFlags.Static | BindingFlags.Public).Select(field => (int)field.GetRawConstantValue()!));

    private static IEnumerable<string> Expand(string call)
    {
        // "runs delete|restore RUN…": words in small letters, of which the last may be several.
        var words = call.Split(' ').TakeWhile(word => char.IsAsciiLetterLower(word[0])).ToArray();
        return words.Length > 0 && words[0] == "completion" ? ["completion"] : words[^1].Split('|').Select(last => string.Join(' ', [.. words[..^1], last]));
    }

    private static string Document() =>
        File.ReadAllText(Path.Combine(TestsFolder.Path, "..", "docs", "tool.md")).Split("## For programs") is var parts
            ? parts[0] + parts[1][parts[1].IndexOf("## Exit codes", StringComparison.Ordinal)..]
            : "";

    [GeneratedRegex("^\\| `(?<call>[^`]+)` \\|", RegexOptions.Multiline)]
    private static partial Regex Commands();

    [GeneratedRegex("^\\| (?<code>\\d+) \\|", RegexOptions.Multiline)]
    private static partial Regex Codes();
}
