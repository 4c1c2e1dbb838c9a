using System.Text;
using System.Text.Json;
using MlTrack.Internal.Artifacts;
using MlTrack.Internal.Yaml;
using MlTrack.Tests.Text;

namespace MlTrack.Tests.Artifacts;

public sealed class LoggedFormatsTests
{
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0];

    private static string GoldenFolder => Path.Combine(
        GoldenFile.PathOf("artifact-kinds"), "mlruns", "664788930953349991", "c4f5de58d56b4908b798aec6fb03b595");

    [Theory]
    [InlineData("dict.json")]
    [InlineData("dict.yaml")]
    public void A_dictionary_has_MLflows_bytes(string name)
    {
        var value = new Dictionary<string, object?>
        {
            ["b"] = 1,
            ["a"] = new object?[] { 1.5, null, true, "é" },
            ["c"] = new Dictionary<string, string> { ["d"] = "e" },
        };

        var content = LoggedDict.Describe(name, value);

        content.Path.Should().Be(name);
        content.Tags.Should().BeEmpty();
        Encoding.UTF8.GetString(content.Bytes).Should().Be(Encoding.UTF8.GetString(Golden("artifacts", name)));
    }

    [Fact]
    public void Another_extension_is_JSON() =>
        LoggedDict.Describe("dict.other", new Dictionary<string, object?> { ["b"] = 1 }).Bytes.Should().Equal(Golden("artifacts", "dict.other"));

    [Theory]
    [InlineData("dict.json")]
    [InlineData("dict.yaml")]
    public void JSON_of_the_caller_gives_the_same_file(string name)
    {
        using var document = JsonDocument.Parse(Golden("artifacts", "dict.json"));

        LoggedDict.Describe(name, document.RootElement).Bytes.Should().Equal(Golden("artifacts", name));
    }

    [Fact]
    public void Numbers_and_other_types_are_written_as_Python_writes_them()
    {
        var value = new Dictionary<string, object?>
        {
            ["int"] = byte.MaxValue,
            ["big"] = ulong.MaxValue,
            ["float"] = 0.1f,
            ["double"] = 1e-5,
            ["whole"] = 2.0,
            ["nan"] = double.NaN,
            ["decimal"] = 1.50m,
            ["enum"] = DayOfWeek.Monday,
            ["time"] = new DateTime(2026, 1, 2, 0, 0, 0, DateTimeKind.Utc),
            ["empty"] = Array.Empty<int>(),
            ["none"] = new Dictionary<string, object?>(),
        };

        CultureScope.Run("de-DE", () =>
        {
            Encoding.UTF8.GetString(LoggedDict.Describe("a.json", value).Bytes).Should().Be(
                """
                {
                  "int": 255,
                  "big": 18446744073709551615,
                  "float": 0.1,
                  "double": 1e-05,
                  "whole": 2.0,
                  "nan": NaN,
                  "decimal": 1.5,
                  "enum": "Monday",
                  "time": "2026-01-02T00:00:00Z",
                  "empty": [],
                  "none": {}
                }
                """.ReplaceLineEndings("\n"));
            Encoding.UTF8.GetString(LoggedDict.Describe("a.yml", value).Bytes).Should().Be(
                """
                big: 18446744073709551615
                decimal: 1.5
                double: 1.0e-05
                empty: []
                enum: Monday
                float: 0.1
                int: 255
                nan: .nan
                none: {}
                time: '2026-01-02T00:00:00Z'
                whole: 2.0

                """.ReplaceLineEndings("\n"));
        });
    }

    [Theory]
    [InlineData("é", "\"\\xE9\"\n")]
    [InlineData("\u00a0", "\"\\_\"\n")]
    [InlineData("日本", "\"\\u65E5\\u672C\"\n")]
    [InlineData("😀", "\"\\U0001F600\"\n")]
    [InlineData("plain", "plain\n")]
    public void YAML_in_ASCII_escapes_the_rest(string text, string expected) =>
        Encoding.UTF8.GetString(PyYamlWriter.ToBytes(new YamlMapping([new YamlEntry(YamlScalar.String("k"), text)]), asciiOnly: true))
            .Should().Be("k: " + expected);

    [Fact]
    public void A_value_that_holds_itself_is_refused()
    {
        var value = new Dictionary<string, object?>();
        value["self"] = value;

        FluentActions.Invoking(() => LoggedDict.Describe("a.json", value)).Should().Throw<MlTrackException>().WithMessage("*holds itself*");
    }

    [Fact]
    public void A_table_that_grows_has_MLflows_bytes_and_tag()
    {
        var first = LoggedTable.Describe("tables/t.json", Columns(("q", ["a", "b"]), ("n", [1, 2]), ("f", [0.5, double.NaN])), null, null);
        var second = LoggedTable.Describe(
            "tables/t.json", Columns(("q", ["c"]), ("n", [3]), ("f", [1.5])), first.Bytes, first.Tags[0].Value);

        Encoding.UTF8.GetString(second.Bytes).Should().Be(Encoding.UTF8.GetString(Golden("artifacts", "tables", "t.json")));
        second.Tags.Should().Equal(new RunTag("mlflow.loggedArtifacts", Encoding.UTF8.GetString(Golden("tags", "mlflow.loggedArtifacts"))));
    }

    [Fact]
    public void Rows_of_other_columns_are_found_by_name_and_old_cells_stay_as_they_are()
    {
        var existing = """{"columns":["a","b"],"data":[[1.50,"x\/y"],[12345678901234567890,{"k": [1]}]]}"""u8.ToArray();

        var content = LoggedTable.Describe("t.json", Columns(("c", [true]), ("a", [null])), existing, null);

        Encoding.UTF8.GetString(content.Bytes).Should().Be(
            """{"columns":["a","b","c"],"data":[[1.50,"x\/y",null],[12345678901234567890,{"k": [1]},null],[null,null,true]]}""");
    }

    [Fact]
    public void Cells_are_compact_JSON_in_ASCII()
    {
        var content = LoggedTable.Describe(
            "t.json", Columns(("é", [new object?[] { 1, "ü\"" }, new Dictionary<string, object?> { ["k"] = double.PositiveInfinity, ["l"] = 2.0 }])), null, null);

        Encoding.UTF8.GetString(content.Bytes).Should().Be("""{"columns":["\u00e9"],"data":[[[1,"\u00fc\""]],[{"k":null,"l":2.0}]]}""");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"columns\":[\"a\"]}")]
    [InlineData("{\"columns\":[\"a\"],\"data\":[[1,2]]}")]
    [InlineData("{\"columns\":[\"a\"],\"data\":[1]}")]
    public void A_file_that_is_no_table_is_not_overwritten(string existing) =>
        FluentActions.Invoking(() => LoggedTable.Describe("t.json", Columns(("a", [1])), Encoding.UTF8.GetBytes(existing), null))
            .Should().Throw<MlTrackException>().WithMessage("The artifact 't.json' is no table*");

    [Fact]
    public void Columns_of_different_length_and_other_extensions_are_refused()
    {
        FluentActions.Invoking(() => LoggedTable.Describe("t.json", Columns(("a", [1]), ("b", [])), null, null))
            .Should().Throw<MlTrackException>().WithMessage("*same length*");
        FluentActions.Invoking(() => LoggedTable.Describe("t.parquet", Columns(("a", [1])), null, null))
            .Should().Throw<MlTrackException>().WithMessage("*'.json'*'t.parquet'*");
    }

    [Theory]
    [InlineData(null, """[{"path": "t.json", "type": "table"}]""")]
    [InlineData("", """[{"path": "t.json", "type": "table"}]""")]
    [InlineData("[]", """[{"path": "t.json", "type": "table"}]""")]
    [InlineData("""[{"path": "t.json","type":"table"}]""", """[{"path": "t.json","type":"table"}]""")]
    [InlineData("""[{"path": "a.json", "type": "table", "x": 1.50}, 3]""", """[{"path": "a.json", "type": "table", "x": 1.5}, 3, {"path": "t.json", "type": "table"}]""")]
    [InlineData("""[{"path": "a.json", "ty""", """[{"path": "t.json", "type": "table"}]""")]
    [InlineData("{}", """[{"path": "t.json", "type": "table"}]""")]
    public void The_tag_lists_every_table_once(string? existing, string expected) =>
        LoggedArtifactsTag.Add(existing, "t.json", "table").Should().Be(expected);

    [Fact]
    public void An_image_has_MLflows_name_and_tag()
    {
        var names = Directory.GetFiles(Path.Combine(GoldenFolder, "artifacts", "images"), "*.png").Select(file => "images/" + Path.GetFileName(file));

        var first = LoggedImage.Describe("a/b", Png, 0, 1736500000456, new Guid("eaf49d07-b4af-4820-9a28-6c26ea8f2325"));
        var second = LoggedImage.Describe("step images", Png, 3, 1736500000123, new Guid("4f77abc0-66ee-4275-9a84-dbd3d6c77664"));

        names.Should().BeEquivalentTo(first.Path, second.Path);
        first.Bytes.Should().BeSameAs(Png);
        first.Tags.Should().Equal(new RunTag("mlflow.loggedImages", Encoding.UTF8.GetString(Golden("tags", "mlflow.loggedImages"))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a+b")]
    [InlineData("a\n")]
    [InlineData("é")]
    [InlineData("a\\b")]
    public void A_key_beyond_MLflows_rule_is_refused(string key) =>
        FluentActions.Invoking(() => LoggedImage.Describe(key, Png, 0, 0, Guid.Empty)).Should().Throw<MlTrackException>().WithMessage("The `key` parameter may only contain*");

    [Fact]
    public void Bytes_that_are_no_PNG_are_refused() =>
        FluentActions.Invoking(() => LoggedImage.Describe("k", [0xFF, 0xD8, 0xFF], 0, 0, Guid.Empty)).Should().Throw<MlTrackException>().WithMessage("*no PNG file*");

    private static byte[] Golden(params string[] path) => File.ReadAllBytes(Path.Combine([GoldenFolder, .. path]));

    private static IEnumerable<KeyValuePair<string, IEnumerable<object?>>> Columns(params (string Name, object?[] Cells)[] columns) =>
        columns.Select(column => new KeyValuePair<string, IEnumerable<object?>>(column.Name, column.Cells));
}
