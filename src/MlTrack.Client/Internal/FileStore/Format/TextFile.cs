using System.Text;

namespace MlTrack.Internal.FileStore.Format;

/// <summary>
/// A param or a tag: the file's whole content is the value, in UTF-8, without a line break at the end, without any translation; an empty
/// file is an empty value, and U+FEFF at the beginning belongs to it.
/// </summary>
internal static class TextFile
{
    /// <summary>What is read of a value at most.</summary>
    internal const int MaxBytes = 1 << 20;

    private static readonly UTF8Encoding Lenient = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false);

    /// <summary>The bytes of a value.</summary>
    internal static byte[] Format(string value) => Lenient.GetBytes(value);

    /// <summary>Reads a value; bytes that are not UTF-8 become U+FFFD.</summary>
    /// <param name="content">The file's bytes.</param>
    /// <param name="isUtf8">False when some were replaced.</param>
    internal static string Parse(byte[] content, int length, out bool isUtf8)
    {
        var text = Lenient.GetString(content, 0, length);

        // U+FFFD may stand in a value by itself; then it is three bytes in the file and the text encodes to the same length.
        isUtf8 = text.IndexOf('\uFFFD') < 0 || Lenient.GetByteCount(text) == length;
        return text;
    }
}
