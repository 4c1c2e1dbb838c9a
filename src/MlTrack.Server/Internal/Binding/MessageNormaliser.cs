using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MlTrack.Server.Internal.Binding;

/// <summary>
/// Brings a request that is not in MLflow's own spelling into it, as protobuf's JSON rules say: <c>artifactLocation</c> is <c>artifact_location</c>, null is
/// absent, the last of equal keys counts, and what is not known is left out.
/// </summary>
internal static class MessageNormaliser
{
    /// <summary>Gives the message in MLflow's spelling.</summary>
    /// <param name="message">The message as it was sent.</param>
    /// <param name="type">What it shall be.</param>
    /// <param name="exactOnly">Fields of the message that count in their snake_case spelling alone.</param>
    internal static byte[] Normalise(JsonElement message, JsonTypeInfo type, IReadOnlySet<string> exactOnly)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            try
            {
                Write(writer, message, type, exactOnly);
            }
            catch (InvalidOperationException)
            {
                throw BindingFaults.NotUnicode();
            }
        }

        return buffer.ToArray();
    }

    /// <summary>Finds the first value that cannot be what it shall be; null if all can.</summary>
    internal static (string Path, JsonElement Value)? FindFault(JsonElement value, JsonTypeInfo type, string path)
    {
        if (type.Kind == JsonTypeInfoKind.Enumerable && value.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var element in value.EnumerateArray())
            {
                var at = FormattableString.Invariant($"{path}[{index++}]");
                if (element.ValueKind == JsonValueKind.Null)
                {
                    return (at, element);
                }

                if (FindFault(element, ElementOf(type), at) is { } fault)
                {
                    return fault;
                }
            }

            return null;
        }

        if (type.Kind == JsonTypeInfoKind.Object && value.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in type.Properties)
            {
                if (value.TryGetProperty(property.Name, out var part) && part.ValueKind != JsonValueKind.Null &&
                    FindFault(part, TypeOf(type, property.PropertyType), path.Length == 0 ? property.Name : path + "." + property.Name) is { } fault)
                {
                    return fault;
                }
            }

            return null;
        }

        return CanRead(value, type) ? null : (path, value);
    }

    /// <summary>The type of a list's elements; not <c>ElementType</c> of the description, which is not there for lists of texts.</summary>
    private static JsonTypeInfo ElementOf(JsonTypeInfo list) => TypeOf(list, list.ElementType ?? typeof(string));

    private static JsonTypeInfo TypeOf(JsonTypeInfo parent, Type type) => parent.Options.GetTypeInfo(type);

    private static bool CanRead(JsonElement value, JsonTypeInfo type)
    {
        try
        {
            value.Deserialize(type);
            return true;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value, JsonTypeInfo type, IReadOnlySet<string> exactOnly)
    {
        if (type.Kind == JsonTypeInfoKind.Enumerable && value.ValueKind == JsonValueKind.Array)
        {
            writer.WriteStartArray();
            foreach (var element in value.EnumerateArray())
            {
                Write(writer, element, ElementOf(type), Nothing);
            }

            writer.WriteEndArray();
            return;
        }

        if (type.Kind != JsonTypeInfoKind.Object || value.ValueKind != JsonValueKind.Object)
        {
            value.WriteTo(writer);
            return;
        }

        var given = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in value.EnumerateObject())
        {
            given[property.Name] = property.Value;
        }

        writer.WriteStartObject();
        foreach (var property in type.Properties)
        {
            var camel = CamelCase(property.Name);
            var found = given.TryGetValue(property.Name, out var part);
            if (!string.Equals(camel, property.Name, StringComparison.Ordinal) && given.TryGetValue(camel, out var other))
            {
                if (found)
                {
                    throw BindingFaults.BothSpellings(property.Name, camel);
                }

                (found, part) = (!exactOnly.Contains(property.Name), other);
            }

            if (found && part.ValueKind != JsonValueKind.Null)
            {
                writer.WritePropertyName(property.Name);
                Write(writer, part, TypeOf(type, property.PropertyType), Nothing);
            }
        }

        writer.WriteEndObject();
    }

    private static readonly HashSet<string> Nothing = [];

    private static string CamelCase(string name)
    {
        if (!name.Contains('_', StringComparison.Ordinal))
        {
            return name;
        }

        var text = new StringBuilder(name.Length);
        var upper = false;
        foreach (var character in name)
        {
            if (character != '_')
            {
                text.Append(upper ? char.ToUpperInvariant(character) : character);
            }

            upper = character == '_';
        }

        return text.ToString();
    }
}
