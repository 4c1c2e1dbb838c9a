using MlTrack.Cli.Internal;

namespace MlTrack.Cli.Tests;

/// <summary>Histories in a few characters.</summary>
public sealed class SparklineTests
{
    [Fact]
    public void Draw_rising_values_climbs() => Sparkline.Draw([1, 2, 3, 4, 5, 6, 7, 8]).Should().Be("▁▂▃▄▅▆▇█");

    [Fact]
    public void Draw_equal_values_is_level() => Sparkline.Draw([5, 5, 5]).Should().Be("▄▄▄");

    [Fact]
    public void Draw_many_values_takes_means() => Sparkline.Draw([0, 0, 0, 0, 7, 7, 0, 0], width: 4).Should().Be("▁▁█▁");

    [Fact]
    public void Draw_leaves_out_what_is_no_number() => Sparkline.Draw([1, double.NaN, double.PositiveInfinity, 2]).Should().Be("▁  █");

    [Fact]
    public void Draw_of_nothing_is_nothing()
    {
        Sparkline.Draw([]).Should().BeEmpty();
        Sparkline.Draw([double.NaN, double.NaN]).Should().BeEmpty();
    }

    [Fact]
    public void Draw_bears_the_greatest_numbers() => Sparkline.Draw([double.MinValue, 0, double.MaxValue]).Should().Be("▁▅█");
}
