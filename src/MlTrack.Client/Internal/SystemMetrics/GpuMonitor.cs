using System.Globalization;
using MlTrack.Internal.Context;

namespace MlTrack.Internal.SystemMetrics;

/// <summary>NVIDIA graphics processors, asked through <c>nvidia-smi</c>, which comes with the driver. Without it there are no such metrics.</summary>
/// <remarks>
/// One line for each processor: index, memory used and total in MiB, utilisation in %, power draw and limit in W; what a processor does not tell is
/// <c>[N/A]</c> and is left out. AMD's are not measured.
/// </remarks>
internal sealed class GpuMonitor : ISystemMonitor
{
    private const string Arguments =
        "--query-gpu=index,memory.used,memory.total,utilization.gpu,power.draw,power.limit --format=csv,noheader,nounits";

    private const int Fields = 6;
    private const double BytesPerMebibyte = 1 << 20;
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(5);

    private readonly string? _program;

    internal GpuMonitor(string? searchPath) => _program = ExternalProgram.Find("nvidia-smi", searchPath);

    /// <inheritdoc/>
    public async Task CollectAsync(SystemSamples samples)
    {
        var table = _program is null ? null : await ExternalProgram.RunAsync(_program, Arguments, null, null, TimeLimit).ConfigureAwait(false);
        foreach (var line in (table ?? string.Empty).Split('\n'))
        {
            var fields = line.Split(',');
            if (fields.Length == Fields && int.TryParse(fields[0], NumberStyles.Integer, CultureInfo.InvariantCulture, out var index))
            {
                Add(samples, "gpu_" + index.ToString(CultureInfo.InvariantCulture) + "_", fields.Select(ReadNumber).ToArray());
            }
        }
    }

    private static void Add(SystemSamples samples, string prefix, double?[] fields)
    {
        if (fields[1] is { } used && fields[2] is > 0 and var total)
        {
            samples.Add(prefix + "memory_usage_percentage", 100 * used / total);
            samples.Add(prefix + "memory_usage_megabytes", used * BytesPerMebibyte / SystemMetricsSampler.BytesPerMegabyte);
        }

        if (fields[3] is { } utilisation)
        {
            samples.Add(prefix + "utilization_percentage", utilisation);
        }

        if (fields[4] is { } power)
        {
            samples.Add(prefix + "power_usage_watts", power);
            if (fields[5] is > 0 and var limit)
            {
                samples.Add(prefix + "power_usage_percentage", 100 * power / limit);
            }
        }
    }

    private static double? ReadNumber(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
}
