using CsCheck;
using MlTrack.Cli.Internal;
using MlTrack.Cli.Tests.Support;

namespace MlTrack.Cli.Tests;

/// <summary>What somebody wrote into a tree cannot steer the terminal of whoever looks at it.</summary>
public sealed class SafeTextSpecs
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("größer 漢字 🙂", "größer 漢字 🙂")]
    [InlineData("\u001b[31mred", "\\x1b[31mred")]
    [InlineData("a\nb\tc\r", "a\\nb\\tc\\r")]
    [InlineData("\u0000\u007f\u0085\u009b", "\\x00\\x7f\\x85\\x9b")]
    [InlineData("abc\u202ecba", "abc\\u202ecba")]
    [InlineData("a\u2028b", "a\\u2028b")]
    public void Control_characters_are_shown_not_sent(string text, string shown) => SafeText.Line(text).Should().Be(shown);

    [Fact]
    public void Lines_stay_lines_where_a_text_has_several() => SafeText.Lines("a\n\tb\u001b]0;title\u0007\r").Should().Be("a\n\tb\\x1b]0;title\\x07\\r");

    [Fact]
    public void No_text_whatever_leaves_a_control_character() => Gen.String.Sample(text => !SafeText.Line(text).Any(char.IsControl), iter: 5_000);

    [Fact]
    public async Task Names_and_messages_are_made_safe()
    {
        using var folder = new TempFolder();
        var root = folder.PathOf("mlruns");
        await using (var client = MlTrackClient.Open(root))
        {
            await client.Store.CreateRunAsync(new Stores.CreateRunRequest { ExperimentId = "0", UserId = "x", RunName = "\u001b]0;gotcha\u0007[bold]name" });
        }

        var list = (await Tool.RunAsync("runs", "list", "--store", root)).Succeeded();
        var json = await Tool.RunAsync("runs", "list", "--json", "--store", root);
        var missing = await Tool.RunAsync("runs", "list", "-e", "\u001b[2J", "--store", root);

        list.Output.Should().Contain("\\x1b]0;gotcha\\x07[bold]name").And.NotContain("\u001b");
        json.Output.Should().NotContain("\u001b");
        ((string?)json.Json()[0]!["info"]!["run_name"]).Should().Be("\u001b]0;gotcha\u0007[bold]name");
        missing.Error.Should().Contain("\\x1b[2J").And.NotContain("\u001b");
    }
}
