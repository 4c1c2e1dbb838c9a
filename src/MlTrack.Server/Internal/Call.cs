using System.Text.Json;
using Microsoft.AspNetCore.Http;
using MlTrack.Internal.Rest.Wire;
using MlTrack.Server.Internal.Security;
using MlTrack.Stores;

namespace MlTrack.Server.Internal;

/// <summary>One request on its way through the server.</summary>
internal sealed class Call(HttpContext http, ServerCore core, ApiRoute route)
{
    internal HttpContext Http { get; } = http;

    internal ServerCore Core { get; } = core;

    internal ApiRoute Route { get; } = route;

    internal ITrackingStore Store => Core.Store;

    internal MlTrackServerOptions Options => Core.Options;

    /// <summary>The right that was asked for; null as long as none was.</summary>
    internal Access? Demanded { get; private set; }

    /// <summary>Stops reading when the caller has gone. Writing goes on: what was begun is not left half done.</summary>
    internal CancellationToken Gone => Http.RequestAborted;

    internal string? RouteValue(string name) => Http.Request.RouteValues[name] as string;

    internal string? Query(string name) => Http.Request.Query.TryGetValue(name, out var values) && values.Count > 0 ? values[0] : null;

    /// <summary>Refuses the request unless its user has the right.</summary>
    internal async ValueTask DemandAsync(Access access)
    {
        // The last one that was asked for is the nearest to what is done; it is what the audit log names.
        Demanded = access;
        await Core.Gate.DemandAsync(this, access).ConfigureAwait(false);
    }

    /// <summary>Answers with a message.</summary>
    internal async Task AnswerAsync<T>(T message)
        where T : class
    {
        if (Demanded is null)
        {
            throw new InvalidOperationException($"{Route.Name} answers without having asked for a right.");
        }

        Http.Response.ContentType = Answers.Json;
        await JsonSerializer.SerializeAsync(Http.Response.BodyWriter, message, WireJson.Lenient.Of<T>(), CancellationToken.None).ConfigureAwait(false);
    }
}
