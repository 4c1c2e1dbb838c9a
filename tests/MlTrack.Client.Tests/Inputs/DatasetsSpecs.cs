using System.Globalization;
using System.Text.Json;
using MlTrack.Tests.Support;
using MlTrack.Tests.Text;

namespace MlTrack.Tests.Inputs;

public sealed class DatasetsSpecs
{
    public static TheoryData<string> Tables => Ids("pandas");

    public static TheoryData<string> Arrays => Ids("numpy");

    [Theory]
    [MemberData(nameof(Tables))]
    public void A_table_is_described_as_MLflow_describes_it(string id)
    {
        var recorded = Recording("pandas", id);
        var columns = recorded.GetProperty("columns").EnumerateArray()
            .Select(column => Column(column.GetProperty("name").GetString()!, ReadValues(column)));

        var dataset = Datasets.FromColumns(columns, id, Uri(recorded));

        dataset.Should().Be(Expected(recorded));
    }

    [Theory]
    [MemberData(nameof(Arrays))]
    public void Arrays_are_described_as_MLflow_describes_them(string id)
    {
        var recorded = Recording("numpy", id);
        var targets = recorded.GetProperty("targets");

        var dataset = Datasets.FromArrays(
            ReadArray(recorded.GetProperty("features")), targets.ValueKind == JsonValueKind.Null ? null : ReadArray(targets), id, Uri(recorded));

        dataset.Should().Be(Expected(recorded));
    }

    [Fact]
    public void The_first_rows_and_the_count_give_the_digest_of_the_whole_table()
    {
        var recorded = Recording("pandas", "rows-10050");

        var dataset = Datasets.FromColumns(
            [Column("a", Enumerable.Range(0, 10_000).Select(i => (long)i).ToArray())], "rows-10050", Uri(recorded), rowCount: 10_050);

        dataset.Should().Be(Expected(recorded));
    }

    [Fact]
    public void A_CSV_file_gives_what_Python_gives_of_the_same_table()
    {
        using var folder = new TempFolder();
        var path = folder.Write("ints.csv", "a,b,c\n1,0.5,x\n2,1.5,yy\n\n3,0.0,\"z,\"\"\nq\"\n-4,1e300,é");
        Array[] values = [new long[] { 1, 2, 3, -4 }, new[] { 0.5, 1.5, 0.0, 1e300 }, new[] { "x", "yy", "z,\"\nq", "é" }];

        var dataset = Datasets.FromCsv(path);

        dataset.Should().Be(Datasets.FromColumns(values.Select((array, i) => Column("abc".Substring(i, 1), array)), "ints.csv", path));
        dataset.Schema.Should().Be(
            """{"mlflow_colspec": [{"type": "long", "name": "a", "required": true}, {"type": "double", "name": "b", "required": true}, {"type": "string", "name": "c", "required": true}]}""");
        dataset.Profile.Should().Be("""{"num_rows": 4, "num_elements": 12}""");
    }

    [Fact]
    public void Types_of_a_CSV_file_are_those_that_pandas_finds() => CultureScope.Run("de-DE", () =>
    {
        using var folder = new TempFolder();
        var path = folder.Write(
            "my data.csv",
            "int;gaps;double;bool;text;nulls;short;empty\r\n1;1;1.5;True;a;b;1;\r\n-2;NA;inf;false;1;;2;\r\n3;2;-nan;TRUE;c;null\r\n");

        var dataset = Datasets.FromCsv(path, separator: ';');

        dataset.Name.Should().Be("my_data.csv");
        using var schema = JsonDocument.Parse(dataset.Schema!);
        schema.RootElement.GetProperty("mlflow_colspec").EnumerateArray()
            .Select(column => $"{column.GetProperty("name")} {column.GetProperty("type")} {column.GetProperty("required")}")
            .Should().Equal(
                "int long True", "gaps double False", "double double False", "bool boolean True", "text string True", "nulls string False",
                "short double False", "empty double False");
        dataset.Profile.Should().Be("""{"num_rows": 3, "num_elements": 24}""");
    });

    [Theory]
    [InlineData("", "*has no line of names*")]
    [InlineData("\n\n", "*has no line of names*")]
    [InlineData("a,b\n1,2\n1,2,3\n", "Row 2 of * has 3 values for 2 columns.")]
    public void A_CSV_file_that_is_no_table_is_refused(string content, string message)
    {
        using var folder = new TempFolder();
        var path = folder.Write("x.csv", content);

        FluentActions.Invoking(() => Datasets.FromCsv(path)).Should().Throw<MlTrackException>().WithMessage(message)
            .Which.ErrorCode.Should().Be(MlTrackErrorCode.InvalidParameterValue);
    }

    [Fact]
    public void A_file_is_known_by_its_bytes()
    {
        using var folder = new TempFolder();
        var path = folder.Write("a b.bin", "hello");

        var dataset = Datasets.FromFile(path);

        dataset.Should().Be(new Dataset
        {
            Name = "a_b.bin",
            Digest = "5d41402a",
            SourceType = "local",
            Source = $$"""{"uri": "{{path}}"}""",
        });
        Datasets.FromFile(path, "other").Name.Should().Be("other");
        FluentActions.Invoking(() => Datasets.FromFile(path + "x")).Should().Throw<FileNotFoundException>();
    }

    [Theory]
    [InlineData("data/x.csv", "local", """{"uri": "data/x.csv"}""")]
    [InlineData("file:///data/x.csv", "local", """{"uri": "file:///data/x.csv"}""")]
    [InlineData("https://ada:marked-secret@example.org/x.csv?v=1&X-Amz-Signature=marked-secret&sig=marked-secret", "http", """{"url": "https://example.org/x.csv?v=1"}""")]
    [InlineData("s3://bucket/x", "s3", """{"uri": "s3://bucket/x"}""")]
    public void A_source_is_recorded_as_MLflow_records_it_without_secrets(string source, string type, string json)
    {
        var dataset = Datasets.FromColumns([Column("a", new[] { 1 })], source: source);

        (dataset.Name, dataset.SourceType, dataset.Source).Should().Be(("dataset", type, json));
    }

    [Fact]
    public void Without_a_source_it_is_the_program() =>
        Datasets.FromColumns([Column("a", new[] { 1 })]).Should().Match<Dataset>(dataset =>
            dataset.SourceType == "code" && dataset.Source!.StartsWith("{\"tags\": {\"mlflow.user\": ") && dataset.Source.Contains("\"mlflow.source.type\": \"LOCAL\""));

    [Theory]
    [InlineData("runs:/abc/x")]
    [InlineData("models:/m/1")]
    [InlineData("unknown://x")]
    public void A_source_that_MLflow_does_not_know_is_refused_in_its_words(string source) =>
        FluentActions.Invoking(() => Datasets.FromColumns([Column("a", new[] { 1 })], source: source)).Should().Throw<MlTrackException>()
            .WithMessage("Could not find a source information resolver for the specified dataset source: *")
            .Which.ErrorCode.Should().Be(MlTrackErrorCode.ResourceDoesNotExist);

    [Fact]
    public void Missing_numbers_are_NaN_as_in_pandas()
    {
        var nullable = Datasets.FromColumns([Column("a", new long?[] { 1, null })]);

        nullable.Digest.Should().Be("ef8febe1", "that is the recorded digest of 1.0 and NaN in a column called a");
        Datasets.FromColumns([Column("a", new long?[] { 1, 2 })])
            .Should().Be(Datasets.FromColumns([Column("a", new long[] { 1, 2 })]));
    }

    [Fact]
    public void Tables_that_do_not_fit_are_refused()
    {
        Refuses(() => Datasets.FromColumns([Column("a", new[] { 1 }), Column("b", Array.Empty<int>())]));
        Refuses(() => Datasets.FromColumns([Column("a", new[] { new object() })]));
        Refuses(() => Datasets.FromColumns([Column("a", new[] { 1 })], rowCount: 2));
        Refuses(() => Datasets.FromColumns([Column("a", new[] { 1, 2 })], rowCount: 1));
        Refuses(() => Datasets.FromArrays(new[] { "a" }));
    }

    private static void Refuses(Func<Dataset> make) =>
        make.Should().Throw<MlTrackException>().Which.ErrorCode.Should().Be(MlTrackErrorCode.InvalidParameterValue);

    // Not KeyValuePair.Create: the older build of the library carries a polyfill of that name.
    private static KeyValuePair<string, Array> Column(string name, Array values) => new(name, values);

    private static IEnumerable<JsonElement> Recordings() => File.ReadLines(GoldenFile.PathOf("datasets.jsonl", "models")).Select(line =>
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    });

    private static JsonElement Recording(string kind, string id) =>
        Recordings().Single(row => row.GetProperty("id").GetString() == id && row.GetProperty("kind").GetString() == kind);

    private static TheoryData<string> Ids(string kind)
    {
        var ids = new TheoryData<string>();
        foreach (var row in Recordings().Where(row => row.GetProperty("kind").GetString() == kind && IsPlain(row)))
        {
            ids.Add(row.GetProperty("id").GetString()!);
        }

        return ids;
    }

    // Arrays by name and arrays of texts have no counterpart here.
    private static bool IsPlain(JsonElement row) =>
        !row.TryGetProperty("features", out var features) || (features.TryGetProperty("dtype", out var type) && type.GetString() != "str64");

    private static Dataset Expected(JsonElement row) => new()
    {
        Name = row.GetProperty("name").GetString()!,
        Digest = row.GetProperty("digest").GetString()!,
        SourceType = row.GetProperty("source_type").GetString(),
        Source = row.GetProperty("source").GetString(),
        Schema = row.GetProperty("schema").GetString(),
        Profile = row.GetProperty("profile").GetString(),
    };

    private static string Uri(JsonElement row)
    {
        using var source = JsonDocument.Parse(row.GetProperty("source").GetString()!);
        return source.RootElement.GetProperty("uri").GetString()!;
    }

    private static Array ReadValues(JsonElement column)
    {
        var values = column.GetProperty("values");
        if (values.ValueKind == JsonValueKind.Object)
        {
            return Enumerable.Range(0, values.GetProperty("range").GetInt32()).Select(i => (long)i).ToArray();
        }

        var items = values.EnumerateArray().ToList();
        return column.GetProperty("dtype").GetString() switch
        {
            "int8" => items.Select(item => item.GetSByte()).ToArray(),
            "uint8" => items.Select(item => item.GetByte()).ToArray(),
            "int16" => items.Select(item => item.GetInt16()).ToArray(),
            "uint16" => items.Select(item => item.GetUInt16()).ToArray(),
            "int32" => items.Select(item => item.GetInt32()).ToArray(),
            "uint32" => items.Select(item => item.GetUInt32()).ToArray(),
            "int64" => items.Select(item => item.GetInt64()).ToArray(),
            "float32" => items.Select(item => item.GetSingle()).ToArray(),
            "float64" => items.Select(ReadDouble).ToArray(),
            "bool" => items.Select(item => item.GetBoolean()).ToArray(),
            "datetime" => items.Select(item => DateTime.Parse(item.GetString()!, CultureInfo.InvariantCulture)).ToArray(),
            _ => items.Select(item => item.GetString()).ToArray(),
        };
    }

    private static double ReadDouble(JsonElement item) => item.ValueKind switch
    {
        JsonValueKind.Null => double.NaN,
        JsonValueKind.String => item.GetString() == "inf" ? double.PositiveInfinity : double.NegativeInfinity,
        _ => item.GetDouble(),
    };

    private static Array ReadArray(JsonElement array)
    {
        var lengths = new List<int>();
        var items = new List<JsonElement> { array.GetProperty("values") };
        while (items[0].ValueKind == JsonValueKind.Array)
        {
            lengths.Add(items[0].GetArrayLength());
            items = items.SelectMany(item => item.EnumerateArray()).ToList();
        }

        Func<JsonElement, object> read = array.GetProperty("dtype").GetString() switch
        {
            "float64" => item => item.GetDouble(),
            "float32" => item => item.GetSingle(),
            "int64" => item => item.GetInt64(),
            "int32" => item => item.GetInt32(),
            "bool" => item => item.GetBoolean(),
            var other => throw new InvalidOperationException(other),
        };
        var result = Array.CreateInstance(read(items[0]).GetType(), [.. lengths]);
        var place = new int[lengths.Count];
        foreach (var item in items)
        {
            result.SetValue(read(item), place);
            for (var i = place.Length - 1; i >= 0 && ++place[i] == lengths[i]; i--)
            {
                place[i] = 0;
            }
        }

        return result;
    }
}
