using System.Text;
using CsCheck;
using MlTrack.Internal.Yaml;
using MlTrack.Tests.Text;

namespace MlTrack.Tests.Yaml;

public sealed class YamlPatchTests
{
    private const string Run =
        "end_time: null\nexperiment_id: '1'\nfuture: &f {x: [1, 2]}   # unknown\nname: \"quoted\"\nother: *f\nstatus: 1\ntags: []\nuser_id: ada\n";

    [Fact]
    public void Two_changed_keys_leave_all_other_bytes_alone() => Patch(
        Run,
        [("end_time", 1736500000506), ("status", 3)],
        []).Should().Be(Run.Replace("null", "1736500000506", StringComparison.Ordinal).Replace("status: 1", "status: 3", StringComparison.Ordinal));

    [Fact]
    public void Values_that_do_not_change_keep_their_spelling() =>
        Patch(Run, [("name", "quoted"), ("status", 1), ("end_time", YamlScalar.Null)], ["missing"]).Should().Be(Run);

    [Theory]
    [InlineData("b: 1\nd: 2\n", "c", "b: 1\nc: new\nd: 2\n")]
    [InlineData("b: 1\nd: 2\n", "a", "a: new\nb: 1\nd: 2\n")]
    [InlineData("b: 1\nd: 2\n", "e", "b: 1\nd: 2\ne: new\n")]
    [InlineData("d: 1\nb: 2\n", "c", "d: 1\nb: 2\nc: new\n")]
    [InlineData("b: 1\nd: 2", "e", "b: 1\nd: 2\ne: new\n")]
    [InlineData("b: 1\nd: 2", "c", "b: 1\nc: new\nd: 2")]
    [InlineData("---\nb: 1\n...\n", "c", "---\nb: 1\nc: new\n...\n")]
    [InlineData("# top\nb: 1\n# end\n", "c", "# top\nb: 1\n# end\nc: new\n")]
    [InlineData("b: |\n  text\n\nd:\n- 1\n- 2\n", "c", "b: |\n  text\n\nc: new\nd:\n- 1\n- 2\n")]
    [InlineData("b: 1\r\nd: 2\r\n", "c", "b: 1\r\nc: new\nd: 2\r\n")]
    [InlineData("\uFEFFb: 1\n", "c", "\uFEFFb: 1\nc: new\n")]
    [InlineData("", "c", "c: new\n")]
    [InlineData("# nothing\n", "c", "c: new\n")]
    [InlineData("{}\n", "c", "c: new\n")]
    [InlineData("\uFFFD: 1\n\U0001F600: 2\n", "\uFFFE", "\uFFFD: 1\n\"\\uFFFE\": new\n\U0001F600: 2\n")]
    public void A_new_key_goes_to_its_sorted_place(string original, string key, string expected) =>
        Patch(original, [(key, "new")], []).Should().Be(expected);

    [Fact]
    public void Removed_keys_take_their_lines_with_them() =>
        Patch("a: 1\nb:\n  c: d\n  e: f\ng: >\n  text\n\n  more\nh: 2\n", [], ["b", "g"]).Should().Be("a: 1\nh: 2\n");

    [Fact]
    public void Comments_below_a_changed_value_stay() =>
        Patch("a: 1 # goes\n# stays\n\nb: 2\n", [("a", 3)], []).Should().Be("a: 3\n# stays\n\nb: 2\n");

    [Fact]
    public void Text_of_a_replaced_block_goes_even_if_it_looks_like_a_comment() =>
        Patch("a: |\n  x\n# a comment\nb: 2\n", [("a", "y")], []).Should().Be("a: y\nb: 2\n");

    [Theory]
    [InlineData("{a: 1, b: {c: [1, x]}, status: 1}\n")]
    [InlineData("  a: 1\n  b:\n    c: [1, x]\n  status: 1\n")]
    [InlineData("? a\n: 1\nb: {c: [1, x]}\nstatus: 1\n")]
    public void Other_forms_are_written_anew_with_their_unknown_keys(string original) =>
        Patch(original, [("status", 3)], []).Should().Be("a: 1\nb:\n  c:\n  - 1\n  - x\nstatus: 3\n");

    [Fact]
    public void A_reference_whose_anchor_goes_keeps_its_value() =>
        Patch("a: &x text\nb: *x\nc: 1\n", [("c", 2)], ["a"]).Should().Be("b: text\nc: 2\n");

    [Fact]
    public void Repeated_keys_become_one() =>
        Patch("a: 1\nb: 2\na: 3\n", [("b", 4)], []).Should().Be("a: 3\nb: 4\n");

    [Fact]
    public void Damaged_documents_and_those_that_are_no_mapping_are_refused()
    {
        FluentActions.Invoking(() => Patch("a: [\n", [("b", 1)], [])).Should().Throw<MalformedYamlException>();
        FluentActions.Invoking(() => Patch("- a\n", [("b", 1)], [])).Should().Throw<MalformedYamlException>();
    }

    [Fact]
    public void Whatever_the_document_only_the_named_keys_change()
    {
        var documents = GoldenFile.Rows("pyyaml-readings.json", "python").Select(row => row.GetProperty("text").GetString()!)
            .Where(IsMapping).ToArray();

        documents.Should().HaveCountGreaterThan(200);
        Gen.Select(Gen.Int[0, documents.Length - 1], Gen.Int[0, 3], Gen.String[Gen.Char["abz: #'\n"], 0, 6]).Sample(
            (index, kind, value) =>
            {
                var before = YamlDocument.ParseMapping(Encoding.UTF8.GetBytes(documents[index]));
                var key = kind == 0 || before.Count == 0 ? "new key" : before.Entries[before.Count / 2].Key.Text;
                var after = YamlDocument.ParseMapping(Encoding.UTF8.GetBytes(Patch(documents[index], [(key, value)], [])));

                return after.GetText(key) == value && Others(after, key) == Others(before, key);
            },
            iter: 1_000);
    }

    private static string Others(YamlMapping mapping, string key) =>
        YamlTrees.Show(new YamlMapping(mapping.Entries.Where(e => e.Key.Type != YamlScalarType.String || e.Key.Text != key)));

    private static bool IsMapping(string text)
    {
        try
        {
            return YamlDocument.Parse(Encoding.UTF8.GetBytes(text)) is YamlMapping;
        }
        catch (MalformedYamlException)
        {
            return false;
        }
    }

    private static string Patch(string original, IReadOnlyList<(string Key, YamlNode Value)> set, IReadOnlyList<string> remove) =>
        Encoding.UTF8.GetString(YamlPatch.Apply(Encoding.UTF8.GetBytes(original), set, remove));
}
