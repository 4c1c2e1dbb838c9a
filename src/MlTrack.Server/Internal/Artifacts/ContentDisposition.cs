using System.Text;

namespace MlTrack.Server.Internal.Artifacts;

/// <summary>The header that makes a browser save a download instead of showing it, with the file's name in the form that MLflow sends.</summary>
internal static class ContentDisposition
{
    private const string TokenCharacters = "!#$%&'*+-.^_`|~";
    private const string EncodedPlain = "!#$&+-.^_`|~";

    internal static string Attachment(string name)
    {
        if (Ascii.IsValid(name))
        {
            return "attachment; filename=" + Quote(name);
        }

        // Letters with marks lose the marks, others are left out.
        var plain = new string([.. name.Normalize(NormalizationForm.FormKD).Where(char.IsAscii)]);
        return $"attachment; filename={Quote(plain.Length == 0 ? "download" : plain)}; filename*=UTF-8''{Encode(name)}";
    }

    private static string Quote(string name)
    {
        if (name.Length > 0 && name.All(character => char.IsAsciiLetterOrDigit(character) || TokenCharacters.Contains(character, StringComparison.Ordinal)))
        {
            return name;
        }

        var quoted = new StringBuilder(name.Length + 2).Append('"');
        foreach (var character in name)
        {
            // No line breaks or other controls in a header, whatever the file is called.
            if (!char.IsControl(character))
            {
                quoted.Append(character is '"' or '\\' ? "\\" : "").Append(character);
            }
        }

        return quoted.Append('"').ToString();
    }

    private static string Encode(string name)
    {
        var encoded = new StringBuilder(name.Length * 3);
        foreach (var value in Encoding.UTF8.GetBytes(name))
        {
            var character = (char)value;
            if (char.IsAsciiLetterOrDigit(character) || EncodedPlain.Contains(character, StringComparison.Ordinal))
            {
                encoded.Append(character);
            }
            else
            {
                encoded.Append('%').Append(value.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return encoded.ToString();
    }
}
