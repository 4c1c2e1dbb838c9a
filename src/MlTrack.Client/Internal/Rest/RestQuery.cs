using System.Globalization;
using System.Text;

namespace MlTrack.Internal.Rest;

/// <summary>Writes the path and query of a request.</summary>
internal sealed class RestQuery
{
    private readonly StringBuilder _text;
    private char _separator = '?';

    internal RestQuery(string path) => _text = new StringBuilder(path);

    /// <summary>Adds a parameter; null is left out.</summary>
    internal RestQuery Add(string name, string? value)
    {
        if (value is not null)
        {
            _text.Append(_separator).Append(name).Append('=').Append(Escape(value));
            _separator = '&';
        }

        return this;
    }

    /// <summary>Adds a number; null is left out.</summary>
    internal RestQuery Add(string name, int? value) => Add(name, value?.ToString(CultureInfo.InvariantCulture));

    /// <summary>Percent-encodes a text; half a surrogate pair, which no encoding has, becomes U+FFFD.</summary>
    internal static string Escape(string value)
    {
        // In pieces, since .NET Framework refuses more than 65,519 characters at once; cut between pairs only.
        const int Piece = 32_000;
        if (value.Length <= Piece)
        {
            return Uri.EscapeDataString(value);
        }

        var text = new StringBuilder(value.Length + 16);
        for (var first = 0; first < value.Length;)
        {
            var length = Math.Min(Piece, value.Length - first);
            if (first + length < value.Length && char.IsHighSurrogate(value[first + length - 1]))
            {
                length--;
            }

            text.Append(Uri.EscapeDataString(value.Substring(first, length)));
            first += length;
        }

        return text.ToString();
    }

    public override string ToString() => _text.ToString();
}
