using System.Text;
using MlTrack.Internal.Text;

namespace MlTrack.Tests.Text;

public sealed class PythonIntTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("-0", 0)]
    [InlineData("+7", 7)]
    [InlineData("007", 7)]
    [InlineData(" 7\r\n", 7)]
    [InlineData("1_000_000", 1_000_000)]
    [InlineData("٣٤", 34)]
    [InlineData("\ud835\udfd7", 9)]
    [InlineData("1700000000123", 1700000000123)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("00000000000000000000000000000000005", 5)]
    public void TryParse_valid_texts_are_read_as_int_does(string text, long expected)
    {
        PythonInt.TryParse(Encoding.UTF8.GetBytes(text), out var value).Should().BeTrue();
        value.Should().Be(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("+ 1")]
    [InlineData("1.0")]
    [InlineData("1e3")]
    [InlineData("0x10")]
    [InlineData("_1")]
    [InlineData("1_")]
    [InlineData("1__0")]
    [InlineData("-_1")]
    [InlineData("²")]
    [InlineData("½")]
    [InlineData("1 2")]
    public void Parse_of_other_texts_says_not_a_number(string text) =>
        PythonInt.Parse(Encoding.UTF8.GetBytes(text), out _).Should().Be(PythonIntStatus.NotANumber);

    [Theory]
    [InlineData("9223372036854775808")]
    [InlineData("-9223372036854775809")]
    [InlineData("18446744073709551616")]
    [InlineData("100000000000000000000000000000")]
    public void Parse_beyond_64_bits_says_out_of_range(string text)
    {
        PythonInt.Parse(Encoding.UTF8.GetBytes(text), out _).Should().Be(PythonIntStatus.OutOfRange);
        PythonInt.TryParse(Encoding.UTF8.GetBytes(text), out _).Should().BeFalse();
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(long.MinValue, "-9223372036854775808")]
    [InlineData(long.MaxValue, "9223372036854775807")]
    public void TryFormat_writes_decimal(long value, string expected)
    {
        Span<byte> buffer = stackalloc byte[PythonInt.MaxLength];

        PythonInt.TryFormat(value, buffer, out var written).Should().BeTrue();

        Encoding.ASCII.GetString(buffer[..written]).Should().Be(expected);
    }

    [Fact]
    public void TryParse_of_random_integers_reads_back_what_was_written()
    {
        var random = new Random(3);
        Span<byte> buffer = stackalloc byte[PythonInt.MaxLength];
        for (var i = 0; i < 100_000; i++)
        {
            var expected = random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64);
            PythonInt.TryFormat(expected, buffer, out var written);
            PythonInt.TryParse(buffer[..written], out var value).Should().BeTrue();
            Assert.Equal(expected, value);
        }
    }
}
