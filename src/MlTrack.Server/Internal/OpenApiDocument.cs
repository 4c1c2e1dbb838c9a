using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MlTrack.Internal.Rest.Wire;

namespace MlTrack.Server.Internal;

/// <summary>Describes the server's operations as OpenAPI 3.1, made from the same table that serves them.</summary>
internal static class OpenApiDocument
{
    internal static byte[] Write(IEnumerable<ApiRoute> routes, string prefix)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            var types = new SortedDictionary<string, JsonTypeInfo>(StringComparer.Ordinal);
            writer.WriteStartObject();
            writer.WriteString("openapi", "3.1.0");
            writer.WriteStartObject("info");
            writer.WriteString("title", "MLflow REST API, served by MlTrack");
            writer.WriteString("version", MlTrackServerOptions.MlflowVersion);
            writer.WriteEndObject();
            writer.WriteStartObject("paths");
            foreach (var path in routes.Where(route => route.Method != "OPTIONS").GroupBy(route => prefix + route.Pattern.Replace("{**", "{", StringComparison.Ordinal), StringComparer.Ordinal))
            {
                writer.WriteStartObject(path.Key);
                foreach (var route in path)
                {
                    writer.WritePropertyName(route.Method.ToLowerInvariant());
                    WriteOperation(writer, route, types);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndObject();
            WriteComponents(writer, types);
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteOperation(Utf8JsonWriter writer, ApiRoute route, SortedDictionary<string, JsonTypeInfo> types)
    {
        writer.WriteStartObject();
        writer.WriteString("summary", route.Name);
        var reads = route.Method == "GET";
        writer.WriteStartArray("parameters");
        foreach (var name in PathParameters(route.Pattern))
        {
            WriteParameter(writer, name, "path", required: true, () => WriteText(writer));
        }

        if (reads && route.RequestType is { } query)
        {
            foreach (var property in Describe(query).Properties)
            {
                WriteParameter(writer, property.Name, "query", route.Required.Contains(property.Name), () => WriteType(writer, Describe(property.PropertyType), types));
            }
        }

        writer.WriteEndArray();
        if (!reads && route.RequestType is { } body)
        {
            writer.WriteStartObject("requestBody");
            WriteContent(writer, body, types);
            writer.WriteEndObject();
        }

        writer.WriteStartObject("responses");
        writer.WriteStartObject("200");
        writer.WriteString("description", "Done.");
        if (route.AnswerType is { } answer)
        {
            WriteContent(writer, answer, types);
        }

        writer.WriteEndObject();
        writer.WriteStartObject("default");
        writer.WriteString("description", "A fault, with MLflow's error code.");
        WriteContent(writer, typeof(ErrorMessage), types);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteParameter(Utf8JsonWriter writer, string name, string place, bool required, Action schema)
    {
        writer.WriteStartObject();
        writer.WriteString("name", name);
        writer.WriteString("in", place);
        writer.WriteBoolean("required", required);
        writer.WritePropertyName("schema");
        schema();
        writer.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter writer, Type type, SortedDictionary<string, JsonTypeInfo> types)
    {
        writer.WriteStartObject("content");
        writer.WriteStartObject(Answers.Json);
        writer.WritePropertyName("schema");
        WriteType(writer, Describe(type), types);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteComponents(Utf8JsonWriter writer, SortedDictionary<string, JsonTypeInfo> types)
    {
        writer.WriteStartObject("components");
        writer.WriteStartObject("schemas");
        var written = new HashSet<string>(StringComparer.Ordinal);
        while (types.FirstOrDefault(pair => !written.Contains(pair.Key)) is { Value: { } type } next)
        {
            written.Add(next.Key);
            writer.WriteStartObject(next.Key);
            writer.WriteString("type", "object");
            writer.WriteStartObject("properties");
            foreach (var property in type.Properties)
            {
                writer.WritePropertyName(property.Name);
                WriteType(writer, Describe(property.PropertyType), types);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteType(Utf8JsonWriter writer, JsonTypeInfo type, SortedDictionary<string, JsonTypeInfo> types)
    {
        var plain = Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        if (type.Kind == JsonTypeInfoKind.Object)
        {
            types[type.Type.Name] = type;
            writer.WriteStartObject();
            writer.WriteString("$ref", "#/components/schemas/" + type.Type.Name);
            writer.WriteEndObject();
        }
        else if (type.Kind == JsonTypeInfoKind.Enumerable)
        {
            writer.WriteStartObject();
            writer.WriteString("type", "array");
            writer.WritePropertyName("items");
            WriteType(writer, Describe(type.ElementType!), types);
            writer.WriteEndObject();
        }
        else if (type.Kind == JsonTypeInfoKind.Dictionary)
        {
            writer.WriteStartObject();
            writer.WriteString("type", "object");
            writer.WriteEndObject();
        }
        else if (plain == typeof(string) || plain == typeof(WireEnum))
        {
            WriteText(writer);
        }
        else
        {
            writer.WriteStartObject();
            writer.WriteString("type", plain == typeof(bool) ? "boolean" : plain == typeof(double) ? "number" : "integer");
            writer.WriteEndObject();
        }
    }

    private static void WriteText(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "string");
        writer.WriteEndObject();
    }

    private static IEnumerable<string> PathParameters(string pattern) =>
        pattern.Split('{').Skip(1).Select(part => part[..part.IndexOf('}', StringComparison.Ordinal)].TrimStart('*'));

    private static JsonTypeInfo Describe(Type type) => WireJson.Lenient.GetTypeInfo(type) ?? throw new NotSupportedException($"{type.Name} is no message of MLflow.");
}
