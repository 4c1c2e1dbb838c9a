using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using MlTrack.Internal.Rest.Wire;

namespace MlTrack.Server.Internal.Binding;

/// <summary>Reads the bytes of a JSON body.</summary>
internal static class JsonBody
{
    private static readonly JsonDocumentOptions DocumentOptions = new() { MaxDepth = WireJson.MaxDepth };

    /// <summary>Reads the body to its end into the reader's own buffers; the caller advances the reader when it has done with them.</summary>
    /// <exception cref="BadHttpRequestException">It is longer than allowed.</exception>
    internal static async ValueTask<ReadOnlySequence<byte>> ReadAsync(HttpContext context, long maxBytes)
    {
        if (context.Request.ContentLength > maxBytes)
        {
            throw TooLarge(maxBytes);
        }

        while (true)
        {
            var result = await context.Request.BodyReader.ReadAsync(context.RequestAborted).ConfigureAwait(false);
            if (result.Buffer.Length > maxBytes)
            {
                context.Request.BodyReader.AdvanceTo(result.Buffer.End);
                throw TooLarge(maxBytes);
            }

            if (result.IsCompleted || result.IsCanceled)
            {
                return result.Buffer;
            }

            context.Request.BodyReader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    /// <summary>
    /// Parses a body as MLflow does: what is no JSON, nothing, and <c>null</c> are an empty object, a text is decoded once more, and UTF-16, UTF-32 and
    /// a byte order mark are understood.
    /// </summary>
    /// <exception cref="MlTrackException">It is JSON, but no object. (MLflow fails there.)</exception>
    internal static JsonDocument Parse(ReadOnlySequence<byte> body)
    {
        var document = DecodeTwice(TryParse(ToUtf8(body.ToArray())));
        if (document.RootElement.ValueKind is JsonValueKind.Object)
        {
            return document;
        }

        using (document)
        {
            return document.RootElement.ValueKind is JsonValueKind.Null
                ? JsonDocument.Parse("{}")
                : throw BindingFaults.NotAnObject(document.RootElement.ValueKind switch
                {
                    JsonValueKind.Array => "an array",
                    JsonValueKind.String => "a text",
                    JsonValueKind.Number => "a number",
                    _ => "true or false",
                });
        }
    }

    private static JsonDocument DecodeTwice(JsonDocument document)
    {
        if (document.RootElement.ValueKind != JsonValueKind.String)
        {
            return document;
        }

        using (document)
        {
            return TryParse(Encoding.UTF8.GetBytes(TextOf(document.RootElement)), orElse: "\"\"");
        }
    }

    /// <summary>Gives a JSON text; half a surrogate pair is a fault of the caller.</summary>
    internal static string TextOf(JsonElement element)
    {
        try
        {
            return element.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            throw BindingFaults.NotUnicode();
        }
    }

    private static JsonDocument TryParse(byte[] utf8, string orElse = "{}")
    {
        try
        {
            return JsonDocument.Parse(utf8, DocumentOptions);
        }
        catch (JsonException)
        {
            return JsonDocument.Parse(orElse);
        }
    }

    private static byte[] ToUtf8(byte[] bytes)
    {
        Encoding? encoding = bytes switch
        {
            [0xEF, 0xBB, 0xBF, ..] => null,
            [0xFF, 0xFE, 0, 0, ..] => new UTF32Encoding(bigEndian: false, byteOrderMark: true),
            [0, 0, 0xFE, 0xFF, ..] => new UTF32Encoding(bigEndian: true, byteOrderMark: true),
            [0xFF, 0xFE, ..] or [not 0, 0, ..] => Encoding.Unicode,
            [0xFE, 0xFF, ..] or [0, not 0, ..] => Encoding.BigEndianUnicode,
            _ => Encoding.UTF8,
        };
        if (encoding is UTF8Encoding)
        {
            return Utf8.IsValid(bytes) ? bytes : [];
        }

        return encoding is null ? bytes[3..] : Encoding.UTF8.GetBytes(encoding.GetString(bytes).TrimStart('\uFEFF'));
    }

    private static BadHttpRequestException TooLarge(long maxBytes) =>
        new($"The body of the request is longer than the {maxBytes} bytes that this server reads.", StatusCodes.Status413PayloadTooLarge);
}
