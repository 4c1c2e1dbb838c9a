using System.Text;

namespace MlTrack.Internal.FileStore.Index;

/// <summary>Texts in a row: UTF-8.</summary>
internal static class RowText
{
    /// <summary>Longer texts are not kept but read when they are wanted: a note of a megabyte in each run must not fill the memory.</summary>
    internal const int MostBytes = 8 * 1024;

    internal static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false);

    /// <summary>True when a text is short enough to be kept and comes back as it was.</summary>
    internal static bool CanKeep(string? text) => text is null || (text.Length <= MostBytes && IsSound(text) && Encoding.GetByteCount(text) <= MostBytes);

    /// <summary>False when half a surrogate pair stands alone, which UTF-8 cannot say.</summary>
    internal static bool IsSound(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]))
            {
                if (!char.IsSurrogatePair(text, i))
                {
                    return false;
                }

                i++;
            }
        }

        return true;
    }
}
