using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace MlTrack.Server.Internal;

/// <summary>Measurements of the server, for OpenTelemetry or <c>dotnet-counters</c>, under the meter <c>MlTrack.Server</c>.</summary>
internal sealed class ServerMetrics : IDisposable
{
    internal const string MeterName = "MlTrack.Server";

    private readonly Meter _meter = new(MeterName);
    private readonly Histogram<double> _duration;
    private readonly UpDownCounter<int> _active;
    private readonly Counter<long> _metrics;
    private readonly Counter<long> _artifactBytes;

    internal ServerMetrics()
    {
        _duration = _meter.CreateHistogram<double>("mltrack.server.request.duration", "s", "How long requests took.");
        _active = _meter.CreateUpDownCounter<int>("mltrack.server.active_requests", "{request}", "Requests that are being answered.");
        _metrics = _meter.CreateCounter<long>("mltrack.server.logged_metrics", "{point}", "Points of metrics that were logged.");
        _artifactBytes = _meter.CreateCounter<long>("mltrack.server.artifact.io", "By", "Bytes of artifacts that were received or sent.");
    }

    internal void Begin() => _active.Add(1);

    internal void End(ApiRoute route, int status, TimeSpan elapsed)
    {
        _active.Add(-1);
        if (!route.Traits.HasFlag(RouteTraits.Quiet))
        {
            _duration.Record(elapsed.TotalSeconds, new TagList { { "operation", route.Name }, { "method", route.Method }, { "status", status } });
        }
    }

    internal void Logged(int points) => _metrics.Add(points);

    internal void Sent(long bytes) => _artifactBytes.Add(bytes, new KeyValuePair<string, object?>("direction", "sent"));

    internal void Received(long bytes) => _artifactBytes.Add(bytes, new KeyValuePair<string, object?>("direction", "received"));

    public void Dispose() => _meter.Dispose();
}
