using System.Net;

namespace MlTrack.Server.Internal.Security;

/// <summary>
/// Which <c>Host</c> headers are answered. A page of another site can make a browser send requests to a server in the local network under the site's
/// own name (DNS rebinding); the name gives it away.
/// </summary>
/// <remarks>Networks are compared as addresses, not as texts: MLflow's pattern <c>10.*</c> lets <c>10.evil.example</c> in.</remarks>
internal sealed class HostRules
{
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase) { "localhost" };
    private readonly List<IPNetwork> _networks = [new(IPAddress.Loopback, 8), new(IPAddress.IPv6Loopback, 128)];
    private readonly bool _all;

    internal HostRules(IEnumerable<string> allowed)
    {
        foreach (var host in allowed)
        {
            var name = host.Trim().Trim('[', ']');
            _all |= name == "*";
            if (IPNetwork.TryParse(name, out var network))
            {
                _networks.Add(network);
            }
            else if (IPAddress.TryParse(name, out var address))
            {
                _networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            }
            else
            {
                _names.Add(name);
            }
        }
    }

    /// <summary>Whether a host, with or without port, may be asked for.</summary>
    internal bool Allows(string? host)
    {
        if (_all)
        {
            return true;
        }

        var name = WithoutPort(host ?? "");
        return IPAddress.TryParse(name, out var address)
            ? IsPlain(name, address) && _networks.Exists(network => network.Contains(address))
            : _names.Contains(name);
    }

    // "127.1" and "0x7f000001" are addresses for .NET, but no browser sends them.
    private static bool IsPlain(string name, IPAddress address) => string.Equals(address.ToString(), name, StringComparison.OrdinalIgnoreCase);

    private static string WithoutPort(string host)
    {
        if (host.StartsWith('['))
        {
            var close = host.IndexOf(']', StringComparison.Ordinal);
            return close > 0 && IsPort(host[(close + 1)..]) ? host[1..close] : "";
        }

        var colon = host.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? host : IsPort(host[colon..]) ? host[..colon] : "";
    }

    private static bool IsPort(string text) => text.Length == 0 || (text[0] == ':' && text.Length is > 1 and <= 6 && text.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0);
}
