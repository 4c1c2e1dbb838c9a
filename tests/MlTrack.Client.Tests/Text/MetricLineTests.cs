using System.Text;
using CsCheck;
using MlTrack.Internal.Text;
using MlTrack.Tests.Support;

namespace MlTrack.Tests.Text;

public sealed class MetricLineTests
{
    [Fact]
    public void Format_common_line_has_three_fields_and_a_line_break()
    {
        Span<byte> buffer = stackalloc byte[MetricLine.MaxLength];

        var written = MetricLine.Format(buffer, 1736500000000, 0.1 + 0.2, -3);

        Encoding.ASCII.GetString(buffer[..written]).Should().Be("1736500000000 0.30000000000000004 -3\n");
    }

    [Fact]
    public void Format_longest_line_fits_the_stated_length()
    {
        Span<byte> buffer = stackalloc byte[MetricLine.MaxLength];

        var written = MetricLine.Format(buffer, long.MinValue, -2.2250738585072014e-308, long.MinValue);

        Encoding.ASCII.GetString(buffer[..written]).Should().Be("-9223372036854775808 -2.2250738585072014e-308 -9223372036854775808\n");
    }

    [Fact]
    public void Format_into_too_small_a_buffer_throws()
    {
        var act = () => MetricLine.Format(new byte[10], 1, 1, 1);

        act.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Format_with_dataset_and_for_a_model_add_their_columns()
    {
        var buffer = new byte[MetricLine.GetMaxLength("run", "iris-é", "abc123")];

        Text(buffer, MetricLine.Format(buffer, 1, 2, 3, "iris-é", "abc123")).Should().Be("1 2.0 3 iris-é abc123\n");
        Text(buffer, MetricLine.FormatForModel(buffer, 1, 2, 3, "run", null, null)).Should().Be("1 2.0 3 run\n");
        Text(buffer, MetricLine.FormatForModel(buffer, 1, 2, 3, "run", "iris-é", "abc123")).Should().Be("1 2.0 3 run iris-é abc123\n");
    }

    [Fact]
    public void Format_and_TryParse_of_the_common_line_allocate_nothing()
    {
        var buffer = new byte[MetricLine.MaxLength];
        Allocation.Of(() =>
        {
            for (var i = 1; i < 1000; i++)
            {
                MetricLine.TryParse(buffer.AsSpan(0, MetricLine.Format(buffer, 1736500000000 + i, 1.0 / i, i)), false, out _);
            }
        }).Should().Be(0);
    }

    [Theory]
    [InlineData("1 0.5 7\n", 1, 0.5, 7)]
    [InlineData("1 0.5 7", 1, 0.5, 7)]
    [InlineData("1 0.5", 1, 0.5, 0)]
    [InlineData("  1 0.5 7\r\n", 1, 0.5, 7)]
    [InlineData("\u00a01 0.5 7\u2003", 1, 0.5, 7)]
    [InlineData("1\t 0.5 7", 1, 0.5, 7)]
    [InlineData("+1 1_0.5 1_0", 1, 10.5, 10)]
    [InlineData("٣ ٣.٥ ٣", 3, 3.5, 3)]
    [InlineData("1 nan 2", 1, double.NaN, 2)]
    [InlineData("1 1e999 2", 1, double.PositiveInfinity, 2)]
    [InlineData("1 5 -9223372036854775808", 1, 5.0, long.MinValue)]
    [InlineData("253402300799999 5 1", 253402300799999, 5.0, 1)]
    public void TryParse_run_lines_read_as_MLflow_reads_them(string line, long timestamp, double value, long step)
    {
        var status = MetricLine.TryParse(Encoding.UTF8.GetBytes(line), loggedModel: false, out var point);

        status.Should().Be(MetricLineStatus.Ok);
        point.TimestampMs.Should().Be(timestamp);
        point.Value.Should().Be(value);
        point.Step.Should().Be(step);
        point.RunId.Should().BeNull();
        point.DatasetName.Should().BeNull();
        point.Notes.Should().Be(MetricLineNotes.None);
    }

    [Fact]
    public void TryParse_run_line_with_dataset_gives_the_true_step_and_notes_what_MLflow_reads()
    {
        MetricLine.TryParse("1 0.5 7 iris-é d1g3st\n"u8, loggedModel: false, out var point).Should().Be(MetricLineStatus.Ok);

        point.Step.Should().Be(7);
        point.DatasetName.Should().Be("iris-é");
        point.DatasetDigest.Should().Be("d1g3st");
        point.Notes.Should().Be(MetricLineNotes.MlflowReadsStepZero);
    }

    [Fact]
    public void TryParse_model_lines_have_the_run_id_and_maybe_a_dataset()
    {
        MetricLine.TryParse("1 0.5 7 run1\n"u8, loggedModel: true, out var point).Should().Be(MetricLineStatus.Ok);
        point.RunId.Should().Be("run1");
        point.DatasetName.Should().BeNull();
        point.Notes.Should().Be(MetricLineNotes.None);

        MetricLine.TryParse("1 0.5 7 run1 iris d\n"u8, loggedModel: true, out point).Should().Be(MetricLineStatus.Ok);
        point.Step.Should().Be(7);
        (point.RunId, point.DatasetName, point.DatasetDigest).Should().Be(("run1", "iris", "d"));
        point.Notes.Should().Be(MetricLineNotes.None);
    }

    [Fact]
    public void TryParse_byte_order_mark_is_skipped_and_noted()
    {
        MetricLine.TryParse("\uFEFF1 0.5 7"u8, loggedModel: false, out var point).Should().Be(MetricLineStatus.Ok);

        point.TimestampMs.Should().Be(1);
        point.Notes.Should().Be(MetricLineNotes.ByteOrderMark);
    }

    [Theory]
    [InlineData("", nameof(MetricLineStatus.Blank))]
    [InlineData(" \t\r\n", nameof(MetricLineStatus.Blank))]
    [InlineData("1", nameof(MetricLineStatus.WrongFieldCount))]
    [InlineData("1 0.5 7 x", nameof(MetricLineStatus.WrongFieldCount))]
    [InlineData("1  0.5 7", nameof(MetricLineStatus.WrongFieldCount))]
    [InlineData("1 0.5 7 my data d", nameof(MetricLineStatus.WrongFieldCount))]
    [InlineData("1 2 3 4 5 6 7 8 9", nameof(MetricLineStatus.WrongFieldCount))]
    [InlineData("x 0.5 7", nameof(MetricLineStatus.NotANumber))]
    [InlineData("1 0,5 7", nameof(MetricLineStatus.NotANumber))]
    [InlineData("1 0.5 7.0", nameof(MetricLineStatus.NotANumber))]
    [InlineData("1  7", nameof(MetricLineStatus.NotANumber))]
    [InlineData("\0\0\0\0 0.5 7", nameof(MetricLineStatus.NotANumber))]
    [InlineData("1 0.5 9223372036854775808", nameof(MetricLineStatus.StepOutOfRange))]
    [InlineData("253402300800000 0.5 1", nameof(MetricLineStatus.TimeOutOfRange))]
    [InlineData("17000000000009991700000000999 0.5 3", nameof(MetricLineStatus.TimeOutOfRange))]
    [InlineData("-62135596800001 0.5 1", nameof(MetricLineStatus.TimeOutOfRange))]
    public void TryParse_damaged_run_lines_say_what_is_wrong(string line, string expected)
    {
        MetricLine.TryParse(Encoding.UTF8.GetBytes(line), loggedModel: false, out var point).ToString().Should().Be(expected);
        point.TimestampMs.Should().Be(0);
    }

    [Theory]
    [InlineData("1 0.5 7")]
    [InlineData("1 0.5")]
    [InlineData("1 0.5 7 run data")]
    public void TryParse_run_lines_in_a_model_file_have_the_wrong_number_of_fields(string line) =>
        MetricLine.TryParse(Encoding.UTF8.GetBytes(line), loggedModel: true, out _).Should().Be(MetricLineStatus.WrongFieldCount);

    [Fact]
    public void TryParse_bytes_that_are_not_UTF8_are_refused()
    {
        byte[] line = [.. "1 0.5 7 na"u8, 0xff, .. " d"u8];

        MetricLine.TryParse(line, loggedModel: false, out _).Should().Be(MetricLineStatus.NotANumber);
        MetricLine.TryParse([0xff, 0xfe, 0x31], loggedModel: false, out _).Should().Be(MetricLineStatus.WrongFieldCount);
    }

    [Fact]
    public void Any_point_reads_back_as_it_was_written() =>
        Gen.Select(Gen.Long[MetricLine.MinTimestampMs, MetricLine.MaxTimestampMs], Gen.Double, Gen.Long).Sample((timestamp, value, step) =>
        {
            var buffer = new byte[MetricLine.MaxLength];
            var written = MetricLine.Format(buffer, timestamp, value, step);

            return MetricLine.TryParse(buffer.AsSpan(0, written), false, out var point) == MetricLineStatus.Ok &&
                   point.TimestampMs == timestamp && point.Value.Equals(value) && point.Step == step && buffer[written - 1] == '\n';
        });

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("a\nb")]
    [InlineData("a\u00a0b")]
    [InlineData("a\0")]
    public void CheckColumn_refuses_what_would_break_the_line(string text) => MetricLine.CheckColumn(text, "dataset name").Should().NotBeNull();

    [Fact]
    public void CheckColumn_refuses_texts_that_make_the_line_too_long()
    {
        var longest = new string('x', (MetricLine.MaxLineBytes - MetricLine.MaxLength) / 3);

        MetricLine.CheckColumn(longest, "dataset name").Should().BeNull();
        MetricLine.GetMaxLength("0123456789abcdef", longest, longest).Should().BeLessThanOrEqualTo(MetricLine.MaxLineBytes);
        MetricLine.CheckColumn(longest + "x", "dataset name").Should().Contain("4096");
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    [InlineData("fa-IR")]
    public void Lines_do_not_know_cultures(string culture) => CultureScope.Run(culture, () =>
    {
        var buffer = new byte[MetricLine.MaxLength];

        Text(buffer, MetricLine.Format(buffer, 1736500000000, -0.5, -7)).Should().Be("1736500000000 -0.5 -7\n");
        MetricLine.TryParse("-1 -1234.25 -7"u8, false, out var point).Should().Be(MetricLineStatus.Ok);
        point.Value.Should().Be(-1234.25);
        point.Step.Should().Be(-7);
    });

    private static string Text(byte[] buffer, int count) => Encoding.UTF8.GetString(buffer, 0, count);
}
