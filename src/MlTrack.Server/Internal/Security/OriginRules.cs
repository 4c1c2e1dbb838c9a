using Microsoft.AspNetCore.Http;

namespace MlTrack.Server.Internal.Security;

/// <summary>Which web pages may use the server: those of its own origin and those that are named. Pages on other ports of the same host are foreign.</summary>
internal sealed class OriginRules(IEnumerable<string> allowed)
{
    private const string Methods = "GET, POST, PUT, DELETE, OPTIONS, PATCH";

    private readonly HashSet<string> _allowed = new(allowed.Select(origin => origin.TrimEnd('/')), StringComparer.OrdinalIgnoreCase);

    /// <summary>Refuses a change that a foreign page asks for, and tells browsers which pages may see the answer.</summary>
    /// <exception cref="RefusedException">The page is foreign.</exception>
    internal void Check(HttpContext http, bool writes)
    {
        if (http.Request.Headers.Origin.ToString() is not { Length: > 0 } origin)
        {
            return;
        }

        if (IsListed(origin))
        {
            Grant(http.Response.Headers, origin);
            http.Response.Headers.AccessControlExposeHeaders = "*";
        }
        else if (writes && !IsOwn(http.Request, origin))
        {
            throw RefusedException.OtherOrigin();
        }
    }

    /// <summary>Answers a browser's question whether a page may send a request.</summary>
    internal Task PreflightAsync(HttpContext http, string methods)
    {
        var origin = http.Request.Headers.Origin.ToString();
        if (origin.Length == 0)
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            http.Response.Headers.Allow = methods;
            return Task.CompletedTask;
        }

        if (!IsListed(origin))
        {
            return Answers.TextAsync(http, StatusCodes.Status400BadRequest, "Disallowed CORS origin");
        }

        Grant(http.Response.Headers, origin);
        http.Response.Headers.AccessControlAllowMethods = Methods;
        http.Response.Headers.AccessControlAllowHeaders = http.Request.Headers.AccessControlRequestHeaders;
        http.Response.Headers.AccessControlMaxAge = "600";
        return Answers.TextAsync(http, StatusCodes.Status200OK, "OK");
    }

    private bool IsListed(string origin) => _allowed.Contains(origin) || (_allowed.Contains("*") && origin != "null");

    private static bool IsOwn(HttpRequest request, string origin) =>
        string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);

    private void Grant(IHeaderDictionary headers, string origin)
    {
        headers.AccessControlAllowOrigin = origin;

        // Log-ins are never handed to pages that are only allowed because all are.
        if (_allowed.Contains(origin))
        {
            headers.AccessControlAllowCredentials = "true";
        }
    }
}
