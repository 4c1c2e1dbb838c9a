using MlTrack.Internal.SystemMetrics;
using MlTrack.Tests.Support;
using MlTrack.Tests.Text;

namespace MlTrack.Tests.SystemMetrics;

public sealed class MonitorTests
{
    [Fact]
    public void Linux_counters_are_read_as_psutil_reads_them()
    {
        using var proc = new TempFolder();
        proc.Write("stat", "cpu  100 10 50 800 20 5 15 0 30 1\ncpu0 1 1 1 1 1 1 1 0 0 0\nintr 5\n");
        proc.Write("meminfo", "MemTotal:       1000 kB\nMemFree:         200 kB\nMemAvailable:    600 kB\nBuffers:          50 kB\nCached:          250 kB\nSReclaimable:    100 kB\nSwapTotal: 0 kB\n");
        proc.Write("net/dev", "Inter-|   Receive  |  Transmit\n face |bytes packets errs\n    lo: 100 1 0 0 0 0 0 0 200 1 0 0 0 0 0 0\n  eth0:3000 1 0 0 0 0 0 0 4000 1 0 0 0 0 0 0\n");

        var facts = new LinuxFacts(proc.Path);

        facts.ReadCpuTimes().Should().Be(new CpuTimes(180, 1000));
        facts.ReadMemory().Should().Be(new MemoryUse(400 * 1024, 1000 * 1024));
        facts.ReadNetwork().Should().Be(new NetworkBytes(3100, 4200));
    }

    [Fact]
    public void Counters_that_are_missing_or_odd_are_none()
    {
        using var proc = new TempFolder();
        proc.Write("stat", "cpu 1\n");
        proc.Write("meminfo", "garbage\n:\n");

        var facts = new LinuxFacts(proc.Path);

        facts.ReadCpuTimes().Should().BeNull();
        facts.ReadMemory().Should().BeNull();
        facts.ReadNetwork().Should().BeNull();
    }

    [Fact]
    public async Task Processor_time_is_that_since_the_sample_before_and_traffic_that_since_the_start()
    {
        var facts = new ScriptedFacts();
        facts.Cpu.Enqueue(new CpuTimes(100, 1000));
        facts.Cpu.Enqueue(new CpuTimes(150, 1200));
        facts.Cpu.Enqueue(new CpuTimes(350, 1400));
        facts.Cpu.Enqueue(new CpuTimes(350, 1400));
        facts.Network.Enqueue(new NetworkBytes(1_000_000, 5_000_000));
        facts.Network.Enqueue(new NetworkBytes(1_500_000, 5_000_001));
        facts.Network.Enqueue(new NetworkBytes(4_000_000, 0));
        facts.Network.Enqueue(null);
        ISystemMonitor[] monitors = [new CpuMonitor(facts), new NetworkMonitor(facts)];

        (await CollectAsync(monitors)).Should().Equal(Values(("cpu_utilization_percentage", 25), ("network_receive_megabytes", 0.5), ("network_transmit_megabytes", 0.000001)));
        (await CollectAsync(monitors)).Should().Equal(Values(("cpu_utilization_percentage", 100), ("network_receive_megabytes", 3), ("network_transmit_megabytes", 0)));
        (await CollectAsync(monitors)).Should().BeEmpty();
    }

    [Fact]
    public async Task Memory_is_in_millions_of_bytes_and_percent() =>
        (await CollectAsync(new MemoryMonitor(new ScriptedFacts { Memory = new MemoryUse(1_234_567_890, 4_000_000_000) }))).Should().Equal(
            Values(("system_memory_usage_megabytes", 1234.6), ("system_memory_usage_percentage", 30.9)));

    [Fact]
    public async Task Graphics_processors_are_read_from_the_drivers_program()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var folder = new TempFolder();
        var monitor = new GpuMonitor(MakeProgram(folder, "printf '0, 1024, 4096, 37, 60.52, 250.00\\n1, 0, [N/A], [N/A], [N/A], [N/A]\\n'; echo noise >&2"));

        var values = await CollectAsync(monitor);

        values.Should().Equal(Values(
            ("gpu_0_memory_usage_percentage", 25), ("gpu_0_memory_usage_megabytes", 1073.7), ("gpu_0_utilization_percentage", 37),
            ("gpu_0_power_usage_watts", 60.5), ("gpu_0_power_usage_percentage", 24.2)));
        (await File.ReadAllTextAsync(folder.PathOf("arguments"))).Should().Contain("--format=csv,noheader,nounits");
    }

    [Theory]
    [InlineData("printf '0, 1024, 4096, 37, 60.52, 250.00\\n'; exit 9")]
    [InlineData("echo 'NVIDIA-SMI has failed because it could not communicate with the NVIDIA driver.'")]
    [InlineData("")]
    public async Task A_driver_that_fails_gives_no_metrics(string script)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var folder = new TempFolder();

        (await CollectAsync(new GpuMonitor(MakeProgram(folder, script)))).Should().BeEmpty();
        (await CollectAsync(new GpuMonitor(folder.PathOf("missing")))).Should().BeEmpty();
    }

    [Fact]
    public void Rounding_does_not_depend_on_the_culture() => CultureScope.Run("de-DE", () =>
    {
        var samples = new SystemSamples();
        samples.Add("x", 0.25);
        samples.Add("x", 0.25);
        samples.Add("y", 0.35);

        samples.Take().Should().Equal(Values(("x", 0.2), ("y", 0.4)));
        samples.Take().Should().BeEmpty();
    });

    private static string MakeProgram(TempFolder folder, string script)
    {
        var path = folder.Write("nvidia-smi", $"#!/bin/sh\necho \"$@\" > '{folder.PathOf("arguments")}'\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return folder.Path;
    }

    private static async Task<IReadOnlyList<KeyValuePair<string, double>>> CollectAsync(params ISystemMonitor[] monitors)
    {
        var samples = new SystemSamples();
        foreach (var monitor in monitors)
        {
            await monitor.CollectAsync(samples);
        }

        return samples.Take();
    }

    private static IEnumerable<KeyValuePair<string, double>> Values(params (string Name, double Value)[] values) =>
        values.Select(value => new KeyValuePair<string, double>(value.Name, value.Value));

    private sealed class ScriptedFacts : ISystemFacts
    {
        public Queue<CpuTimes?> Cpu { get; } = new();

        public Queue<NetworkBytes?> Network { get; } = new();

        public MemoryUse? Memory { get; init; }

        public CpuTimes? ReadCpuTimes() => Cpu.Dequeue();

        public MemoryUse? ReadMemory() => Memory;

        public NetworkBytes? ReadNetwork() => Network.Dequeue();
    }
}
