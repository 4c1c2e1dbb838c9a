using System.Text.RegularExpressions;
using CsCheck;
using MlTrack.Internal.Search;

namespace MlTrack.Tests.Search;

public sealed class LikePatternTests
{
    [Fact]
    public void Matches_meets_the_specification() => Gen.Select(Text(8), Text(12)).Sample(
        (pattern, value) => new LikePattern(pattern, ignoreCase: false).Matches(value) == MatchesAsMlflowSays(pattern, value), iter: 20_000);

    [Theory]
    [InlineData("abc", "abc\n", true)]
    [InlineData("first%", "first line\nsecond line", true)]
    [InlineData("%second%", "first line\nsecond line", false)]
    [InlineData("first%\nsecond%", "first line\nsecond line", true)]
    [InlineData("", "\n", true)]
    [InlineData("", "", true)]
    [InlineData("_", "\n", false)]
    [InlineData("_", "😀", true)]
    [InlineData("__", "😀", false)]
    [InlineData("\\%", "\\x", true)]
    [InlineData("%", "", true)]
    public void Matches_follows_MLflow(string pattern, string value, bool expected) =>
        new LikePattern(pattern, ignoreCase: false).Matches(value).Should().Be(expected);

    [Theory]
    [InlineData("ſ", "S")]
    [InlineData("\u212A", "k")]
    [InlineData("µ", "μ")]
    [InlineData("ς", "Σ")]
    [InlineData("ẞ", "ß")]
    [InlineData("İ", "i")]
    [InlineData("ı", "I")]
    [InlineData("\u0390", "\u1FD3")]
    [InlineData("\u03B0", "\u1FE3")]
    [InlineData("\uFB05", "\uFB06")]
    [InlineData("𐐀", "𐐨")]
    [InlineData("\u212B", "å")]
    [InlineData("straSSe", "STRAssE")]
    public void Without_case_they_are_alike(string pattern, string value)
    {
        new LikePattern(pattern, ignoreCase: true).Matches(value).Should().BeTrue();
        new LikePattern(value, ignoreCase: true).Matches(pattern).Should().BeTrue();
        new LikePattern(pattern, ignoreCase: false).Matches(value).Should().BeFalse();
    }

    [Theory]
    [InlineData("ß", "ss")]
    [InlineData("ﬁ", "fi")]
    [InlineData("é", "e")]
    public void Without_case_they_still_differ(string pattern, string value) =>
        new LikePattern(pattern, ignoreCase: true).Matches(value).Should().BeFalse();

    [Fact]
    public void A_pattern_of_many_wildcards_does_not_explode()
    {
        var pattern = new LikePattern(string.Concat(Enumerable.Repeat("%a", 2000)) + "b", ignoreCase: false);

        pattern.Matches(new string('a', 6000)).Should().BeFalse();
    }

    private static Gen<string> Text(int length) => Gen.OneOf('a', 'b', '%', '%', '_', '\n', '.').Array[0, length].Select(c => new string(c));

    private static bool MatchesAsMlflowSays(string pattern, string value)
    {
        var body = Regex.Escape(pattern).Replace("%", ".*", StringComparison.Ordinal).Replace("_", ".", StringComparison.Ordinal);
        return Regex.IsMatch(value, $@"\A(?:{body}){(pattern.EndsWith('%') ? "" : "$")}", RegexOptions.None, TimeSpan.FromSeconds(10));
    }
}
