using System.Net.NetworkInformation;

namespace MlTrack.Internal.SystemMetrics;

/// <summary>Sums the counters of all network interfaces as .NET gives them.</summary>
internal static class InterfaceCounters
{
    internal static NetworkBytes? Read()
    {
        try
        {
            var sum = default(NetworkBytes);
            foreach (var connection in NetworkInterface.GetAllNetworkInterfaces())
            {
                var counters = connection.GetIPStatistics();
                sum = new NetworkBytes(sum.Received + counters.BytesReceived, sum.Transmitted + counters.BytesSent);
            }

            return sum;
        }
        catch (Exception exception) when (exception is NetworkInformationException or PlatformNotSupportedException)
        {
            // Interfaces come and go while they are counted; the next sample may succeed.
            return null;
        }
    }
}
