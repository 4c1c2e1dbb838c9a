using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MlTrack.Server.Internal;

/// <summary>
/// What every request passes, in this order: headers, spelling of the path, <c>Host</c>, <c>Origin</c>, log-in, rate, the operation, its answer or its fault.
/// It is part of each endpoint, so that no host can leave it out.
/// </summary>
internal static class Pipeline
{
    internal static async Task InvokeAsync(HttpContext http, ServerCore core, ApiRoute route, string prefix)
    {
        var start = Stopwatch.GetTimestamp();
        Headers.Add(http, core.Options);
        var call = new Call(http, core, route);
        core.Metrics.Begin();
        try
        {
            if (IsSpelledRight(http, route, prefix))
            {
                core.Gate.Enter(call);
                LimitBody(http, core, route);
                await route.Handler(call).ConfigureAwait(false);
            }
            else
            {
                await Answers.TextAsync(http, StatusCodes.Status404NotFound, "Not Found").ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone; there is nobody to answer.
            http.Response.StatusCode = http.Response.HasStarted ? http.Response.StatusCode : StatusCodes.Status499ClientClosedRequest;
        }
        catch (RefusedException refusal)
        {
            await refusal.AnswerAsync(http).ConfigureAwait(false);
        }
        catch (DetailException detail)
        {
            await detail.AnswerAsync(http).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            await AnswerFaultAsync(call, fault).ConfigureAwait(false);
        }
        finally
        {
            var elapsed = Stopwatch.GetElapsedTime(start);
            core.Metrics.End(route, http.Response.StatusCode, elapsed);
            core.Audit.Write(call);
        }
    }

    private static bool IsSpelledRight(HttpContext http, ApiRoute route, string prefix)
    {
        var path = http.Request.Path.Value ?? "";
        return path.StartsWith(prefix, StringComparison.Ordinal) && route.IsSpelledAs(path[prefix.Length..]);
    }

    private static void LimitBody(HttpContext http, ServerCore core, ApiRoute route)
    {
        // JSON bodies are counted as they are read; Kestrel's own limit would end the connection before an answer.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            feature.MaxRequestBodySize = route.Traits.HasFlag(RouteTraits.File) ? null : core.Options.MaxJsonBytes + 1;
        }
    }

    private static async Task AnswerFaultAsync(Call call, Exception fault)
    {
        if (call.Http.Response.HasStarted)
        {
            // Half an answer must not look like a whole one.
            ServerLog.BrokeOff(call.Core.Logger, fault, call.Route.Name);
            call.Http.Abort();
            return;
        }

        call.Http.Response.Headers.ContentLength = null;
        if (ServerFaults.Describe(fault) is { } known)
        {
            if (known.Status == StatusCodes.Status503ServiceUnavailable)
            {
                call.Http.Response.Headers.RetryAfter = "5";
            }

            await Answers.ErrorAsync(call.Http, known.Status, known.Code, known.Message).ConfigureAwait(false);
            return;
        }

        var id = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..12];
        ServerLog.Failed(call.Core.Logger, fault, call.Route.Name, id);
        await Answers.ErrorAsync(
            call.Http, StatusCodes.Status500InternalServerError, "INTERNAL_ERROR", $"The server failed. Its log says more under {id}.").ConfigureAwait(false);
    }
}
