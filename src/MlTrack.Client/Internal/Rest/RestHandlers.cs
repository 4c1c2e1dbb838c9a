using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MlTrack.Internal.Rest;

/// <summary>Makes the handler that connects to a server: one pool of connections for a store.</summary>
internal static class RestHandlers
{
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(15);

    /// <exception cref="MlTrackException">A certificate file cannot be used.</exception>
    internal static HttpMessageHandler Create(RestSettings settings)
    {
        var authorities = settings.ServerCertificatePath is { } path ? LoadAuthorities(path) : null;
        var handler = CreateInner(settings, authorities);
        return settings.WrapHandler is { } wrap ? wrap(handler) : handler;
    }

#if NET
    private static SocketsHttpHandler CreateInner(RestSettings settings, X509Certificate2Collection? authorities)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate,
            ConnectTimeout = settings.Timeout,
            MaxConnectionsPerServer = settings.MaxConnections,
            PooledConnectionLifetime = ConnectionLifetime,
        };
        if (!settings.KeepAlive)
        {
            handler.ConnectCallback = ConnectWithoutKeepAliveAsync;
        }

        if (settings.ClientCertificates.Count > 0)
        {
            handler.SslOptions.ClientCertificates = [.. settings.ClientCertificates];
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, certificates, _, _) => certificates[0];
        }

        if (settings.InsecureTls)
        {
#pragma warning disable CA5359 // The user asked for exactly this, and is warned.
            handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (authorities is not null)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(authorities);
            handler.SslOptions.CertificateChainPolicy = policy;
        }

        return handler;
    }

    private static async ValueTask<Stream> ConnectWithoutKeepAliveAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken).ConfigureAwait(false);
            return new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
#else
    private static HttpClientHandler CreateInner(RestSettings settings, X509Certificate2Collection? authorities)
    {
        var handler = new HttpClientHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate,
            MaxConnectionsPerServer = settings.MaxConnections,
        };
        if (settings.ClientCertificates.Count > 0)
        {
            handler.ClientCertificateOptions = ClientCertificateOption.Manual;
            handler.ClientCertificates.AddRange(settings.ClientCertificates);
        }

        if (settings.InsecureTls)
        {
            handler.ServerCertificateCustomValidationCallback = (_, _, _, _) => true;
        }
        else if (authorities is not null)
        {
            handler.ServerCertificateCustomValidationCallback = (_, certificate, _, errors) =>
                certificate is not null && (errors & ~System.Net.Security.SslPolicyErrors.RemoteCertificateChainErrors) == 0 && IsIssuedBy(certificate, authorities);
        }

        return handler;
    }

    // .NET Standard 2.0 has no trust store of one's own: the chain is built with the authorities at hand, and its root must be one of them.
    private static bool IsIssuedBy(X509Certificate2 certificate, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        chain.ChainPolicy.ExtraStore.AddRange(authorities);
        if (!chain.Build(certificate) || chain.ChainElements.Count == 0)
        {
            return false;
        }

        var root = chain.ChainElements[chain.ChainElements.Count - 1].Certificate.RawData;
        return authorities.Cast<X509Certificate2>().Any(authority => authority.RawData.AsSpan().SequenceEqual(root));
    }
#endif

    private static X509Certificate2Collection LoadAuthorities(string path)
    {
        try
        {
            var authorities = new X509Certificate2Collection();
#if NET
            authorities.ImportFromPemFile(path);
#else
            ImportPem(File.ReadAllText(path), authorities);
#endif
            return authorities.Count > 0 ? authorities : throw RestFaults.BadSetting($"'{path}' (MLFLOW_TRACKING_SERVER_CERT_PATH) holds no certificate in PEM form.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException or FormatException)
        {
            throw RestFaults.BadSetting($"The certificates in '{path}' (MLFLOW_TRACKING_SERVER_CERT_PATH) cannot be used: {error.Message}", error);
        }
    }

#if !NET
    private static void ImportPem(string text, X509Certificate2Collection certificates)
    {
        const string Begin = "-----BEGIN CERTIFICATE-----";
        const string End = "-----END CERTIFICATE-----";
        for (var first = text.IndexOf(Begin, StringComparison.Ordinal); first >= 0; first = text.IndexOf(Begin, first + 1, StringComparison.Ordinal))
        {
            var end = text.IndexOf(End, first, StringComparison.Ordinal);
            if (end < 0)
            {
                throw new FormatException("A certificate has no end.");
            }

            certificates.Add(new X509Certificate2(Convert.FromBase64String(text.Substring(first + Begin.Length, end - first - Begin.Length))));
        }
    }
#endif
}
