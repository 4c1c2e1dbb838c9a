using System.Text.Json;
using System.Text.Json.Nodes;
using MlTrack.Models;

namespace MlTrack.Golden.Tests.Models;

/// <summary>Signatures mean, print and are written back as in MLflow.</summary>
public sealed class SignatureSpecs
{
    public static TheoryData<string> Cases => [.. ModelGolden.Rows("signatures.jsonl").Select(row => (string)row["id"]!)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_signature_means_what_it_means_to_MLflow(string id)
    {
        var row = ModelGolden.Rows("signatures.jsonl").Single(row => (string)row["id"]! == id);
        var parts = row["signature"]!;
        var read = () => ModelSignature.Parse((string?)parts["inputs"], (string?)parts["outputs"], (string?)parts["params"]);

        if (row["error"] is { } error)
        {
            var refusal = read.Should().Throw<MlTrackException>().Which;
            if (error["code"] is { } code)
            {
                refusal.ErrorCodeText.Should().Be((string)code!);
                refusal.Message.Should().Be((string)error["message"]!);
            }

            return;
        }

        var signature = read();
        signature.ToString().Should().Be((string)row["repr"]!);
        Of(signature.Inputs).Should().Be(row["inputs"]?.ToJsonString());
        Of(signature.Outputs).Should().Be(row["outputs"]?.ToJsonString());
        Of(signature.Params).Should().Be(row["params"]?.ToJsonString());
        var written = (new ModelFile() with { Signature = signature }).ToBytes();
        var back = ModelFile.Parse(written).Signature!;
        var wanted = row["written_back"]!;
        back.Inputs?.ToJson().Should().Be((string?)wanted["inputs"]);
        back.Outputs?.ToJson().Should().Be((string?)wanted["outputs"]);
        Quoted(System.Text.Encoding.UTF8.GetString(written)).Should().Contain(Quoted((string?)wanted["params"] ?? "params: null"));
    }

    // The lines of a long text are folded in YAML, and its quotes doubled.
    private static string Quoted(string text) => string.Concat(text.Replace("''", "'", StringComparison.Ordinal).Where(character => !char.IsWhiteSpace(character)));

    private static string? Of(ModelSchema? schema) => schema is null ? null : new JsonArray([
        .. schema.Columns.Select(column => new JsonObject { ["name"] = column.Name, ["type"] = Of(column.Type), ["required"] = column.IsRequired }),
        .. schema.Tensors.Select(tensor => new JsonObject
        {
            ["name"] = tensor.Name, ["tensor"] = tensor.DType, ["shape"] = new JsonArray([.. tensor.Shape.Select(length => JsonValue.Create(length))]), ["required"] = true,
        })]).ToJsonString();

    private static string? Of(IReadOnlyList<ParamSpec>? parameters) => parameters is null ? null : new JsonArray([.. parameters.Select(param => new JsonObject
    {
        ["name"] = param.Name,
        ["type"] = param.Type.Kind == ColumnKind.Object ? OfParamObject(param.Type) : Of(param.Type),
        ["default"] = JsonNode.Parse(JsonSerializer.Serialize(param.DefaultValue)),
        ["shape"] = param.IsList ? new JsonArray(-1) : null,
    })]).ToJsonString();

    private static JsonNode Of(ColumnType type) => type.Kind switch
    {
        ColumnKind.Array => new JsonObject { ["array"] = Of(type.Items!) },
        ColumnKind.Map => new JsonObject { ["map"] = Of(type.Items!) },
        ColumnKind.Object => new JsonObject
        {
            ["object"] = new JsonObject(type.Properties.Select(property =>
                KeyValuePair.Create<string, JsonNode?>(property.Name, new JsonObject { ["type"] = Of(property.Type), ["required"] = property.IsRequired }))),
        },
        ColumnKind.SparkVector => "sparkml_vector",
        var kind => kind.ToString().ToLowerInvariant(),
    };

    private static JsonObject OfParamObject(ColumnType type) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject(type.Properties.Select(property =>
            KeyValuePair.Create<string, JsonNode?>(property.Name, new JsonObject { ["type"] = Of(property.Type), ["required"] = property.IsRequired }))),
    };
}
