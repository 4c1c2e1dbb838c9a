using MlTrack.Server.Internal.Endpoints;

namespace MlTrack.Server.Internal;

/// <summary>Every operation of the server.</summary>
internal static class AllRoutes
{
    internal static IReadOnlyList<ApiRoute> Create()
    {
        var table = new RouteTable();
        SystemEndpoints.Add(table);
        ExperimentEndpoints.Add(table);
        RunEndpoints.Add(table);
        LoggingEndpoints.Add(table);
        MetricEndpoints.Add(table);
        LoggedModelEndpoints.Add(table);
        ArtifactEndpoints.Add(table);
        ProxyEndpoints.Add(table);
        SystemEndpoints.AddPreflights(table);
        return table.Routes;
    }
}
