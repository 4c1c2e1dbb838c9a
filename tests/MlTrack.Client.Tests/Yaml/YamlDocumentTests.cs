using System.Globalization;
using System.Text;
using System.Text.Json;
using MlTrack.Internal.Yaml;
using MlTrack.Tests.Text;

namespace MlTrack.Tests.Yaml;

public sealed class YamlDocumentTests
{
    [Fact]
    public void Plain_scalars_have_the_types_and_values_of_PyYAML()
    {
        var faults = new List<string>();
        foreach (var row in GoldenFile.Rows("yaml-plain-scalar-types.json"))
        {
            var text = row.GetProperty("text").GetString()!;
            var expected = Expected(row.GetProperty("type").GetString()!, row.GetProperty("value"));
            foreach (var (reader, actual) in ReadBoth($"k: {text}\n"))
            {
                if (actual != expected)
                {
                    faults.Add($"{reader}: {text}: expected {expected}, was {actual}");
                }
            }
        }

        faults.Should().BeEmpty();
    }

    [Fact]
    public void ParseMapping_of_other_documents_says_what_they_are()
    {
        Fault(""u8).Reason.Should().Be("the file is empty");
        Fault("# only a comment\n"u8).Reason.Should().Be("the file is empty");
        Fault("a text"u8).Reason.Should().Be("the file is no mapping of keys to values");
        Fault("a: b\n---\nc: d\n"u8).Reason.Should().Contain("more than one document");
        Fault("a: b\nc: [\n"u8).Line.Should().BeGreaterThan(1);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_and_control_characters_are_refused()
    {
        Fault([.. "a: b"u8, 0xff]).Reason.Should().Contain("not UTF-8");
        Fault([.. "a: caf"u8, 0xe9, .. "\n"u8]).Reason.Should().Contain("not UTF-8");
        Fault("a: b\nc: \0\n"u8).Should().Match<MalformedYamlException>(e => e.Line == 2 && e.Reason.Contains("U+0000"));
    }

    [Theory]
    [InlineData("a: !!python/object/apply:os.system ['true']\n")]
    [InlineData("a: !Type {b: c}\n")]
    [InlineData("a: !x b\n")]
    [InlineData("a: !!binary aGk=\n")]
    [InlineData("a: !!set {b, c}\n")]
    [InlineData("%TAG ! tag:example.com,2000:\n---\na: !x b\n")]
    public void Foreign_tags_are_refused(string text) => Fault(Encoding.UTF8.GetBytes(text)).Reason.Should().Contain("tag");

    [Fact]
    public void Tags_of_the_core_schema_decide_the_type()
    {
        var mapping = YamlDocument.ParseMapping(Encoding.UTF8.GetBytes("a: !!str 123\nb: !!int '3'\nc: !!float 1\nd: ! 5\ne: !!null x\nf: !!map {}\n"));

        YamlTrees.Show(mapping).Should().Be("{\"a\": \"123\", \"b\": 3, \"c\": float 1.0, \"d\": \"5\", \"e\": null, \"f\": {}}");
        Fault("a: !!int x\n"u8).Reason.Should().Contain("not of the type");
    }

    [Fact]
    public void Merge_keys_give_what_the_mapping_does_not_have_itself()
    {
        var mapping = YamlDocument.ParseMapping(Encoding.UTF8.GetBytes(
            "x: &x {a: 1, b: 2}\ny: &y {b: 3, c: 4}\none:\n  a: 9\n  <<: *x\nmany:\n  <<: [*x, *y]\n"));

        YamlTrees.Show(mapping["one"]!).Should().Be("{\"a\": 9, \"b\": 2}");
        YamlTrees.Show(mapping["many"]!).Should().Be("{\"b\": 2, \"c\": 4, \"a\": 1}");
        Fault("<<: text\n"u8).Reason.Should().Contain("merges mappings only");
    }

    [Fact]
    public void Limits_are_those_given()
    {
        var limits = new YamlLimits { MaxBytes = 100, MaxDepth = 3, MaxAliases = 2, MaxNodes = 20 };

        YamlTrees.Show(YamlDocument.Parse("[[[a]]]"u8.ToArray(), limits)).Should().Be("[[[\"a\"]]]");
        Fault("[[[[a]]]]"u8, limits).Reason.Should().Contain("3 levels");
        Fault("[&a x, *a, *a, *a]"u8, limits).Reason.Should().Contain("2 references");
        Fault("[1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7,8,9,0]"u8, limits).Reason.Should().Contain("20 values");
        Fault(new byte[101], limits).Reason.Should().Contain("at most 100");
    }

    [Fact]
    public void Repeated_keys_keep_the_first_place_and_the_last_value()
    {
        var mapping = YamlDocument.ParseMapping(Encoding.UTF8.GetBytes("a: 1\nb: 2\na: 3\n"));

        YamlTrees.Show(mapping).Should().Be("{\"a\": 3, \"b\": 2}");
        mapping.GetInt64("a").Should().Be(3);
        mapping.ContainsKey("c").Should().BeFalse();
        mapping["c"].Should().BeNull();
    }

    [Fact]
    public void Large_mappings_find_their_keys()
    {
        var text = string.Concat(Enumerable.Range(0, 500).Select(i => $"key{i}: {i}\n"));

        var mapping = YamlDocument.ParseMapping(Encoding.UTF8.GetBytes(text));

        mapping.GetInt64("key499").Should().Be(499);
        mapping.GetInt64("key500").Should().BeNull();
    }

    private static MalformedYamlException Fault(ReadOnlySpan<byte> utf8, YamlLimits? limits = null)
    {
        var bytes = utf8.ToArray();
        return FluentActions.Invoking(() => YamlDocument.ParseMapping(bytes, limits)).Should().Throw<MalformedYamlException>().Which;
    }

    private static IEnumerable<(string Reader, string Shown)> ReadBoth(string document)
    {
        var bytes = Encoding.UTF8.GetBytes(document);
        if (SimpleYamlReader.TryRead(bytes, YamlLimits.Default) is { } simple)
        {
            yield return ("simple", ShowValue(simple));
        }

        string shown;
        try
        {
            shown = ShowValue((YamlMapping)YamlTreeReader.Read(bytes, YamlLimits.Default));
        }
        catch (MalformedYamlException)
        {
            shown = "error";
        }

        yield return ("tree", shown);
    }

    private static string ShowValue(YamlMapping mapping) => YamlTrees.Show(mapping["k"]!);

    private static string Expected(string type, JsonElement value) => type switch
    {
        "error" => "error",
        "NoneType" => "null",
        "bool" => value.GetBoolean() ? "true" : "false",
        "int" => value.GetInt64().ToString(CultureInfo.InvariantCulture),
        "float" => "float " + value.GetString(),
        "date" or "datetime" => "timestamp",
        "list" => "[\"a\"]",
        "dict" when value.GetString() == "{'a': None}" => "{\"a\": null}",
        "dict" => "{\"json\": true}",
        _ => Internal.Text.PythonJson.Quote(value.GetString()),
    };
}
