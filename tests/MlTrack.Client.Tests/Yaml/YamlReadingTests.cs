using System.Text;
using CsCheck;
using MlTrack.Internal.Text;
using MlTrack.Internal.Yaml;
using MlTrack.Tests.Text;

namespace MlTrack.Tests.Yaml;

public sealed class YamlReadingTests
{
    // PyYAML lets flow values and double-quoted texts go on at the margin, which YAML forbids; and two spellings of comments.
    private static readonly string[] KnownRefusals =
    [
        "wrong indentation", "the text is no YAML", "comment without", "invalid comment", "extra spaces", "did not find expected",
        "could not find expected ':'", "found invalid mapping",
    ];

    [Fact]
    public void What_PyYAML_reads_is_read_the_same()
    {
        var faults = new List<string>();
        int read = 0, refused = 0;
        foreach (var row in GoldenFile.Rows(Environment.GetEnvironmentVariable("MLTRACK_PYYAML_READINGS") ?? "pyyaml-readings.json", "python"))
        {
            var text = row.GetProperty("text").GetString()!;
            var expected = row.GetProperty("shown").GetString()!;
            var actual = Read(text);
            if (expected.StartsWith("error", StringComparison.Ordinal))
            {
                // Reading more than PyYAML is fine; any other exception than ours would have ended the test.
                continue;
            }

            read++;
            if (KnownRefusals.Any(known => actual.StartsWith("error", StringComparison.Ordinal) && actual.Contains(known, StringComparison.Ordinal)))
            {
                refused++;
            }
            else if (actual != expected)
            {
                faults.Add($"{PythonJson.Quote(text)}\n  expected {expected}\n  was      {actual}");
            }
        }

        string.Join("\n", faults).Should().BeEmpty();
        read.Should().BeGreaterThan(300);
        refused.Should().BeLessThan(read / 50);
    }

    [Fact]
    public void What_PyYAML_writes_is_read_back()
    {
        foreach (var row in GoldenFile.Rows("pyyaml-documents.json", "python").Where(row => row.GetProperty("same").GetBoolean()))
        {
            var expected = YamlTrees.Show(YamlTrees.FromJson(row.GetProperty("value")));

            Assert.Equal(expected, Read(row.GetProperty("yaml").GetString()!));
        }
    }

    [Fact]
    public void Both_readers_give_what_the_writer_was_given()
    {
        var simple = 0;
        Gen.Select(GenKey, GenValue).Array[1, 8].Sample(
            pairs =>
            {
                var tree = new YamlMapping(pairs.Select(p => new YamlEntry(YamlScalar.String(p.Item1), p.Item2)));
                var bytes = PyYamlWriter.ToBytes(tree);
                var full = YamlTreeReader.Read(bytes, YamlLimits.Default);
                var fast = SimpleYamlReader.TryRead(bytes, YamlLimits.Default);
                simple += fast is null ? 0 : 1;

                return YamlTrees.Show(full) == YamlTrees.Show(tree) &&
                       (fast is null || (YamlTrees.Show(fast) == YamlTrees.Show(tree) && Sources(fast) == Sources((YamlMapping)full)));
            },
            iter: 5_000,
            threads: 1);

        simple.Should().BeGreaterThan(200);
    }

    [Fact]
    public void The_simple_reader_takes_what_MLflow_writes()
    {
        var bytes = Encoding.UTF8.GetBytes(
            "artifact_uri: file:///data/mlruns/0/5a10a87d/artifacts\nend_time: null\nentry_point_name: ''\nexperiment_id: '643659720490982959'\n" +
            "name: 'it''s: é 日'\nrun_id: 60e12345\nstatus: 3\ntags:\n  mlflow.data.context: training\nz: {}\nlist: []\nempty:\nlast: x");

        var mapping = SimpleYamlReader.TryRead(bytes, YamlLimits.Default);

        mapping.Should().NotBeNull();
        YamlTrees.Show(mapping!).Should().Be(Read(Encoding.UTF8.GetString(bytes)));
        mapping!.GetText("name").Should().Be("it's: é 日");
        mapping.GetText("run_id").Should().Be("60e12345");
        mapping.GetInt64("status").Should().Be(3);
        mapping["end_time"]!.IsNull.Should().BeTrue();
        mapping.GetText("end_time").Should().BeNull();
        ((YamlMapping)mapping["tags"]!).GetText("mlflow.data.context").Should().Be("training");
        mapping.Entries[7].Value.Line.Should().Be(9);
        Encoding.UTF8.GetString(mapping.Entries[7].Source.Span).Should().Be("tags:\n  mlflow.data.context: training\n");
    }

    [Theory]
    [InlineData("a: b\na: c\n")]
    [InlineData("a: b # c\n")]
    [InlineData("a: b\n  c\n")]
    [InlineData("a: &x b\n")]
    [InlineData("a: *x\n")]
    [InlineData("a: !x b\n")]
    [InlineData("a: |\n  b\n")]
    [InlineData("a: \"\\n\"\n")]
    [InlineData("a: b: c\n")]
    [InlineData("a: b:\n")]
    [InlineData("a:  b\n")]
    [InlineData("a: b \n")]
    [InlineData("a:\n- b\n")]
    [InlineData("a:\n  - b\n")]
    [InlineData("a:\n   b: c\n")]
    [InlineData("a:\n  b:\n    c: d\n")]
    [InlineData(" a: b\n")]
    [InlineData("a: b\n\n")]
    [InlineData("# c\na: b\n")]
    [InlineData("---\na: b\n")]
    [InlineData("a: b\r\n")]
    [InlineData("a: 'b\n")]
    [InlineData("a: 'b'c'\n")]
    [InlineData("a: <<\n")]
    [InlineData("a: =\n")]
    [InlineData("<<: b\n")]
    [InlineData("yes: b\n")]
    [InlineData("12: b\n")]
    [InlineData("a: [b]\n")]
    [InlineData("a: @b\n")]
    [InlineData("a: \u0085b\n")]
    [InlineData("\uFEFFa: b\n")]
    [InlineData("a: b\tc\n")]
    [InlineData("plain")]
    [InlineData("")]
    public void The_simple_reader_leaves_the_rest_to_the_full_one(string text) =>
        SimpleYamlReader.TryRead(Encoding.UTF8.GetBytes(text), YamlLimits.Default).Should().BeNull();

    private static Gen<string> GenText => Gen.OneOf(
        Gen.String[Gen.Char["abcXYZ09_./:-"], 0, 12],
        Gen.String[Gen.Char["ab: #'\"-?,[]{}&*!|>%@`\\~.=<0\u00e9\u65e5 "], 0, 10],
        Gen.String[Gen.Char["a \n\t\r\u0085\u2028\u00a0\ufeff\u0000'\""], 0, 8],
        Gen.Int[0, 40].Select(n => string.Join(" ", Enumerable.Repeat("word", n))),
        Gen.Int[0, 3].Select(n => string.Concat(Enumerable.Repeat("😀", n))));

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    [InlineData("fa-IR")]
    public void Files_do_not_know_cultures(string culture) => CultureScope.Run(culture, () =>
    {
        const string Text = "a: -12\nb: -1.5\nc: 1.0e+16\nd: .inf\ne: true\nf: 'INF'\n";
        var bytes = new PyYamlWriter().Write("a", -12).Write("b", -1.5).Write("c", 1e16).Write("d", double.PositiveInfinity).Write("e", true).ToArray();

        Text.Should().StartWith(Encoding.UTF8.GetString(bytes));
        Read(Text).Should().Be("{\"a\": -12, \"b\": float -1.5, \"c\": float 1e+16, \"d\": float inf, \"e\": true, \"f\": \"INF\"}");
        Read("a: OFF\nb: .INF\nc: !!int 1_0\n").Should().Be("{\"a\": false, \"b\": float inf, \"c\": 10}");
    });

    // A plain key with a blank and a star is the one thing that the scanner reads otherwise; MLflow allows no star in any key.
    private static Gen<string> GenKey => Gen.OneOf(Gen.String[Gen.Char["abc_.-019"], 1, 8], GenText)
        .Where(key => !key.Contains(" *", StringComparison.Ordinal));

    private static Gen<YamlNode> GenValue => Gen.OneOf(
        GenText.Select(t => (YamlNode)t),
        Gen.Long.Select(n => (YamlNode)n),
        Gen.Double.Select(d => (YamlNode)d),
        Gen.Bool.Select(b => (YamlNode)b),
        Gen.Const((YamlNode)YamlScalar.Null),
        Gen.Const((YamlNode)YamlSequence.Empty),
        Gen.Select(GenKey, GenText).Array[0, 3].Select(p => (YamlNode)new YamlMapping(p.Select(e => new YamlEntry(YamlScalar.String(e.Item1), e.Item2)))));

    private static string Sources(YamlMapping mapping) => string.Join("|", mapping.Entries.Select(e => Encoding.UTF8.GetString(e.Source.Span)));

    private static string Read(string text)
    {
        try
        {
            return YamlTrees.Show(YamlDocument.Parse(Encoding.UTF8.GetBytes(text)));
        }
        catch (MalformedYamlException exception)
        {
            return "error: " + exception.Message;
        }
    }
}
