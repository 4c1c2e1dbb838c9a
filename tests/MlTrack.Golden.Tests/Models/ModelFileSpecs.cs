using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MlTrack.Models;

namespace MlTrack.Golden.Tests.Models;

/// <summary>MLmodel files say to us what they say to MLflow, and come back byte for byte.</summary>
public sealed class ModelFileSpecs
{
    private static readonly JsonObject Expected = ModelGolden.ReadFolders();

    public static TheoryData<string> Folders => [.. Expected.Select(folder => folder.Key)];

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_file_is_read_as_MLflow_reads_it(string name)
    {
        var wanted = Expected[name]!;

        var file = Read(name, out _);

        Json(file.Flavors).Should().Be(Sorted(wanted["flavors"]));
        file.ModelUuid.Should().Be((string?)wanted["model_uuid"]);
        file.ModelId.Should().Be((string?)wanted["model_id"]);
        file.RunId.Should().Be((string?)wanted["run_id"]);
        file.ArtifactPath.Should().Be((string?)wanted["artifact_path"]);
        file.MlflowVersion.Should().Be((string?)wanted["mlflow_version"]);
        file.ModelSizeBytes.Should().Be((long?)wanted["model_size_bytes"]);
        Json(file.Metadata).Should().Be(Sorted(wanted["metadata"]));
        (file.CreationTime?.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture) ?? "<time of reading>").Should().Be((string?)wanted["utc_time_created"]);
        file.Signature?.Inputs?.ToJson().Should().Be((string?)wanted["signature"]?["inputs"]);
        file.Signature?.Outputs?.ToJson().Should().Be((string?)wanted["signature"]?["outputs"]);
        file.InputExample?.Type.Should().Be((string?)wanted["saved_input_example_info"]?["type"]);
        file.InputExample?.PandasOrient.Should().Be((string?)wanted["saved_input_example_info"]?["pandas_orient"]);
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_file_that_MLflow_wrote_comes_back_byte_for_byte(string name)
    {
        var file = Read(name, out var content);

        file.ToBytes().Should().Equal(content);
        (file with { RunId = "x" } with { RunId = file.RunId }).ToBytes().Should().Equal(content);
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Everything_written_anew_is_read_the_same(string name)
    {
        var file = Read(name, out _);
        var anew = new ModelFile
        {
            ArtifactPath = file.ArtifactPath, Flavors = file.Flavors, InputExample = file.InputExample, Metadata = file.Metadata, MlflowVersion = file.MlflowVersion,
            ModelId = file.ModelId, ModelSizeBytes = file.ModelSizeBytes, ModelUuid = file.ModelUuid, RunId = file.RunId, Signature = file.Signature,
            CreationTime = file.CreationTime, OtherKeys = file.OtherKeys,
        };

        var back = ModelFile.Parse(anew.ToBytes());

        Json(back.Flavors).Should().Be(Json(file.Flavors));
        Json(back.Metadata).Should().Be(Json(file.Metadata));
        Json(back.OtherKeys).Should().Be(Json(file.OtherKeys));
        back.InputExample.Should().Be(file.InputExample);
        back.CreationTime.Should().Be(file.CreationTime);
        (back.Signature?.ToString()).Should().Be(file.Signature?.ToString());
    }

    [Fact]
    public void Unknown_flavors_and_keys_survive_a_change()
    {
        const string text = """
            flavors:
              odd: just text
              other:
                list: [1, 2.5, null, true]
                when: 2024-01-02
            future_key: {a: 0x10, 'b': '12'}
            utc_time_created: 2024-01-02T03:04:05
            """;

        var after = ModelFile.Parse((ModelFile.Parse(text) with { ModelUuid = "new" }).ToBytes());

        after.ModelUuid.Should().Be("new");
        after.Flavors.Keys.Should().BeEquivalentTo("odd", "other");
        Json(after.Flavors["other"]).Should().Be("""{"list":[1,2.5,null,true],"when":"2024-01-02"}""");
        Json(after.OtherKeys).Should().Be("""{"future_key":{"a":16,"b":"12"}}""");
        after.CreationTime.Should().Be(new DateTimeOffset(2024, 1, 2, 3, 4, 5, TimeSpan.Zero));
        System.Text.Encoding.UTF8.GetString(after.ToBytes()).Should().Contain("odd: just text");
    }

    [Theory]
    [InlineData("")]
    [InlineData("- a")]
    [InlineData("flavors: [")]
    [InlineData("just text")]
    public void What_is_no_mapping_is_refused(string text) =>
        FluentActions.Invoking(() => ModelFile.Parse(text)).Should().Throw<MlTrackException>().Which.ErrorCode.Should().Be(MlTrackErrorCode.InvalidParameterValue);

    private static ModelFile Read(string name, out byte[] content)
    {
        content = File.ReadAllBytes(Path.Combine(ModelGolden.FolderOf(name), ModelFile.FileName));
        return ModelFile.Parse(content);
    }

    private static string Json(object? value) => Sorted(JsonNode.Parse(JsonSerializer.Serialize(value)));

    private static string Sorted(JsonNode? node) => node switch
    {
        JsonObject map => "{" + string.Join(",", map.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => JsonSerializer.Serialize(entry.Key) + ":" + Sorted(entry.Value))) + "}",
        JsonArray list => "[" + string.Join(",", list.Select(Sorted)) + "]",
        _ => node?.ToJsonString() ?? "null",
    };
}
