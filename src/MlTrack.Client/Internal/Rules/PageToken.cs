using System.Globalization;
using System.Text;
using System.Text.Json;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.Rules;

/// <summary>MLflow's page tokens: base64 of the JSON <c>{"offset": n}</c>, an offset into the result as it is computed anew for each page.</summary>
internal static class PageToken
{
    /// <summary>Reads a token; null and empty mean the beginning.</summary>
    /// <exception cref="MlTrackException">The token is none of MLflow's.</exception>
    internal static int Parse(string? token)
    {
        if (string.IsNullOrEmpty(token))
        {
            return 0;
        }

        return DecodeBase64(token!) is { } bytes ? ParseDecoded(bytes) : throw TrackingErrors.InvalidParameter("Invalid page token, could not base64-decode");
    }

    /// <summary>Makes the token of the page that begins at an offset.</summary>
    internal static string Create(int offset) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes("{\"offset\": " + offset.ToString(CultureInfo.InvariantCulture) + "}"));

    /// <summary>Cuts one page out of a whole result.</summary>
    internal static PagedList<T> Page<T>(IReadOnlyList<T> all, int maxResults, string? token)
    {
        var offset = Math.Min(Parse(token), all.Count);
        var count = Math.Min(maxResults, all.Count - offset);
        var items = new T[count];
        for (var i = 0; i < count; i++)
        {
            items[i] = all[offset + i];
        }

        var next = offset + count;
        return new PagedList<T>(items, next < all.Count ? Create(next) : null);
    }

    /// <summary>Python's lenient decoder: foreign characters are skipped, reading stops at the padding; null when that does not fit.</summary>
    private static byte[]? DecodeBase64(string token)
    {
        var digits = new StringBuilder(token.Length);
        var padding = 0;
        foreach (var c in token)
        {
            if (c == '=')
            {
                // Padding where there can be none yet is skipped like any foreign character.
                padding += digits.Length % 4 >= 2 ? 1 : 0;
                if (padding > 0 && (digits.Length + padding) % 4 == 0)
                {
                    break;
                }
            }
            else if (c is >= 'A' and <= 'Z' or >= 'a' and <= 'z' or >= '0' and <= '9' or '+' or '/')
            {
                digits.Append(c);
                padding = 0;
            }
        }

        return (digits.Length + padding) % 4 == 0 ? Convert.FromBase64String(digits.Append('=', padding).ToString()) : null;
    }

    private static int ParseDecoded(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 4 });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("offset", out var offset))
            {
                throw TrackingErrors.InvalidParameter("Invalid page token, parsed value=" + PythonObjectRepr.Of(root));
            }

            if (offset.ValueKind == JsonValueKind.String && offset.GetString()!.Length > 0 && !TryReadText(offset, out _))
            {
                throw TrackingErrors.InvalidParameter("Invalid page token, not stringable " + offset.GetString());
            }

            // MLflow cuts with a negative offset as Python does, which gives odd pages; it is refused here.
            var number = ReadInteger(offset);
            return number > 0 ? number : throw TrackingErrors.InvalidParameter("Invalid page token, parsed value=" + PythonObjectRepr.Of(root));
        }
        catch (JsonException)
        {
            throw TrackingErrors.InvalidParameter("Invalid page token, decoded value=" + PythonObjectRepr.Of(bytes));
        }
    }

    private static int ReadInteger(JsonElement offset) => offset.ValueKind switch
    {
        JsonValueKind.Number when offset.TryGetInt32(out var number) => number,

        // A fraction is cut, an offset beyond all results gives an empty page.
        JsonValueKind.Number when offset.TryGetDouble(out var fraction) => (int)Math.Max(-1, Math.Min(int.MaxValue, fraction)),
        JsonValueKind.String when TryReadText(offset, out var text) => (int)Math.Max(-1, Math.Min(int.MaxValue, text)),
        JsonValueKind.True => 1,
        _ => 0,
    };

    private static bool TryReadText(JsonElement offset, out long value) => PythonInt.TryParse(Encoding.UTF8.GetBytes(offset.GetString()!), out value);
}
