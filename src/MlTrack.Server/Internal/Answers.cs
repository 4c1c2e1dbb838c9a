using System.Text;
using Microsoft.AspNetCore.Http;
using MlTrack.Internal.Rest.Wire;

namespace MlTrack.Server.Internal;

/// <summary>Answers that are no message of their own.</summary>
internal static class Answers
{
    internal const string Json = "application/json";

    private const string PlainText = "text/plain; charset=utf-8";

    /// <summary>MLflow's body of an error: on one line, with its blanks.</summary>
    internal static Task ErrorAsync(HttpContext http, int status, string errorCode, string message)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = Json;
        return WriteAsync(http, WireJson.Write(WireErrors.ToMessage(errorCode, message)));
    }

    internal static Task TextAsync(HttpContext http, int status, string text, string contentType = PlainText)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = contentType;
        return WriteAsync(http, Encoding.UTF8.GetBytes(text));
    }

    internal static Task JsonAsync(HttpContext http, byte[] json)
    {
        http.Response.ContentType = Json;
        return WriteAsync(http, json);
    }

    private static async Task WriteAsync(HttpContext http, byte[] body)
    {
        http.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await http.Response.BodyWriter.WriteAsync(body).ConfigureAwait(false);
        }
    }
}
