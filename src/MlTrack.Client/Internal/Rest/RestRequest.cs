namespace MlTrack.Internal.Rest;

/// <summary>One request of the API, as it is sent again and again until it succeeds or fails for good.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path from the slash on, percent-encoded, with its query.</param>
/// <param name="Repeat">What happens when it is carried out twice.</param>
internal sealed record RestRequest(HttpMethod Method, string Path, Repeat Repeat)
{
    internal const string Api = "/api/2.0/mlflow/";

    /// <summary>.NET Standard 2.0 has no name for it.</summary>
    internal static HttpMethod Patch { get; } = new("PATCH");

    /// <summary>The JSON body, or null for none.</summary>
    internal ArraySegment<byte>? Body { get; init; }

    /// <summary>The run that is meant, for the exception.</summary>
    internal string? RunId { get; init; }

    /// <summary>Another address than one of the server's own, or null.</summary>
    internal Uri? Target { get; init; }

    /// <summary>Further headers, which the server named for <see cref="Target"/>; null for none.</summary>
    internal IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>The path without its query, for messages.</summary>
    internal string Endpoint => Path.IndexOf('?') is >= 0 and var query ? Path.Substring(0, query) : Path;

    public override string ToString() => $"{Method} {Endpoint}";
}
