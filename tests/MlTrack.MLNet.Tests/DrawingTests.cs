using System.IO.Compression;
using MlTrack.MLNet.Internal;
using MlTrack.MLNet.Internal.Drawing;

namespace MlTrack.MLNet.Tests;

/// <summary>The pictures, decoded here by the rules of the PNG specification.</summary>
public sealed class DrawingTests
{
    [Fact]
    public void Encode_any_pixels_can_be_decoded()
    {
        var pixels = Enumerable.Range(0, 3 * 7 * 5).Select(index => (byte)(index * 37)).ToArray();

        var (width, height, decoded) = Decode(PngEncoder.Encode(pixels, 7, 5));

        (width, height).Should().Be((7, 5));
        decoded.Should().Equal(pixels);
    }

    [Fact]
    public void ConfusionMatrix_is_dark_where_the_counts_are()
    {
        var png = Charts.ConfusionMatrix(new ConfusionTable(["zero", "one"], [[8, 2], [0, 10]]));

        var (width, _, pixels) = Decode(png);

        // The middle of the second row's cells, a little above the numbers.
        Ink At(int x, int y) => new(pixels[((y * width) + x) * 3], pixels[(((y * width) + x) * 3) + 1], pixels[(((y * width) + x) * 3) + 2]);
        var blues = Enumerable.Range(0, width).Select(x => At(x, 38 + 84 + 4)).ToArray();
        blues.Count(ink => ink == Ink.Series[0]).Should().BeInRange(80, 84, "the cell of ten out of ten is a cell wide");
    }

    [Fact]
    public void Text_that_is_too_long_is_cut_and_accents_are_left_out()
    {
        PixelFont.Fit("Zürich", 1000, 2).Should().Be("Zurich");
        PixelFont.Fit("日本", 1000, 2).Should().Be("??");
        PixelFont.Width(PixelFont.Fit(new string('x', 50), 60, 2), 2).Should().BeLessThanOrEqualTo(60);
        PixelFont.Fit(new string('x', 50), 120, 2).Should().EndWith("..");
    }

    [Fact]
    public void Every_character_of_ASCII_has_a_shape_of_its_own()
    {
        var shapes = Enumerable.Range('!', '~' - '!' + 1).Select(code => string.Join(' ', PixelFont.Dots(((char)code).ToString()))).ToArray();

        shapes.Should().OnlyHaveUniqueItems().And.NotContain(string.Empty);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    [InlineData(40)]
    [InlineData(2000)]
    public void ConfusionMatrix_of_any_size_is_drawn(int classes)
    {
        var names = Enumerable.Range(0, classes).Select(index => $"class number {index}").ToArray();
        var row = new double[classes];

        var png = Charts.ConfusionMatrix(new ConfusionTable(names, [.. names.Select(_ => row)]));

        Decode(png).Width.Should().BeInRange(100, 4200);
    }

    private static (int Width, int Height, byte[] Pixels) Decode(byte[] png)
    {
        png.Take(8).Should().Equal(0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A);
        var (width, height) = (0, 0);
        using var data = new MemoryStream();
        for (var at = 8; at < png.Length;)
        {
            var length = Number(png, at);
            var type = System.Text.Encoding.ASCII.GetString(png, at + 4, 4);
            if (type == "IHDR")
            {
                (width, height) = (Number(png, at + 8), Number(png, at + 12));
            }
            else if (type == "IDAT")
            {
                data.Write(png, at + 8, length);
            }

            at += length + 12;
        }

        data.Position = 0;

        // Checks the sum at the end, too.
        using var inflate = new ZLibStream(data, CompressionMode.Decompress);
        using var lines = new MemoryStream();
        inflate.CopyTo(lines);
        var raw = lines.ToArray();
        raw.Should().HaveCount(height * ((width * 3) + 1));
        var pixels = new byte[height * width * 3];
        for (var y = 0; y < height; y++)
        {
            raw[y * ((width * 3) + 1)].Should().Be(0);
            Array.Copy(raw, (y * ((width * 3) + 1)) + 1, pixels, y * width * 3, width * 3);
        }

        return (width, height, pixels);
    }

    private static int Number(byte[] bytes, int at) => System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at));
}
