using System.Text;

namespace MlTrack.Internal.IO;

/// <summary>Encodes paths for the system: UTF-8, ended by NUL.</summary>
internal static class UnixPath
{
    /// <summary>Size of the buffer that callers put on the stack; longer paths go to the heap.</summary>
    public const int StackSize = 768;

    // Strict: two different strings with broken surrogates must not become one name.
    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Encodes a path.</summary>
    /// <param name="path">The path.</param>
    /// <param name="scratch">Used if large enough.</param>
    /// <returns>The bytes with the NUL.</returns>
    /// <exception cref="ArgumentException">The path is empty, holds a NUL or half a surrogate pair.</exception>
    public static ReadOnlySpan<byte> Encode(string path, Span<byte> scratch) => Encode(path, 0, scratch);

    /// <summary>Encodes the end of a path.</summary>
    /// <param name="path">The path.</param>
    /// <param name="start">The first character to be encoded.</param>
    /// <param name="scratch">Used if large enough.</param>
    /// <returns>The bytes with the NUL.</returns>
    /// <exception cref="ArgumentException">The path is empty, holds a NUL or half a surrogate pair.</exception>
    public static unsafe ReadOnlySpan<byte> Encode(string path, int start, Span<byte> scratch)
    {
        if (path.Length == start || path.IndexOf('\0') >= 0)
        {
            throw new ArgumentException("A path must not be empty or hold a NUL character.", nameof(path));
        }

        var length = path.Length - start;
        var most = (length * 3) + 1;
        var target = most <= scratch.Length ? scratch : new byte[most];
        int count;
        fixed (char* from = path)
        fixed (byte* to = target) count = _utf8.GetBytes(from + start, length, to, target.Length - 1);
        target[count] = 0;
        return target.Slice(0, count + 1);
    }

    /// <summary>Decodes what the system wrote.</summary>
    /// <param name="bytes">Start.</param>
    /// <param name="count">Number of bytes, without NUL.</param>
    /// <returns>The text; bytes that are not UTF-8 become U+FFFD.</returns>
    public static unsafe string Decode(byte* bytes, int count) => Encoding.UTF8.GetString(bytes, count);
}
