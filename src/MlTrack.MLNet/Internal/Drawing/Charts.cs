using System.Globalization;

namespace MlTrack.MLNet.Internal.Drawing;

/// <summary>One line of a chart of curves: x and y from 0 to 1.</summary>
internal sealed record Series(string Name, IReadOnlyList<(double X, double Y)> Points);

/// <summary>The pictures that go with an evaluation, as PNG.</summary>
internal static class Charts
{
    private const int Scale = 2;
    private const int Line = PixelFont.Height * Scale;

    // Above it a cell has no room for its count, and the picture shows colours only.
    private const int MaxClassesWithCounts = 25;

    /// <summary>A confusion matrix: a row per true class, a column per predicted one, darker the larger the share of its row.</summary>
    internal static byte[] ConfusionMatrix(ConfusionTable table)
    {
        var classes = table.Names.Count;
        var cell = classes <= 5 ? 84 : classes <= 12 ? 56 : classes <= MaxClassesWithCounts ? 40 : Math.Max(2, 1000 / classes);
        var names = cell >= Line + 4;
        var label = names ? Math.Min(160, table.Names.Max(name => PixelFont.Width(name, Scale))) : 0;
        var isUpward = names && table.Names.Any(name => PixelFont.Width(name, Scale) > cell - 4);
        var left = Line + 24 + label + 8;
        var top = Line + 24;
        var size = cell * classes;
        var below = (isUpward ? label : Line) + 8 + Line + 20;
        var canvas = new Canvas(Math.Max(left + size + 16, PixelFont.Width("Confusion matrix", Scale) + 24), top + size + below);
        var dark = Ink.Series[0];

        canvas.TextCentred(left + (size / 2), 8, "Confusion matrix", Ink.Black, Scale);
        for (var row = 0; row < classes; row++)
        {
            var total = table.Counts[row].Sum();
            for (var column = 0; column < classes; column++)
            {
                var count = table.Counts[row][column];
                var share = total > 0 ? count / total : 0;
                var (x, y) = (left + (column * cell), top + (row * cell));
                canvas.Fill(x, y, cell, cell, Ink.White.Towards(dark, share));
                if (classes <= MaxClassesWithCounts)
                {
                    var text = PixelFont.Fit(Count(count), cell - 2, Scale);
                    canvas.TextCentred(x + (cell / 2), y + ((cell - Line) / 2), text, share > 0.5 ? Ink.White : Ink.Black, Scale);
                }
            }

            if (names)
            {
                var name = PixelFont.Fit(table.Names[row], label, Scale);
                canvas.Text(left - 8 - PixelFont.Width(name, Scale), top + (row * cell) + ((cell - Line) / 2), name, Ink.Black, Scale);
                Column(canvas, PixelFont.Fit(table.Names[row], isUpward ? label : cell, Scale), left + (row * cell), top + size + 8, cell, isUpward);
            }
        }

        canvas.Frame(left, top, size, size, Ink.Grey);
        canvas.TextCentred(left + (size / 2), canvas.Height - Line - 8, "predicted", Ink.Black, Scale);
        canvas.Text(8, top + ((size - PixelFont.Width("true", Scale)) / 2), "true", Ink.Black, Scale, isUpward: true);
        return canvas.ToPng();
    }

    /// <summary>Curves in the unit square, as those of ROC and of precision and recall.</summary>
    /// <param name="withDiagonal">Whether the line of guessing is drawn from corner to corner.</param>
    internal static byte[] Curves(string title, string xAxis, string yAxis, IReadOnlyList<Series> series, bool withDiagonal)
    {
        const int Size = 400;
        const int Left = 90;
        const int Top = 40;
        var shown = series.Take(Ink.Series.Length).ToArray();
        var canvas = new Canvas(Left + Size + 30, Top + Size + 70 + (shown.Length * (Line + 6)));

        double X(double value) => Left + (value * Size);
        double Y(double value) => Top + Size - (value * Size);

        canvas.TextCentred(Left + (Size / 2), 10, title, Ink.Black, Scale);
        for (var i = 0; i <= 5; i++)
        {
            var at = i / 5.0;
            canvas.Fill((int)X(at), Top, 1, Size, Ink.White.Towards(Ink.Grey, 0.5));
            canvas.Fill(Left, (int)Y(at), Size, 1, Ink.White.Towards(Ink.Grey, 0.5));
            var text = at.ToString("0.0", CultureInfo.InvariantCulture);
            canvas.TextCentred((int)X(at), Top + Size + 8, text, Ink.Black, Scale);
            canvas.Text(Left - 8 - PixelFont.Width(text, Scale), (int)Y(at) - (Line / 2), text, Ink.Black, Scale);
        }

        canvas.Frame(Left, Top, Size + 1, Size + 1, Ink.Grey);
        canvas.TextCentred(Left + (Size / 2), Top + Size + 34, xAxis, Ink.Black, Scale);
        canvas.Text(12, Top + ((Size - PixelFont.Width(yAxis, Scale)) / 2), yAxis, Ink.Black, Scale, isUpward: true);
        if (withDiagonal)
        {
            canvas.Line(X(0), Y(0), X(1), Y(1), Ink.Grey, 1);
        }

        for (var i = 0; i < shown.Length; i++)
        {
            var points = shown[i].Points;
            for (var point = 1; point < points.Count; point++)
            {
                canvas.Line(X(points[point - 1].X), Y(points[point - 1].Y), X(points[point].X), Y(points[point].Y), Ink.Series[i]);
            }

            var y = Top + Size + 62 + (i * (Line + 6));
            canvas.Fill(Left, y + (Line / 2) - 1, 24, 3, Ink.Series[i]);
            canvas.Text(Left + 32, y, PixelFont.Fit(shown[i].Name, Size - 32, Scale), Ink.Black, Scale);
        }

        return canvas.ToPng();
    }

    /// <summary>Horizontal bars from a line of zero, in the order given.</summary>
    internal static byte[] Bars(string title, IReadOnlyList<(string Name, double Value)> bars)
    {
        const int Size = 360;
        const int Row = Line + 10;
        var label = bars.Count == 0 ? 0 : Math.Min(300, bars.Max(bar => PixelFont.Width(bar.Name, Scale)));
        var left = label + 24;
        var canvas = new Canvas(left + Size + 130, 44 + (bars.Count * Row));
        var low = Math.Min(0, bars.Count == 0 ? 0 : bars.Min(bar => bar.Value));
        var high = Math.Max(0, bars.Count == 0 ? 0 : bars.Max(bar => bar.Value));
        var range = high > low ? high - low : 1;
        var zero = left + (int)(-low / range * Size);

        canvas.TextCentred(canvas.Width / 2, 10, PixelFont.Fit(title, canvas.Width - 8, Scale), Ink.Black, Scale);
        for (var i = 0; i < bars.Count; i++)
        {
            var y = 36 + (i * Row);
            var name = PixelFont.Fit(bars[i].Name, label, Scale);
            canvas.Text(left - 10 - PixelFont.Width(name, Scale), y, name, Ink.Black, Scale);
            var width = (int)Math.Round(Math.Abs(bars[i].Value) / range * Size);
            canvas.Fill(bars[i].Value < 0 ? zero - width : zero, y - 2, Math.Max(1, width), Line + 4, Ink.Series[bars[i].Value < 0 ? 1 : 0]);
            canvas.Text(left + Size + 8, y, bars[i].Value.ToString("0.####", CultureInfo.InvariantCulture), Ink.Black, Scale);
        }

        canvas.Fill(zero, 32, 1, bars.Count * Row, Ink.Black);
        return canvas.ToPng();
    }

    private static void Column(Canvas canvas, string name, int left, int top, int cell, bool isUpward)
    {
        if (isUpward)
        {
            canvas.Text(left + ((cell - Line) / 2), top, name, Ink.Black, Scale, isUpward: true);
        }
        else
        {
            canvas.TextCentred(left + (cell / 2), top, name, Ink.Black, Scale);
        }
    }

    // Weighted evaluations have counts with fractions.
    private static string Count(double count) => count.ToString(count >= 10_000_000 ? "0.#e0" : "0.##", CultureInfo.InvariantCulture);
}
