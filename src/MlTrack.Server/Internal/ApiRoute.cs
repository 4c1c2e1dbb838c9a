using Microsoft.AspNetCore.Http;

namespace MlTrack.Server.Internal;

/// <summary>One operation of the server: where it is, and what it does once the request has been let in.</summary>
/// <param name="Method">The HTTP method; GET serves HEAD as well.</param>
/// <param name="Pattern">The whole path, with parameters in braces.</param>
/// <param name="Name">A short name for metrics, the audit log and the OpenAPI document, such as <c>runs/create</c>.</param>
/// <param name="Traits">What the checks in front of it must know.</param>
/// <param name="Handler">Reads the request, asks for the right, answers.</param>
internal sealed record ApiRoute(string Method, string Pattern, string Name, RouteTraits Traits, Func<Call, Task> Handler)
{
    /// <summary>The message of the request, for the OpenAPI document; null where there is none.</summary>
    internal Type? RequestType { get; init; }

    /// <summary>The message of the answer, for the OpenAPI document; null where the answer is no JSON.</summary>
    internal Type? AnswerType { get; init; }

    /// <summary>Names of fields that a request must have.</summary>
    internal IReadOnlyList<string> Required { get; init; } = [];

    /// <summary>True for a method that changes something.</summary>
    internal bool Writes => !HttpMethods.IsGet(Method);

    /// <summary>
    /// ASP.NET Core takes paths in any case and with a slash at the end; MLflow takes neither. The literal beginning and end are compared here.
    /// </summary>
    internal bool IsSpelledAs(string path)
    {
        var open = Pattern.IndexOf('{', StringComparison.Ordinal);
        if (open < 0)
        {
            return string.Equals(path, Pattern, StringComparison.Ordinal);
        }

        var tail = Pattern[(Pattern.LastIndexOf('}') + 1)..];
        return path.StartsWith(Pattern[..open], StringComparison.Ordinal) && path.EndsWith(tail, StringComparison.Ordinal) &&
               (Traits.HasFlag(RouteTraits.AnyPath) || !path.EndsWith('/'));
    }
}

/// <summary>What the checks in front of an operation must know.</summary>
[Flags]
internal enum RouteTraits
{
    None = 0,

    /// <summary>Answers to any <c>Host</c>, since load balancers ask by address.</summary>
    AnyHost = 1,

    /// <summary>Needs no log-in.</summary>
    Anonymous = 2,

    /// <summary>Carries a file, which may take long: neither the body limit nor the time limit of JSON requests applies.</summary>
    File = 4,

    /// <summary>The last parameter is a path of files, which may end with a slash.</summary>
    AnyPath = 8,

    /// <summary>Is not told of in metrics and the audit log.</summary>
    Quiet = 16,

    /// <summary>Answers although workspaces are asked for, which this server does not have.</summary>
    AnyWorkspace = 32,

    /// <summary>Reads although it is a POST: a search.</summary>
    ReadOnly = 64,
}
