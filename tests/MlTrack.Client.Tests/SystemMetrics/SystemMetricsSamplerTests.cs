using MlTrack.Internal.SystemMetrics;
using MlTrack.Tests.Support;

namespace MlTrack.Tests.SystemMetrics;

public sealed class SystemMetricsSamplerTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly ManualTimers _time = new();
    private readonly CapturingLogger _logger = new();
    private readonly List<(string Key, double Value, long Timestamp, long Step)> _points = [];

    [Fact]
    public void The_first_point_comes_after_the_first_interval()
    {
        using var sampler = Start(new SystemMetricsSettings(), Counting("x"));

        _time.Advance(Interval - TimeSpan.FromMilliseconds(1));
        _points.Should().BeEmpty("a run that is shorter has none, as in MLflow");

        _time.Advance(TimeSpan.FromMilliseconds(1));
        _points.Should().Equal(("system/x", 1.0, _time.GetUtcNow().ToUnixTimeMilliseconds(), 0));

        _time.Advance(Interval);
        _points.Select(point => (point.Value, point.Step)).Should().Equal((1.0, 0), (2.0, 1));
    }

    [Fact]
    public void A_point_of_several_samples_is_their_mean_with_one_decimal()
    {
        double[] values = [1, 2, 2, 7];
        var index = 0;
        using var sampler = Start(
            new SystemMetricsSettings { SamplesBeforeLogging = 3 },
            new Monitor(samples =>
            {
                samples.Add("x", values[index]);
                samples.SetTotal("network_receive_megabytes", values[index++] / 3);
            }));

        _time.Advance(Interval + Interval);
        _points.Should().BeEmpty();
        _time.Advance(Interval);

        _points.Select(point => (point.Key, point.Value)).Should().Equal(("system/x", 1.7), ("system/network_receive_megabytes", 2.0 / 3));
        _time.Advance(Interval);
        _points.Should().HaveCount(2, "the samples of the next point start anew");
    }

    [Fact]
    public void A_node_id_stands_in_the_name_and_a_resumed_run_goes_on_counting()
    {
        var latest = new Dictionary<string, Metric>
        {
            ["loss"] = Point("loss", 99),
            ["system/x"] = Point("system/x", 4),
            ["system/node/y"] = Point("system/node/y", 6),
            ["systematic"] = Point("systematic", 50),
        };

        using var sampler = Start(
            new SystemMetricsSettings { NodeId = "node", FirstStep = SystemMetricsSampler.FirstStepAfter(latest) }, Counting("x"));
        _time.Advance(Interval);

        _points.Should().ContainSingle().Which.Should().Match<(string Key, double Value, long Timestamp, long Step)>(p => p.Key == "system/node/x" && p.Step == 7);
        SystemMetricsSampler.FirstStepAfter(new Dictionary<string, Metric>()).Should().Be(0);
    }

    [Fact]
    public void A_monitor_that_fails_is_said_once_and_the_others_go_on()
    {
        using var sampler = Start(new SystemMetricsSettings(), new Monitor(_ => throw new InvalidOperationException("broken")), Counting("x"));

        _time.Advance(Interval);
        _time.Advance(Interval);

        _points.Should().HaveCount(2);
        _logger.Entries.Should().ContainSingle().Which.Message.Should().Contain("broken");
    }

    [Fact]
    public void A_store_that_fails_does_not_reach_the_timer()
    {
        using var sampler = new SystemMetricsSampler(
            new SystemMetricsSettings(), _time, (_, _, _, _) => throw new IOException("full"), _logger, [Counting("x")]);

        _time.Invoking(time => time.Advance(Interval)).Should().NotThrow();

        _logger.Entries.Should().ContainSingle().Which.Message.Should().Contain("full");
    }

    [Fact]
    public async Task A_tick_that_comes_while_the_one_before_is_busy_is_passed_over()
    {
        var slow = new TaskCompletionSource();
        using var sampler = Start(new SystemMetricsSettings(), new Monitor(_ => { }, slow.Task), Counting("x"));

        var first = sampler.TickAsync();
        await sampler.TickAsync();
        _points.Should().BeEmpty();
        slow.SetResult();
        await first;

        _points.Should().ContainSingle();
    }

    [Fact]
    public void Disposing_stops()
    {
        var sampler = Start(new SystemMetricsSettings(), Counting("x"));
        sampler.Dispose();

        _time.Advance(Interval);

        _points.Should().BeEmpty();
        _time.ActiveTimers.Should().Be(0);
    }

    [Fact]
    public void Settings_come_from_MLflows_variables()
    {
        var settings = SystemMetricsSettings.From(new FakeEnvironment
        {
            ["MLFLOW_SYSTEM_METRICS_SAMPLING_INTERVAL"] = "0.5",
            ["MLFLOW_SYSTEM_METRICS_SAMPLES_BEFORE_LOGGING"] = "3",
            ["MLFLOW_SYSTEM_METRICS_NODE_ID"] = "n1",
        }.Open());

        settings.Should().Be(new SystemMetricsSettings { Interval = TimeSpan.FromMilliseconds(500), SamplesBeforeLogging = 3, NodeId = "n1" });
        SystemMetricsSettings.From(new FakeEnvironment().Open()).Should().Be(
            new SystemMetricsSettings { Interval = Interval, SamplesBeforeLogging = 1 });
    }

    [Fact]
    public async Task This_machine_gives_MLflows_metrics_in_their_ranges()
    {
        using var sampler = new SystemMetricsSampler(
            new SystemMetricsSettings { Interval = TimeSpan.FromDays(1) }, TimeProvider.System, (key, value, time, step) => _points.Add((key, value, time, step)), _logger);
        await Task.Delay(50);
        await sampler.TickAsync();

        var values = _points.ToDictionary(point => point.Key, point => point.Value);
        values.Keys.Should().Contain(
        [
            "system/cpu_utilization_percentage", "system/system_memory_usage_megabytes", "system/system_memory_usage_percentage",
            "system/disk_usage_percentage", "system/disk_usage_megabytes", "system/disk_available_megabytes",
            "system/network_receive_megabytes", "system/network_transmit_megabytes",
        ]);
        values.Where(value => value.Key.EndsWith("percentage", StringComparison.Ordinal)).Should().OnlyContain(value => value.Value >= 0 && value.Value <= 100);
        values.Values.Should().OnlyContain(value => value >= 0);
        values["system/system_memory_usage_megabytes"].Should().BeGreaterThan(10);
        _logger.Entries.Should().BeEmpty();
    }

    private static Metric Point(string key, long step) => new() { Key = key, Value = 1, TimestampMilliseconds = 1, Step = step };

    private static Monitor Counting(string name)
    {
        var count = 0;
        return new Monitor(samples => samples.Add(name, ++count));
    }

    private SystemMetricsSampler Start(SystemMetricsSettings settings, params ISystemMonitor[] monitors) =>
        new(settings, _time, (key, value, timestamp, step) => _points.Add((key, value, timestamp, step)), _logger, monitors);

    private sealed class Monitor(Action<SystemSamples> collect, Task? after = null) : ISystemMonitor
    {
        public Task CollectAsync(SystemSamples samples)
        {
            collect(samples);
            return after ?? Task.CompletedTask;
        }
    }
}
