using System.Text;

namespace MlTrack.Internal.FileStore;

/// <summary>The <c>file:</c> URIs under which a store records its own places.</summary>
internal static class FileUris
{
    /// <summary>Gives the URI of a full path: <c>file://</c> and the path percent-encoded as Python does it.</summary>
    internal static string FromPath(string fullPath)
    {
        const string Digits = "0123456789ABCDEF";
        var path = fullPath.Replace('\\', '/');
        var uri = new StringBuilder("file://");
        if (!path.StartsWith("/", StringComparison.Ordinal))
        {
            uri.Append('/');
        }

        var isDrive = path.Length > 1 && path[1] == ':';
        foreach (var value in Encoding.UTF8.GetBytes(path))
        {
            if (IsPlain(value) || (value == (byte)':' && isDrive))
            {
                uri.Append((char)value);
            }
            else
            {
                uri.Append('%').Append(Digits[value >> 4]).Append(Digits[value & 15]);
            }
        }

        return uri.ToString();
    }

    private static bool IsPlain(byte value) =>
        (uint)((value | 0x20) - 'a') < 26 || (uint)(value - '0') < 10 || value is (byte)'/' or (byte)'_' or (byte)'.' or (byte)'-' or (byte)'~';
}
