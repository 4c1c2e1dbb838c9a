using Microsoft.AspNetCore.Http;
using MlTrack.Internal.Rest.Wire;
using MlTrack.Server.Internal.Security;

namespace MlTrack.Server.Internal.Endpoints;

/// <summary>What the server says of itself, and small answers that MLflow's own web page asks for.</summary>
internal static class SystemEndpoints
{
    private const string Html = "text/html; charset=utf-8";

    internal static void Add(RouteTable table)
    {
        table.Add(new ApiRoute("GET", "/health", "health", RouteTraits.AnyHost | RouteTraits.Anonymous | RouteTraits.Quiet | RouteTraits.AnyWorkspace, HealthAsync));
        table.Add(new ApiRoute("GET", "/ready", "ready", RouteTraits.AnyHost | RouteTraits.Anonymous | RouteTraits.Quiet | RouteTraits.AnyWorkspace, ReadyAsync));
        table.Add(new ApiRoute("GET", "/version", "version", RouteTraits.AnyHost | RouteTraits.Quiet | RouteTraits.AnyWorkspace, VersionAsync));
        foreach (var start in new[] { "/api/3.0/mlflow/", "/ajax-api/3.0/mlflow/" })
        {
            table.Add(new ApiRoute("GET", start + "server-info", "server-info", RouteTraits.Anonymous | RouteTraits.Quiet | RouteTraits.AnyWorkspace, InfoAsync) { AnswerType = typeof(ServerInfoAnswer) });
            table.Add(new ApiRoute("GET", start + "workspaces", "workspaces", RouteTraits.AnyWorkspace, NoWorkspacesAsync));
        }

        table.Add(Fixed("GET", "/ajax-api/3.0/mlflow/ui-telemetry", """{"disable_ui_events":[],"disable_ui_telemetry":true,"ui_rollout_percentage":0}"""));
        table.Add(Fixed("POST", "/ajax-api/3.0/mlflow/ui-telemetry", """{"status":"disabled"}"""));
        table.Add(Fixed("GET", "/ajax-api/2.0/mlflow/gateway-proxy", """{"endpoints":[]}"""));
    }

    /// <summary>Adds an answer to browsers' questions for every path that is there.</summary>
    internal static void AddPreflights(RouteTable table)
    {
        foreach (var group in table.Routes.GroupBy(route => route.Pattern, StringComparer.Ordinal).ToList())
        {
            var traits = RouteTraits.Anonymous | RouteTraits.Quiet | RouteTraits.AnyWorkspace | (group.First().Traits & RouteTraits.AnyPath);
            var methods = string.Join(", ", group.Select(route => route.Method == "GET" ? "GET, HEAD" : route.Method).Append("OPTIONS"));
            table.Add(new ApiRoute("OPTIONS", group.Key, "preflight", traits, call => PreflightAsync(call, methods)));
        }
    }

    private static async Task PreflightAsync(Call call, string methods)
    {
        await call.DemandAsync(Access.Public).ConfigureAwait(false);
        await call.Core.Gate.PreflightAsync(call, methods).ConfigureAwait(false);
    }

    // Alive: the process answers.
    private static async Task HealthAsync(Call call)
    {
        await call.DemandAsync(Access.Public).ConfigureAwait(false);
        await Answers.TextAsync(call.Http, StatusCodes.Status200OK, "OK").ConfigureAwait(false);
    }

    // Ready: the store answers too. Not part of MLflow.
    private static async Task ReadyAsync(Call call)
    {
        await call.DemandAsync(Access.Public).ConfigureAwait(false);
        var ready = await call.Core.IsReadyAsync(call.Gone).ConfigureAwait(false);
        await Answers.TextAsync(call.Http, ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, ready ? "OK" : "The store does not answer.").ConfigureAwait(false);
    }

    private static async Task VersionAsync(Call call)
    {
        await call.DemandAsync(Access.User).ConfigureAwait(false);
        await Answers.TextAsync(call.Http, StatusCodes.Status200OK, MlTrackServerOptions.MlflowVersion, Html).ConfigureAwait(false);
    }

    private static async Task InfoAsync(Call call)
    {
        await call.DemandAsync(Access.Public).ConfigureAwait(false);
        await call.AnswerAsync(new ServerInfoAnswer
        {
            StoreType = "FileStore",
            WorkspacesEnabled = false,
            TraceArchivalEnabled = false,
            MultipartUploadsEnabled = MultipartEndpoints.IsOffered(call),
            MultipartDownloadsEnabled = false,
            PresignedUploadRunIdSupported = true,
            PresignedUploadModelIdSupported = true,
        }).ConfigureAwait(false);
    }

    private static async Task NoWorkspacesAsync(Call call)
    {
        await call.DemandAsync(Access.User).ConfigureAwait(false);
        await Answers.TextAsync(
            call.Http,
            StatusCodes.Status503ServiceUnavailable,
            $"Endpoint: {call.Route.Pattern} disabled because the server is running without workspaces support.").ConfigureAwait(false);
    }

    private static ApiRoute Fixed(string method, string pattern, string json) => new(method, pattern, pattern[(pattern.LastIndexOf('/') + 1)..], RouteTraits.Quiet, async call =>
    {
        await call.DemandAsync(Access.User).ConfigureAwait(false);
        await Answers.TextAsync(call.Http, StatusCodes.Status200OK, json, Answers.Json).ConfigureAwait(false);
    });
}
