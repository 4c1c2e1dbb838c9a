using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;

namespace MlTrack.Server.Internal.Security;

/// <summary>Whose word about callers is believed.</summary>
internal static class KnownProxies
{
    /// <summary>Makes the options of ASP.NET Core's middleware.</summary>
    /// <returns>Null where no proxy is known.</returns>
    /// <exception cref="InvalidOperationException">A text is no address and no network.</exception>
    internal static ForwardedHeadersOptions? Read(IEnumerable<string> known)
    {
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };

        // The middleware believes the loopback interface unless told otherwise; every program of this machine would then have any address.
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
        foreach (var text in known)
        {
            var name = text.Trim().Trim('[', ']');
            if (IPAddress.TryParse(name, out var address))
            {
                options.KnownProxies.Add(address);
            }
            else
            {
                options.KnownIPNetworks.Add(System.Net.IPNetwork.TryParse(name, out var network)
                    ? network
                    : throw new InvalidOperationException($"'{text}' is neither an address nor a network such as 10.0.0.0/8: proxies cannot be known by name."));
            }
        }

        return options.KnownProxies.Count + options.KnownIPNetworks.Count == 0 ? null : options;
    }
}
