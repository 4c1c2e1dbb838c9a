using System.Text.Json;
using MlTrack.Internal.Rest.Wire;

namespace MlTrack.Server.Internal.Binding;

/// <summary>What can be wrong with a request before its meaning is looked at; MLflow's words.</summary>
internal static class BindingFaults
{
    internal static MlTrackException NoContentType() => Invalid("Bad Request. Content-Type header is missing.");

    internal static MlTrackException OtherContentType() => Invalid("Bad Request. Content-Type must be one of ['application/json'].");

    internal static MlTrackException NotAnObject(string kind) => Invalid($"Bad Request. The body must be a JSON object, not {kind}.");

    internal static MlTrackException BothSpellings(string name, string other) =>
        Invalid($"Request specifies both '{name}' and '{other}'; provide only one of them.");

    internal static MlTrackException NotUnicode() => Invalid("Bad Request. A text of the body is not valid Unicode: it holds half a surrogate pair.");

    internal static MlTrackException NotBoolean(string value) => Invalid($"Invalid boolean value: {value}, must be 'true' or 'false'.");

    /// <summary>A field of the wrong type, or beyond its limit.</summary>
    internal static MlTrackException WrongValue(string parameter, JsonElement value) =>
        WireFaults.Invalid(Compact(value), parameter, $" Hint: Value was of type '{PythonType(value)}'.");

    /// <summary>A field of the wrong type, or beyond its limit, whose value is at hand as a text.</summary>
    internal static MlTrackException WrongText(string parameter, string value) =>
        WireFaults.Invalid("\"" + JsonEncodedText.Encode(value) + "\"", parameter, " Hint: Value was of type 'str'.");

    internal static MlTrackException Invalid(string message) => new(MlTrackErrorCode.InvalidParameterValue, message);

    private static string Compact(JsonElement value)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            value.WriteTo(writer);
        }

        const int Longest = 1000;
        var text = System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
        return text.Length <= Longest ? text : text[..Longest] + "…";
    }

    private static string PythonType(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => "str",
        JsonValueKind.Array => "list",
        JsonValueKind.Object => "dict",
        JsonValueKind.True or JsonValueKind.False => "bool",
        JsonValueKind.Number => value.GetRawText().AsSpan().IndexOfAny('.', 'e', 'E') < 0 ? "int" : "float",
        _ => "NoneType",
    };
}
