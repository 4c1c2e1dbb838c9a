using System.Diagnostics;
using System.Text;
using MlTrack.Internal.Yaml;

namespace MlTrack.Tests.Yaml;

public sealed class YamlBombTests
{
    private const int Million = 1_000_000;

    private static readonly string[] Repeated =
    [
        "[", "{", "[a,", "{a: ", "- ", "? ", "a: ", "&a ", "*a ", "!", "!!str ", "a ", "a\n", "#", "#\n", "\n", "%a\n", "---\n", "...\n", "-\n", "a: b\n", "'a' ",
        "{? ", "[?", "\t", " ", "]", ",", ":", ": ", "-", "[\"a\"", "[]", "- [\n", "[ #\n", "é", "😀", "\r", "\u0085", "<<: *a\n",
    ];

    public static TheoryData<string, string> Bombs => new()
    {
        { "nine levels of nine references", NineLevels() },
        { "an anchored text of 64 KiB, 2,000 times", "a: &a " + new string('x', 65536) + "\nb: [" + Repeat("*a,", 6000) + "]\n" },
        { "20,000 nested lists", new string('[', 20_000) },
        { "20,000 nested lists in block form", Repeat("- ", 40_000) + "a" },
        { "a list that holds itself", "a: &a [*a]\n" },
        { "a mapping that holds itself", "&a {b: *a}\n" },
        { "a text of 16 MiB", "a: " + new string('x', 16 << 20) },
        { "a quoted text without end", "'" + Repeat("\n") },
        { "a key of a megabyte", Repeat("k") + ": v\n" },
        { "indents without end", string.Concat(Enumerable.Range(0, 1300).Select(i => new string(' ', i) + "a:\n")) },
        { "a long flow list", "[" + Repeat("a,") + "]" },
        { "a long flow list of pairs", "[" + Repeat("a: b,") + "]" },
        { "deep through references", "a: &a [[[[[[[[[[[[[[[[[[[[x]]]]]]]]]]]]]]]]]]]]\nb: &b [[[[[[[[[[[[[[[[[[[[*a]]]]]]]]]]]]]]]]]]]]\nc: [[[[[[[[[[[[[[[[[[[[[[[[[*b]]]]]]]]]]]]]]]]]]]]]]]]]\n" },
    };

    [Theory]
    [MemberData(nameof(Bombs))]
    public void Bombs_are_refused_at_once(string what, string text)
    {
        var (elapsed, allocated, refused) = Measure(Encoding.UTF8.GetBytes(text));

        // A text and a key of a megabyte are no harm.
        refused.Should().Be(what != "a key of a megabyte", what);
        elapsed.Should().BeLessThan(TimeSpan.FromSeconds(2), what);
        allocated.Should().BeLessThan(64 << 20, what);
    }

    [Fact]
    public void A_megabyte_of_any_sign_costs_less_than_two_seconds()
    {
        foreach (var sign in Repeated)
        {
            var bytes = Encoding.UTF8.GetBytes(Repeat(sign));

            var (elapsed, allocated, _) = Measure(bytes.AsMemory(0, Math.Min(bytes.Length, YamlLimits.Default.MaxBytes)));

            elapsed.Should().BeLessThan(TimeSpan.FromSeconds(2), sign);
            allocated.Should().BeLessThan(64 << 20, sign);
        }
    }

    // What is slow by nature is slow every time; what a busy machine held up is not.
    private static (TimeSpan Elapsed, long Allocated, bool Refused) Measure(ReadOnlyMemory<byte> bytes)
    {
        const int Tries = 3;
        var best = MeasureOnce(bytes);
        for (var i = 1; i < Tries && best.Elapsed > TimeSpan.FromSeconds(1); i++)
        {
            var again = MeasureOnce(bytes);
            best = again.Elapsed < best.Elapsed ? again : best;
        }

        return best;
    }

    private static (TimeSpan Elapsed, long Allocated, bool Refused) MeasureOnce(ReadOnlyMemory<byte> bytes)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        var refused = false;
        try
        {
            YamlDocument.Parse(bytes);
        }
        catch (MalformedYamlException)
        {
            refused = true;
        }

        return (watch.Elapsed, GC.GetAllocatedBytesForCurrentThread() - before, refused);
    }

    private static string NineLevels()
    {
        var text = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for (var level = 1; level <= 9; level++)
        {
            text.Append("a").Append(level).Append(": &a").Append(level).Append(" [");
            text.Append(string.Join(",", Enumerable.Repeat("*a" + (level - 1), 9))).Append("]\n");
        }

        return text.ToString();
    }

    private static string Repeat(string text, int length = Million) => string.Concat(Enumerable.Repeat(text, length / text.Length));
}
