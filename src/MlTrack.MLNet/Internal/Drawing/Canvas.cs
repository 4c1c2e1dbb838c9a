namespace MlTrack.MLNet.Internal.Drawing;

/// <summary>A colour of red, green and blue.</summary>
internal readonly record struct Ink(byte Red, byte Green, byte Blue)
{
    internal static Ink Black { get; } = new(0x22, 0x22, 0x22);

    internal static Ink White { get; } = new(0xFF, 0xFF, 0xFF);

    internal static Ink Grey { get; } = new(0xCC, 0xCC, 0xCC);

    /// <summary>The colours of series, told apart by people with any kind of colour vision (Okabe and Ito).</summary>
    internal static Ink[] Series { get; } =
    [
        new(0x00, 0x72, 0xB2), new(0xD5, 0x5E, 0x00), new(0x00, 0x9E, 0x73), new(0xCC, 0x79, 0xA7), new(0xE6, 0x9F, 0x00), new(0x56, 0xB4, 0xE9), new(0x7F, 0x7F, 0x7F),
    ];

    /// <summary>The colour that lies <paramref name="share"/> (0 to 1) of the way to another.</summary>
    internal Ink Towards(Ink other, double share)
    {
        var part = Math.Min(1, Math.Max(0, share));
        return new(Mix(Red, other.Red, part), Mix(Green, other.Green, part), Mix(Blue, other.Blue, part));
    }

    private static byte Mix(byte from, byte to, double part) => (byte)Math.Round(from + ((to - from) * part));
}

/// <summary>Pixels with the few things that the charts here are made of: boxes, smooth lines, text.</summary>
internal sealed class Canvas
{
    private readonly byte[] _pixels;

    internal Canvas(int width, int height)
    {
        Width = width;
        Height = height;
        _pixels = new byte[width * height * 3];
        _pixels.AsSpan().Fill(0xFF);
    }

    internal int Width { get; }

    internal int Height { get; }

    internal byte[] ToPng() => PngEncoder.Encode(_pixels, Width, Height);

    internal Ink At(int x, int y)
    {
        var offset = ((y * Width) + x) * 3;
        return new Ink(_pixels[offset], _pixels[offset + 1], _pixels[offset + 2]);
    }

    internal void Fill(int left, int top, int width, int height, Ink ink)
    {
        for (var y = Math.Max(0, top); y < Math.Min(Height, top + height); y++)
        {
            for (var x = Math.Max(0, left); x < Math.Min(Width, left + width); x++)
            {
                Set(x, y, ink);
            }
        }
    }

    internal void Frame(int left, int top, int width, int height, Ink ink)
    {
        Fill(left, top, width, 1, ink);
        Fill(left, top + height - 1, width, 1, ink);
        Fill(left, top, 1, height, ink);
        Fill(left + width - 1, top, 1, height, ink);
    }

    /// <summary>A line of a thickness in pixels; pixels at its edge are blended, by how far their middle is from it.</summary>
    internal void Line(double x1, double y1, double x2, double y2, Ink ink, double thickness = 2)
    {
        var reach = (thickness / 2) + 1;
        var (dx, dy) = (x2 - x1, y2 - y1);
        var squared = (dx * dx) + (dy * dy);
        for (var y = (int)Math.Max(0, Math.Min(y1, y2) - reach); y <= Math.Min(Height - 1, Math.Max(y1, y2) + reach); y++)
        {
            for (var x = (int)Math.Max(0, Math.Min(x1, x2) - reach); x <= Math.Min(Width - 1, Math.Max(x1, x2) + reach); x++)
            {
                var along = squared == 0 ? 0 : Math.Min(1, Math.Max(0, (((x - x1) * dx) + ((y - y1) * dy)) / squared));
                var (ax, ay) = (x - x1 - (along * dx), y - y1 - (along * dy));
                var cover = (thickness / 2) + 0.5 - Math.Sqrt((ax * ax) + (ay * ay));
                if (cover > 0)
                {
                    Set(x, y, At(x, y).Towards(ink, cover));
                }
            }
        }
    }

    /// <summary>Text whose upper left corner is given.</summary>
    /// <param name="scale">Pixels per dot of the font.</param>
    /// <param name="isUpward">Whether it runs from below to above; the corner given is then the upper left of that.</param>
    internal void Text(int left, int top, string text, Ink ink, int scale = 2, bool isUpward = false)
    {
        var dots = PixelFont.Dots(text);
        foreach (var (x, y) in dots)
        {
            if (isUpward)
            {
                Fill(left + (y * scale), top + PixelFont.Width(text, scale) - ((x + 1) * scale), scale, scale, ink);
            }
            else
            {
                Fill(left + (x * scale), top + (y * scale), scale, scale, ink);
            }
        }
    }

    internal void TextCentred(int middle, int top, string text, Ink ink, int scale = 2) =>
        Text(middle - (PixelFont.Width(text, scale) / 2), top, text, ink, scale);

    private void Set(int x, int y, Ink ink)
    {
        var offset = ((y * Width) + x) * 3;
        _pixels[offset] = ink.Red;
        _pixels[offset + 1] = ink.Green;
        _pixels[offset + 2] = ink.Blue;
    }
}
