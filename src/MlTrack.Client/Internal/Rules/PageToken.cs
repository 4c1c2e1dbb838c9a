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

        byte[] bytes;
        try
        {
            bytes = Convert.FromBase64String(token!);
        }
        catch (FormatException)
        {
            throw TrackingErrors.InvalidParameter("Invalid page token, could not base64-decode");
        }

        return ParseDecoded(bytes);
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

    private static int ParseDecoded(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 4 });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("offset", out var offset))
            {
                throw TrackingErrors.InvalidParameter("Invalid page token, parsed value=" + Describe(root));
            }

            if (offset.ValueKind == JsonValueKind.String && !IsInteger(offset.GetString()))
            {
                throw TrackingErrors.InvalidParameter("Invalid page token, not stringable " + offset.GetString());
            }

            var number = ReadInteger(offset);
            return number > 0 ? number : throw TrackingErrors.InvalidParameter("Invalid page token, parsed value=" + Describe(root));
        }
        catch (JsonException)
        {
            var text = Encoding.UTF8.GetString(bytes);
            throw TrackingErrors.InvalidParameter("Invalid page token, decoded value=b" + PythonRepr.Quote(text));
        }
    }

    private static int ReadInteger(JsonElement offset) => offset.ValueKind switch
    {
        JsonValueKind.Number when offset.TryGetInt32(out var number) => number,
        JsonValueKind.String => int.Parse(offset.GetString()!, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
        _ => 0,
    };

    private static bool IsInteger(string? text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    // As Python shows the parsed value: single quotes.
    private static string Describe(JsonElement element) => PythonJson.Serialize(element).Replace('"', '\'');
}
