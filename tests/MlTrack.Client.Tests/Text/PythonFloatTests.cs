using System.Globalization;
using System.Text;
using MlTrack.Internal.Text;
using MlTrack.Tests.Support;

namespace MlTrack.Tests.Text;

public sealed class PythonFloatTests
{
    [Fact]
    public void Format_recorded_values_gives_the_texts_of_MLflow()
    {
        var rows = GoldenFile.Rows("floats.json");

        rows.Should().HaveCountGreaterThan(400);
        foreach (var row in rows)
        {
            var value = FromHex(row.GetProperty("bits").GetString()!);
            PythonFloat.Format(value).Should().Be(row.GetProperty("text").GetString());
        }
    }

    [Fact]
    public void Format_and_TryParse_agree_with_Python_on_twenty_thousand_doubles()
    {
        var faults = new List<string>();
        foreach (var line in File.ReadLines(GoldenFile.PathOf("floats.txt", "python")))
        {
            var parts = line.Split(' ');
            var value = FromHex(parts[0]);
            if (PythonFloat.Format(value) != parts[1] || !ReadsBackAs(parts[1], value))
            {
                faults.Add(line + " but was " + PythonFloat.Format(value));
            }
        }

        faults.Should().BeEmpty();
    }

    [Fact]
    public void Format_of_a_million_doubles_is_shortest_and_reads_back()
    {
        var random = new Random(4711);
        for (var i = 0; i < 1_000_000; i++)
        {
            var value = i % 3 == 0
                ? Math.Round(random.NextDouble() * 1000, random.Next(8))
                : BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            var text = PythonFloat.Format(value);
            if (text != SlowFormat(value) || !ReadsBackAs(text, value))
            {
                Assert.Fail($"{BitConverter.DoubleToInt64Bits(value):x16}: {text}, expected {SlowFormat(value)}");
            }
        }
    }

    [Theory]
    [InlineData(double.NaN, "nan")]
    [InlineData(double.PositiveInfinity, "inf")]
    [InlineData(double.NegativeInfinity, "-inf")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(1e15, "1000000000000000.0")]
    [InlineData(1e16, "1e+16")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00001, "1e-05")]
    [InlineData(12345678901234568.0, "1.2345678901234568e+16")]
    [InlineData(-1.7976931348623157e308, "-1.7976931348623157e+308")]
    public void Format_special_values_and_limits_follow_repr(double value, string expected) =>
        PythonFloat.Format(value).Should().Be(expected);

    [Fact]
    public void TryFormat_into_too_small_a_buffer_writes_nothing()
    {
        var buffer = new byte[3];

        PythonFloat.TryFormat(12.5, buffer, out var written).Should().BeFalse();
        written.Should().Be(0);
        buffer.Should().OnlyContain(b => b == 0);
        PythonFloat.TryFormat(1, buffer, out written).Should().BeTrue();
        Encoding.ASCII.GetString(buffer, 0, written).Should().Be("1.0");
    }

    [Fact]
    public void TryFormat_and_TryParse_allocate_nothing()
    {
        var buffer = new byte[PythonFloat.MaxLength];

        Allocation.Of(() =>
        {
            for (var i = 1; i < 1000; i++)
            {
                PythonFloat.TryFormat(Math.PI / i, buffer, out var written);
                PythonFloat.TryParse(buffer.AsSpan(0, written), out _);
            }
        }).Should().Be(0);
    }

    [Theory]
    [InlineData("1", 1.0)]
    [InlineData("+1.", 1.0)]
    [InlineData(".5", 0.5)]
    [InlineData("-.5e1", -5.0)]
    [InlineData("1_000.000_1", 1000.0001)]
    [InlineData("1e1_0", 1e10)]
    [InlineData("  2.5\t", 2.5)]
    [InlineData("\u00a02\u3000", 2.0)]
    [InlineData("٣٫٥", null)]
    [InlineData("٣.٥", 3.5)]
    [InlineData("NaN", double.NaN)]
    [InlineData("-nan", double.NaN)]
    [InlineData("InFinity", double.PositiveInfinity)]
    [InlineData("-inf", double.NegativeInfinity)]
    [InlineData("+INF", double.PositiveInfinity)]
    [InlineData("1e999", double.PositiveInfinity)]
    [InlineData("-1e99999999999999", double.NegativeInfinity)]
    [InlineData("1e-999", 0.0)]
    [InlineData("0e999", 0.0)]
    [InlineData("1.7976931348623159e308", double.PositiveInfinity)]
    [InlineData("2.4703282292062327208e-324", 0.0)]
    [InlineData("2.4703282292062328e-324", 5e-324)]
    [InlineData("9007199254740993", 9007199254740992.0)]
    [InlineData("9007199254740992.999999999999999999999", 9007199254740992.0)]
    [InlineData("9007199254740993.000000000000000000001", 9007199254740994.0)]
    [InlineData("", null)]
    [InlineData(" ", null)]
    [InlineData(".", null)]
    [InlineData("1_", null)]
    [InlineData("_1", null)]
    [InlineData("1__0", null)]
    [InlineData("1_.5", null)]
    [InlineData("1e", null)]
    [InlineData("1e+", null)]
    [InlineData("e5", null)]
    [InlineData("1.5.5", null)]
    [InlineData("0x10", null)]
    [InlineData("1,5", null)]
    [InlineData("1.5f", null)]
    [InlineData("infi", null)]
    [InlineData("- 1", null)]
    [InlineData("--1", null)]
    public void TryParse_follows_float(string text, double? expected)
    {
        var parsed = PythonFloat.TryParse(Encoding.UTF8.GetBytes(text), out var value);

        parsed.Should().Be(expected is not null);
        if (expected is { } number)
        {
            BitConverter.DoubleToInt64Bits(value).Should().Be(
                double.IsNaN(number) ? BitConverter.DoubleToInt64Bits(double.NaN) : BitConverter.DoubleToInt64Bits(number));
        }
    }

    [Fact]
    public void TryParse_of_bytes_that_are_not_UTF8_fails() => PythonFloat.TryParse([0x31, 0xff], out _).Should().BeFalse();

    [Fact]
    public void TryParse_of_digits_without_end_is_right()
    {
        var text = "0." + new string('0', 20000) + "1" + new string('7', 3000) + "e20001";

        PythonFloat.TryParse(Encoding.ASCII.GetBytes(text), out var value).Should().BeTrue();

        value.Should().Be(1.7777777777777777);
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    [InlineData("fa-IR")]
    public void Format_and_TryParse_do_not_know_cultures(string culture) => CultureScope.Run(culture, () =>
    {
        PythonFloat.Format(-1234.5).Should().Be("-1234.5");
        PythonFloat.Format(-12).Should().Be("-12.0");
        PythonFloat.Format(double.NaN).Should().Be("nan");
        PythonFloat.TryParse("-1234.5678901234567890"u8, out var value).Should().BeTrue();
        value.Should().Be(-1234.567890123456789);
        PythonFloat.TryParse("1,5"u8, out _).Should().BeFalse();
    });

    private static double FromHex(string bits) =>
        BitConverter.Int64BitsToDouble((long)ulong.Parse(bits, NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    private static bool ReadsBackAs(string text, double value) =>
        PythonFloat.TryParse(Encoding.ASCII.GetBytes(text), out var parsed) &&
        BitConverter.DoubleToInt64Bits(parsed) == BitConverter.DoubleToInt64Bits(double.IsNaN(value) ? double.NaN : value);

    // The framework's own shortest digits, laid out with strings.
    private static string SlowFormat(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }

        var text = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture);
        var exponent = 0;
        if (text.IndexOf('E') is var e and >= 0)
        {
            exponent = int.Parse(text[(e + 1)..], CultureInfo.InvariantCulture);
            text = text[..e];
        }

        var point = text.IndexOf('.') is var p and >= 0 ? p : text.Length;
        var digits = text.Replace(".", string.Empty, StringComparison.Ordinal);
        var first = digits.Length - digits.TrimStart('0').Length;
        exponent += point - 1 - first;
        digits = digits.Trim('0');
        var sign = double.IsNegative(value) ? "-" : string.Empty;
        if (digits.Length == 0)
        {
            return sign + "0.0";
        }

        if (exponent is < -4 or >= 16)
        {
            return sign + digits[0] + (digits.Length > 1 ? "." + digits[1..] : string.Empty) + "e" + (exponent < 0 ? "-" : "+") +
                   Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture);
        }

        if (exponent < 0)
        {
            return sign + "0." + new string('0', -exponent - 1) + digits;
        }

        digits = digits.PadRight(exponent + 2, '0');
        return sign + digits[..(exponent + 1)] + "." + digits[(exponent + 1)..];
    }
}
