using System.Text.Json;
using MlTrack.Models;

namespace MlTrack.Internal.Packaging;

/// <summary>Reads schemas and params from their JSON text, with MLflow's defaults for missing keys and its errors.</summary>
internal static class SignatureReader
{
    // As deep as types may be nested: JSON nests twice for each.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 128 };

    internal static ModelSchema ReadSchema(string json)
    {
        using var document = ParseList(json);
        var items = document.RootElement.EnumerateArray().ToList();
        var tensors = items.Count(item => TypeOf(item) == "tensor");
        if (tensors == items.Count && tensors > 0)
        {
            return ModelSchema.OfTensors(items.Select(ReadTensor));
        }

        var columns = items.Where(item => TypeOf(item) != "tensor").Select(ReadColumn).ToList();
        return tensors > 0 ? throw SignatureErrors.ColumnsAndTensors() : ModelSchema.OfColumns(columns);
    }

    internal static IReadOnlyList<ParamSpec> ReadParams(string json)
    {
        using var document = ParseList(json);
        ParamSpec[] parameters = [.. document.RootElement.EnumerateArray().Select(ReadParam)];
        ParamRules.RequireDistinct(parameters);
        return parameters;
    }

    private static JsonDocument ParseList(string json)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, Options);
        }
        catch (JsonException fault)
        {
            throw SignatureErrors.NoJson(fault.Message);
        }

        if (document.RootElement.ValueKind == JsonValueKind.Array && document.RootElement.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Object))
        {
            return document;
        }

        document.Dispose();
        throw SignatureErrors.NoJson("a list of objects is expected.");
    }

    private static string TypeOf(JsonElement item) => TextOf(item, "type") ?? throw SignatureErrors.MissingType();

    private static ColumnSpec ReadColumn(JsonElement item)
    {
        var type = ReadType(item);
        bool? required = item.TryGetProperty("required", out var value)
            ? value.ValueKind == JsonValueKind.Null ? null : value.ValueKind == JsonValueKind.True
            : type.IsScalar ? true : null;
        return new ColumnSpec(type, TextOf(item, "name"), required);
    }

    private static ColumnType ReadType(JsonElement item)
    {
        var name = TypeOf(item);
        return name switch
        {
            "array" => ColumnType.Array(ReadType(Part(item, "items"))),
            "map" => ColumnType.Map(ReadType(Part(item, "values"))),
            "object" => ColumnType.Object(ReadProperties(item)),
            "any" => ColumnType.Any,
            "sparkml_vector" => ColumnType.SparkVector,
            _ => SignatureNames.FindScalar(name) ?? throw SignatureErrors.UnknownType(name),
        };
    }

    // MLflow says the same of a map as of a list.
    private static JsonElement Part(JsonElement item, string key) =>
        item.TryGetProperty(key, out var part) && part.ValueKind == JsonValueKind.Object ? part : throw SignatureErrors.MissingKeys("Array", "`items` and `type`");

    private static IEnumerable<ObjectProperty> ReadProperties(JsonElement item) =>
        item.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object
            ? properties.EnumerateObject().Select(property => property.Value.ValueKind == JsonValueKind.Object
                ? new ObjectProperty(
                    property.Name, ReadType(property.Value), !property.Value.TryGetProperty("required", out var required) || required.ValueKind != JsonValueKind.False)
                : throw SignatureErrors.NoJson($"the property '{property.Name}' is no object."))
            : throw SignatureErrors.MissingKeys("Object", "`properties` and `type`");

    private static TensorSpec ReadTensor(JsonElement item)
    {
        if (!item.TryGetProperty("tensor-spec", out var spec) || spec.ValueKind != JsonValueKind.Object)
        {
            throw SignatureErrors.MissingKeys("TensorSpec", "`tensor-spec` and `type`");
        }

        if (TextOf(spec, "dtype") is not { } dtype || !spec.TryGetProperty("shape", out var shape) || shape.ValueKind != JsonValueKind.Array)
        {
            throw SignatureErrors.MissingKeys("TensorSpec", "`dtype` and `shape`");
        }

        return new TensorSpec(dtype, [.. shape.EnumerateArray().Select(ReadLength)], TextOf(item, "name"));
    }

    private static long ReadLength(JsonElement length) => length.ValueKind == JsonValueKind.Number && length.TryGetInt64(out var number)
        ? number
        : throw SignatureErrors.NoJson("a shape is a list of integers.");

    private static ParamSpec ReadParam(JsonElement item)
    {
        // Old versions said dtype.
        var type = TextOf(item, "type") ?? TextOf(item, "dtype");
        if (TextOf(item, "name") is not { } name || type is null || !item.TryGetProperty("default", out var value))
        {
            throw SignatureErrors.MissingParamKeys(item.EnumerateObject().Select(property => property.Name));
        }

        var isList = item.TryGetProperty("shape", out var shape) && shape.ValueKind == JsonValueKind.Array;
        return new ParamSpec(name, type == "object" ? ReadType(item) : SignatureNames.FindScalar(type) ?? throw SignatureErrors.UnknownType(type), value, isList);
    }

    private static string? TextOf(JsonElement item, string key) =>
        item.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
