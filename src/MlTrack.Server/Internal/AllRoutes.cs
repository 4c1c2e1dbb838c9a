using MlTrack.Server.Internal.Endpoints;
using MlTrack.Server.Internal.Security;

namespace MlTrack.Server.Internal;

/// <summary>Every operation of the server.</summary>
internal static class AllRoutes
{
    internal static IReadOnlyList<ApiRoute> Create(bool hasUsers, string prefix)
    {
        var table = new RouteTable();
        SystemEndpoints.Add(table);
        ExperimentEndpoints.Add(table);
        RunEndpoints.Add(table);
        LoggingEndpoints.Add(table);
        MetricEndpoints.Add(table);
        LoggedModelEndpoints.Add(table);
        RegistryEndpoints.Add(table);
        VersionEndpoints.Add(table);
        ArtifactEndpoints.Add(table);
        ProxyEndpoints.Add(table);
        MultipartEndpoints.Add(table);
        if (hasUsers)
        {
            UserEndpoints.Add(table);
        }

        byte[]? document = null;
        table.Add(new ApiRoute("GET", "/api/openapi.json", "openapi", RouteTraits.Quiet, async call =>
        {
            await call.DemandAsync(Access.User).ConfigureAwait(false);
            document ??= OpenApiDocument.Write(table.Routes, prefix);
            await Answers.JsonAsync(call.Http, document).ConfigureAwait(false);
        }));
        SystemEndpoints.AddPreflights(table);
        return table.Routes;
    }
}
