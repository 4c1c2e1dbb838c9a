using System.Net;
using MlTrack.Internal.Context;

namespace MlTrack.Internal.Rest;

/// <summary>Where a server lies: scheme, host, port, and the path below which its API begins.</summary>
/// <remarks>The URI may carry user and password; they are taken out and never part of an address that is shown or sent.</remarks>
internal sealed class ServerAddress
{
    private ServerAddress(Uri root, string? userName, string? password)
    {
        Root = root;
        Text = root.AbsoluteUri.TrimEnd('/');
        (UserName, Password) = (userName, password);
    }

    /// <summary>The address without user, password, query and trailing slash.</summary>
    internal string Text { get; }

    internal string? UserName { get; }

    internal string? Password { get; }

    internal Uri Root { get; }

    /// <summary>True where nobody but the server can read what is sent.</summary>
    internal bool IsConfidential => Root.Scheme == Uri.UriSchemeHttps || Root.IsLoopback;

    /// <exception cref="MlTrackException">The URI is none of an HTTP server.</exception>
    internal static ServerAddress Parse(string uri)
    {
        if (!Uri.TryCreate(uri, UriKind.Absolute, out var parsed) || (parsed.Scheme != Uri.UriSchemeHttp && parsed.Scheme != Uri.UriSchemeHttps) || parsed.Host.Length == 0)
        {
            throw RestFaults.BadUri(SecretText.Hide(uri));
        }

        if (parsed.Query.Length > 0 || parsed.Fragment.Length > 0)
        {
            throw RestFaults.BadUri(SecretText.Hide(uri));
        }

        var colon = parsed.UserInfo.IndexOf(':');
        var root = new UriBuilder(parsed) { UserName = "", Password = "" }.Uri;
        return colon < 0
            ? new ServerAddress(root, null, null)
            : new ServerAddress(root, WebUtility.UrlDecode(Keep(parsed.UserInfo.Substring(0, colon))), WebUtility.UrlDecode(Keep(parsed.UserInfo.Substring(colon + 1))));
    }

    /// <summary>The address of an endpoint.</summary>
    /// <param name="path">From the slash on, percent-encoded, with its query.</param>
    internal Uri At(string path) => new(Text + path, UriKind.Absolute);

    /// <summary>True when two addresses are served by the same party, so that what is secret for one is none for the other.</summary>
    internal static bool IsSameOrigin(Uri one, Uri other) =>
        one.Scheme == other.Scheme && one.Port == other.Port && string.Equals(one.Host, other.Host, StringComparison.OrdinalIgnoreCase);

    // A plus sign in a password is one; only UrlDecode takes it for a space.
    private static string Keep(string encoded) => encoded.Replace("+", "%2B");
}
