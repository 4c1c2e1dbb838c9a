using System.Runtime.InteropServices;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.Sync;

/// <summary>What makes two points of one metric the same: time, step and value.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PointKey(long Timestamp, long Step, long ValueBits)
{
    internal static PointKey Of(in MetricPointRaw point) => new(point.TimestampMs, point.Step, BitsOf(point.Value));

    internal static PointKey Of(Metric point) => new(point.TimestampMilliseconds, point.Step, BitsOf(point.Value));

    // There are many NaNs, and as a text they are all one; so are the two zeros to a database.
    private static long BitsOf(double value) => BitConverter.DoubleToInt64Bits(double.IsNaN(value) ? double.NaN : value == 0 ? 0.0 : value);
}
