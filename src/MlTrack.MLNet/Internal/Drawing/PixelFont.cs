using System.Globalization;
using System.Text;

namespace MlTrack.MLNet.Internal.Drawing;

/// <summary>A font of dots, five wide and seven high, for the printable characters of ASCII; drawn for this project.</summary>
/// <remarks>Accents are left out (<c>ü</c> is drawn as <c>u</c>), other characters become question marks: the tables beside the pictures hold the names as they are.</remarks>
internal static class PixelFont
{
    internal const int Height = 7;

    private const int GlyphWidth = 5;
    private const int Advance = GlyphWidth + 1;
    private const char First = ' ';
    private const char Last = '~';

    // Seven characters a glyph, one for each row from above, whose value (base 32, digits 0 to V) has a bit for each dot, the left one highest.
    private const string Glyphs =
        "0000000 4444404 AA00000 AVAAAVA 4FKE5U4 PP248JJ CIK8LID 4400000 2488842 8422248 04LEL40 044V440 0000C48 000V000 00000CC 11248GG " +
        "EHJLPHE 4C4444E EH1248V V2421HE 26AIV22 VGU11HE 68GUHHE V124888 EHHEHHE EHHF12C 0CC0CC0 0CC0C48 248G842 00V0V00 8421248 EH12404 " +
        "EHNLMGE EHHVHHH UHHUHHU EHGGGHE SIHHHIS VGGUGGV VGGUGGG EHGNHHF HHHVHHH E44444E 72222IC HIKOKIH GGGGGGV HRLLHHH HHPLJHH EHHHHHE " +
        "UHHUGGG EHHHLID UHHUKIH FGGE11U V444444 HHHHHHE HHHHHA4 HHHLLRH HHA4AHH HHA4444 V1248GV E88888E GG84211 E22222E 4AH0000 000000V " +
        "8400000 00E1FHF GGUHHHU 00FGGGF 11FHHHF 00EHVGE 68U8888 00FHF1E GGUHHHH 40C444E 20622IC GGIKOKI C44444E 00QLLLL 00UHHHH 00EHHHE " +
        "00UHUGG 00FHF11 00MPGGG 00FGE1U 88U8896 00HHHHF 00HHHA4 00HLLLA 00HA4AH 00HHF1E 00V248V 2448442 4444444 8442448 008L200";

    /// <summary>The width of a text in pixels.</summary>
    internal static int Width(string text, int scale) => Math.Max(0, (Plain(text).Length * Advance) - 1) * scale;

    /// <summary>The text, cut to the width in pixels if it is longer.</summary>
    internal static string Fit(string text, int width, int scale)
    {
        var plain = Plain(text);
        var room = ((width / scale) + 1) / Advance;
        return plain.Length <= room ? plain : room < 3 ? plain.Substring(0, Math.Max(0, room)) : plain.Substring(0, room - 2) + "..";
    }

    /// <summary>The dots of a text, from its upper left corner.</summary>
    internal static IEnumerable<(int X, int Y)> Dots(string text)
    {
        var left = 0;
        foreach (var character in Plain(text))
        {
            var glyph = (character - First) * (Height + 1);
            for (var y = 0; y < Height; y++)
            {
                var row = Value(Glyphs[glyph + y]);
                for (var x = 0; x < GlyphWidth; x++)
                {
                    if ((row & (1 << (GlyphWidth - 1 - x))) != 0)
                    {
                        yield return (left + x, y);
                    }
                }
            }

            left += Advance;
        }
    }

    private static int Value(char digit) => digit <= '9' ? digit - '0' : digit - 'A' + 10;

    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var character in text.Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(character) != UnicodeCategory.NonSpacingMark && !char.IsLowSurrogate(character))
            {
                plain.Append(character is >= First and <= Last ? character : '?');
            }
        }

        return plain.ToString();
    }
}
