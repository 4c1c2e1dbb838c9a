using System.Security.Cryptography;
using System.Text;

namespace MlTrack.Internal.Sync;

/// <summary>Short hashes by which a sync knows what it sent.</summary>
internal static class Hashes
{
    private const int Length = 16;

    /// <summary>The hash of texts; where one ends and the next begins counts.</summary>
    internal static string Of(params string?[] texts)
    {
        var all = new StringBuilder();
        foreach (var text in texts)
        {
            all.Append(text is null ? "-" : text.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)).Append(':').Append(text);
        }

        return Of(Encoding.UTF8.GetBytes(all.ToString()));
    }

    /// <summary>The hash of bytes.</summary>
    internal static string Of(byte[] bytes)
    {
        using var sha = SHA256.Create();
        var hash = sha.ComputeHash(bytes);
        var text = new StringBuilder(2 * Length);
        for (var i = 0; i < Length; i++)
        {
            text.Append(hash[i].ToString("x2", System.Globalization.CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }
}
