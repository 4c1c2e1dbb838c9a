using MlTrack.Internal.Artifacts;
using MlTrack.Internal.Context;

namespace MlTrack.Internal.Rest;

/// <summary>
/// Where the files behind an artifact URI are reached over HTTP: <c>mlflow-artifacts:/path</c> is the proxy of the tracking server, <c>mlflow-artifacts://host:port/path</c>
/// that of another, <c>http(s)://…</c> is taken as it is.
/// </summary>
internal sealed class ArtifactAddress
{
    /// <summary>The proxy's path on every server.</summary>
    internal const string Proxy = "/api/2.0/mlflow-artifacts/artifacts";

    private const string Scheme = "mlflow-artifacts";
    private const string Marker = "/mlflow-artifacts/artifacts";

    private ArtifactAddress(ServerAddress server, string proxy, string root) => (Server, ProxyPath, RootPath) = (server, proxy, root);

    /// <summary>The server; the tracking server itself where that is meant, so that its connection is used.</summary>
    internal ServerAddress Server { get; }

    /// <summary>The path of the proxy on the server; empty where the URI names none, and then nothing can be listed.</summary>
    internal string ProxyPath { get; }

    /// <summary>The path of the root below the proxy, neither encoded nor with slashes around.</summary>
    internal string RootPath { get; }

    /// <summary>True for a URI that is reached over HTTP.</summary>
    internal static bool IsRemote(string uri) => LocalUri.SchemeOf(uri) is Scheme or "http" or "https";

    /// <exception cref="MlTrackException">The URI names no place.</exception>
    internal static ArtifactAddress Parse(string uri, ServerAddress tracking) => LocalUri.SchemeOf(uri) == Scheme ? ParseProxy(uri, tracking) : ParseHttp(uri, tracking);

    /// <summary>The path of a file on the server, percent-encoded.</summary>
    internal string PathOf(string file) => ProxyPath + "/" + Encode(Join(RootPath, file));

    /// <summary>The path of the listing of a folder.</summary>
    internal string ListingOf(string folder) => new RestQuery(ProxyPath).Add("path", Join(RootPath, folder)).ToString();

    /// <summary>The path of another operation of the proxy on a file or folder, such as <c>mpu/create</c>.</summary>
    internal string OperationOn(string operation, string path) =>
        ProxyPath.Substring(0, ProxyPath.Length - "artifacts".Length) + operation + "/" + Encode(Join(RootPath, path));

    internal static string Join(string folder, string name) => folder.Length == 0 ? name : name.Length == 0 ? folder : folder + "/" + name;

    private static ArtifactAddress ParseProxy(string uri, ServerAddress tracking)
    {
        var rest = uri.Substring(Scheme.Length + 1);
        if (!rest.StartsWith("//", StringComparison.Ordinal))
        {
            return new ArtifactAddress(tracking, Proxy, Decode(rest));
        }

        var slash = rest.IndexOf('/', 2);
        var host = slash < 0 ? rest.Substring(2) : rest.Substring(2, slash - 2);
        var path = slash < 0 ? "" : rest.Substring(slash);
        if (host.StartsWith(":", StringComparison.Ordinal))
        {
            throw ArtifactErrors.Invalid(
                $"The mlflow-artifacts uri was supplied with a port number: {host.Substring(1)}, but no host was defined.");
        }

        if (host.Length == 0)
        {
            return new ArtifactAddress(tracking, Proxy, Decode(path));
        }

        var server = Same(ServerAddress.Parse(tracking.Root.Scheme + "://" + host + tracking.Root.AbsolutePath.TrimEnd('/')), tracking);
        return new ArtifactAddress(server, Proxy, Decode(path));
    }

    private static ArtifactAddress ParseHttp(string uri, ServerAddress tracking)
    {
        var end = uri.IndexOfAny(['?', '#']);
        if (end >= 0 || !Uri.TryCreate(uri, UriKind.Absolute, out var parsed))
        {
            throw ArtifactErrors.Invalid($"'{SecretText.Hide(uri)}' is no place of artifacts: an address without query is needed.");
        }

        var path = parsed.AbsolutePath;
        var marker = path.IndexOf(Marker, StringComparison.Ordinal);
        var own = tracking.Root.AbsolutePath.TrimEnd('/');
        var server = Same(ServerAddress.Parse(parsed.GetLeftPart(UriPartial.Authority)), tracking);
        var prefix = ReferenceEquals(server, tracking) && path.StartsWith(own + "/", StringComparison.Ordinal) ? own.Length : 0;
        return marker < 0
            ? new ArtifactAddress(server, "", Decode(path.Substring(prefix)))
            : new ArtifactAddress(server, path.Substring(prefix, marker + Marker.Length - prefix), Decode(path.Substring(marker + Marker.Length)));
    }

    // The tracking server's own address carries its credentials; others get none.
    private static ServerAddress Same(ServerAddress server, ServerAddress tracking) =>
        ServerAddress.IsSameOrigin(server.Root, tracking.Root) && (server.Root.AbsolutePath == "/" || server.Text == tracking.Text) ? tracking : server;

    private static string Decode(string path) => string.Join("/", path.Split(['/'], StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString));

    private static string Encode(string path) => string.Join("/", path.Split('/').Select(RestQuery.Escape));
}
