using System.Text.Json;
using MlTrack.Internal.Text;

namespace MlTrack.Tests.Text;

public sealed class PythonJsonTests
{
    [Theory]
    [InlineData(null, "null")]
    [InlineData("plain", "\"plain\"")]
    [InlineData("a\\b\"c/", "\"a\\\\b\\\"c/\"")]
    [InlineData("\n\r\t\f\b\0\x1f\x7f", "\"\\n\\r\\t\\f\\b\\u0000\\u001f\\u007f\"")]
    [InlineData("é日😀", "\"\\u00e9\\u65e5\\ud83d\\ude00\"")]
    public void Quote_escapes_as_json_dumps(string? text, string expected) => PythonJson.Quote(text).Should().Be(expected);

    [Theory]
    [InlineData("{\"b\":1,\"a\":[1.0,2e5,-0.0,1E400,-0,12345678901234567890123],\"c\":{},\"d\":[],\"e\":null,\"f\":true}",
        "{\"b\": 1, \"a\": [1.0, 200000.0, -0.0, Infinity, 0, 12345678901234567890123], \"c\": {}, \"d\": [], \"e\": null, \"f\": true}")]
    [InlineData("[[],[[]],{\"a\":{\"b\":[1]}}]", "[[], [[]], {\"a\": {\"b\": [1]}}]")]
    [InlineData("\"é\"", "\"\\u00e9\"")]
    public void Serialize_elements_as_json_dumps(string json, string expected)
    {
        using var document = JsonDocument.Parse(json);

        PythonJson.Serialize(document.RootElement).Should().Be(expected);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_escaped()
    {
        PythonJson.Quote("a\ud800b").Should().Be("\"a\\ud800b\"");
        PythonRepr.Quote("a\ud800b").Should().Be("'a\\ud800b'");
    }

    [Fact]
    public void Serialize_with_indent_breaks_lines_but_not_in_empty_collections()
    {
        using var document = JsonDocument.Parse("{\"a\":[1,\"é\\u007f\"],\"b\":{},\"c\":[]}");

        PythonJson.Serialize(document.RootElement, indent: 2, ensureAscii: false).Should().Be(
            "{\n  \"a\": [\n    1,\n    \"é\x7f\"\n  ],\n  \"b\": {},\n  \"c\": []\n}");
    }

    [Fact]
    public void Serialize_mappings_and_lists_keep_their_order()
    {
        PythonJson.Serialize(new KeyValuePair<string, string?>[] { new("z", "1"), new("a", null) }).Should().Be("{\"z\": \"1\", \"a\": null}");
        PythonJson.Serialize(new[] { "x", null, "y" }).Should().Be("[\"x\", null, \"y\"]");
    }

    [Fact]
    public void Writer_writes_special_doubles_as_Python_does() => new PythonJsonWriter()
        .StartArray().Number(double.NaN).Number(double.PositiveInfinity).Number(double.NegativeInfinity).Number(1e-5).Number(3L).Bool(false).EndArray()
        .ToString().Should().Be("[NaN, Infinity, -Infinity, 1e-05, 3, false]");

    [Theory]
    [InlineData(null, "None")]
    [InlineData("a", "'a'")]
    [InlineData("it's", "\"it's\"")]
    [InlineData("'\"", "'\\'\"'")]
    [InlineData("a\\\n\r\t\0\x7f\u00a0é\u2028\u200b😀", "'a\\\\\\n\\r\\t\\x00\\x7f\\xa0é\\u2028\\u200b😀'")]
    [InlineData("\U000E0001", "'\\U000e0001'")]
    public void Repr_quotes_as_Python_does(string? text, string expected) => PythonRepr.Quote(text).Should().Be(expected);
}
