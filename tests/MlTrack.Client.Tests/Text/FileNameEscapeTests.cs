using CsCheck;
using MlTrack.Internal.Text;

namespace MlTrack.Tests.Text;

public sealed class FileNameEscapeTests
{
    [Theory]
    [InlineData("loss", "loss")]
    [InlineData("a:b", "a%3Ab")]
    [InlineData("a*?\"<>|\\b", "a%2A%3F%22%3C%3E%7C%5Cb")]
    [InlineData("end.", "end%2E")]
    [InlineData("end ", "end%20")]
    [InlineData(".hidden", ".hidden")]
    [InlineData("CON", "%43ON")]
    [InlineData("nul.txt", "%6Eul.txt")]
    [InlineData("aux .x", "%61ux .x")]
    [InlineData("COM1", "%43OM1")]
    [InlineData("LPT0.x.y", "%4CPT0.x.y")]
    [InlineData("com¹", "%63om¹")]
    [InlineData("COM10", "COM10")]
    [InlineData("CONSOLE", "CONSOLE")]
    [InlineData("100%", "100%")]
    [InlineData("50%20x", "50%2520x")]
    public void ToFileName_on_Windows_escapes_only_what_offends(string segment, string expected)
    {
        FileNameEscape.ToFileName(segment, windows: true).Should().Be(expected);
        FileNameEscape.FromFileName(expected).Should().Be(segment);
        FileNameEscape.ToFileName(segment, windows: false).Should().Be(segment);
    }

    [Theory]
    [InlineData("a%41b")]
    [InlineData("a%3ab")]
    [InlineData("%zz")]
    [InlineData("a:b")]
    public void FromFileName_takes_names_that_we_would_not_write_literally(string fileName) =>
        FileNameEscape.FromFileName(fileName).Should().Be(fileName);

    [Fact]
    public void Any_segment_comes_back_and_its_file_name_is_harmless() =>
        Gen.String[Gen.Char["aCONcon1:%2eE. *|\u00b2LPTé"], 1, 12].Sample(segment =>
        {
            var name = FileNameEscape.ToFileName(segment, windows: true);

            return FileNameEscape.FromFileName(name) == segment && name[^1] is not ('.' or ' ') && name.IndexOfAny([':', '*', '|']) < 0;
        });
}
