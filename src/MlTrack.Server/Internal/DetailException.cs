using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;

namespace MlTrack.Server.Internal;

/// <summary>A fault of a request for a proxied file, which MLflow answers in a form of its own: <c>{"detail": "…"}</c>.</summary>
internal sealed class DetailException(string detail) : Exception(detail)
{
    /// <summary>The status of the answer.</summary>
    internal int Status { get; init; } = StatusCodes.Status400BadRequest;

    internal Task AnswerAsync(HttpContext http) =>
        Answers.TextAsync(http, Status, $$"""{"detail":"{{JavaScriptEncoder.Default.Encode(Message)}}"}""", Answers.Json);
}
