using MlTrack.Internal.Rules;

namespace MlTrack.Tests.Rules;

public sealed class MetricOrderTests
{
    [Theory]
    [InlineData(new[] { double.NaN, 1.0 }, double.NaN)]
    [InlineData(new[] { 1.0, double.NaN }, 1.0)]
    [InlineData(new[] { 1.0, double.NaN, 2.0 }, 2.0)]
    [InlineData(new[] { double.NegativeInfinity, -1.0 }, -1.0)]
    public void Latest_among_ties_is_the_greatest_value_and_NaN_never_wins_nor_loses(double[] values, double expected) =>
        MetricOrder.Latest(values.Select(value => Point(step: 3, timestamp: 7, value)))!.Value.Should().Be(expected);

    [Fact]
    public void Latest_goes_by_step_then_time_then_value()
    {
        MetricOrder.Latest([Point(2, 1, 0), Point(1, 9, 9)])!.Value.Should().Be(0);
        MetricOrder.Latest([Point(1, 2, 0), Point(1, 1, 9)])!.Value.Should().Be(0);
        MetricOrder.Latest([Point(-1, 1, 0), Point(-2, 1, 9)])!.Value.Should().Be(0);
        MetricOrder.Latest([]).Should().BeNull();
    }

    private static Metric Point(long step, long timestamp, double value) => new() { Key = "m", Value = value, Step = step, TimestampMilliseconds = timestamp };
}
