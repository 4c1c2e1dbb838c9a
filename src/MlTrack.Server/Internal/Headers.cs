using Microsoft.AspNetCore.Http;

namespace MlTrack.Server.Internal;

/// <summary>The headers that every answer has, as MLflow's server sends them.</summary>
internal static class Headers
{
    internal static void Add(HttpContext http, MlTrackServerOptions options)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.Vary = "Origin";
        if (options.XFrameOptions is { Length: > 0 } frame && !string.Equals(frame, "NONE", StringComparison.OrdinalIgnoreCase))
        {
            headers.XFrameOptions = frame;
        }
    }
}
