using System.Text;
using CsCheck;
using MlTrack.Internal.Text;

namespace MlTrack.Tests.Text;

public sealed class MetricLineSplitterTests
{
    private static readonly string[] Breaks =
        ["\n", "\r\n", "\r", "\v", "\f", "\x1c", "\x1d", "\x1e", "\u0085", "\u2028", "\u2029"];

    [Theory]
    [InlineData("", "")]
    [InlineData("a", "a|0")]
    [InlineData("a\n", "a|1")]
    [InlineData("a\r\nb\rc\n\nd", "a|2 b|1 c|1 |1 d|0")]
    [InlineData("a\u2028b\u0085\x1fc\x1c", "a|3 b|2 \x1fc|1")]
    [InlineData("\r", "|1")]
    [InlineData("é 日\n", "é 日|1")]
    public void TryNext_cuts_where_Python_cuts(string text, string expected) =>
        string.Join(" ", Split(Encoding.UTF8.GetBytes(text)).Select(l => l.Line + "|" + l.Break)).Should().Be(expected);

    [Fact]
    public void Lines_joined_by_any_break_come_apart_again() =>
        Gen.Select(Gen.String[Gen.Char["abc 0.5é日"], 0, 9], Gen.Int[0, Breaks.Length - 1].Select(i => Breaks[i])).Array[1, 12].Sample(parts =>
        {
            var text = string.Concat(parts.Select(p => p.Item1 + p.Item2));
            if (parts.Zip(parts.Skip(1)).Any(p => p.First.Item2 == "\r" && p.Second is ("", "\n")))
            {
                return true;
            }

            return Split(Encoding.UTF8.GetBytes(text)).Select(l => l.Line).SequenceEqual(parts.Select(p => p.Item1));
        });

    private static List<(string Line, int Break)> Split(byte[] bytes)
    {
        var lines = new List<(string, int)>();
        ReadOnlySpan<byte> rest = bytes;
        while (MetricLineSplitter.TryNext(ref rest, out var line, out var breakLength))
        {
            lines.Add((Encoding.UTF8.GetString(line), breakLength));
        }

        return lines;
    }
}
