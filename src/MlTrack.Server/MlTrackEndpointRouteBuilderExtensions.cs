using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using MlTrack.Server.Internal;
using MlTrack.Server.Internal.Security;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the endpoints of a MLflow tracking server.</summary>
public static class MlTrackEndpointRouteBuilderExtensions
{
    /// <summary>Maps MLflow's REST API, so that MLflow's clients can use this application as their tracking server.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="prefix">What stands before all paths, such as <c>/mlflow</c>; clients then take <c>http://host/mlflow</c> as tracking URI. Empty for none.</param>
    /// <returns>All endpoints together, for conventions of the application's own, such as <c>RequireAuthorization</c>.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The prefix does not begin with a slash, or ends with one.</exception>
    /// <exception cref="InvalidOperationException"><c>AddMlTrack</c> was not called.</exception>
    /// <remarks>
    /// Every endpoint checks <c>Host</c> and <c>Origin</c> and the user's rights by itself, wherever it is mapped. Hosts other than the loopback
    /// interface's must be named in <see cref="MlTrack.Server.MlTrackServerOptions.AllowedHosts"/>.
    /// </remarks>
    public static IEndpointConventionBuilder MapMlTrack(this IEndpointRouteBuilder endpoints, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        if (prefix.Length > 0 && (prefix[0] != '/' || prefix[^1] == '/'))
        {
            throw new ArgumentException($"The prefix '{prefix}' must begin with a slash and not end with one.", nameof(prefix));
        }

        var core = endpoints.ServiceProvider.GetService<ServerCore>() ?? throw new InvalidOperationException("Call services.AddMlTrack(store) before MapMlTrack().");
        var group = endpoints.MapGroup(prefix);
        foreach (var route in AllRoutes.Create(core.Options.Users is not null, prefix))
        {
            RequestDelegate handle = http => Pipeline.InvokeAsync(http, core, route, prefix);
            string[] methods = HttpMethods.IsGet(route.Method) ? [route.Method, HttpMethods.Head] : [route.Method];
            group.MapMethods(route.Pattern, methods, handle).WithMetadata(route).WithDisplayName($"{route.Method} {prefix}{route.Pattern}");
        }

        return group;
    }

    /// <summary>Answers every path that nobody serves, in a server of its own: like all of it, only to who is logged in.</summary>
    internal static void AnswerUnknownPaths(this WebApplication application)
    {
        var core = application.Services.GetRequiredService<ServerCore>();
        var route = new ApiRoute("GET", "/{**path}", "unknown", RouteTraits.AnyPath | RouteTraits.Quiet, async call =>
        {
            await call.DemandAsync(Access.User).ConfigureAwait(false);
            await Answers.TextAsync(call.Http, StatusCodes.Status404NotFound, "Not Found").ConfigureAwait(false);
        });

        // Not a fallback endpoint, which would take the answer "method not allowed" away.
        application.Use((http, next) => http.GetEndpoint() is null ? Pipeline.InvokeAsync(http, core, route, "") : next(http));
    }
}
