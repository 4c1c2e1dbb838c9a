using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using MlTrack.Server.Tests.Support;
using MlTrack.Stores;

namespace MlTrack.Server.Tests.Security;

/// <summary>What proxies say of callers, and a certificate of the server's own.</summary>
public sealed class ProxyAndTlsSpecs : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("127.0.0.1", "203.0.113.7", "203.0.113.7")]
    [InlineData("127.0.0.0/8", "198.51.100.1, 203.0.113.7", "203.0.113.7")]
    [InlineData("10.0.0.0/8", "203.0.113.7", "127.0.0.1")]
    [InlineData(null, "203.0.113.7", "127.0.0.1")]
    public async Task The_word_of_a_proxy_counts_if_it_is_known(string? known, string forwardedFor, string expected)
    {
        var options = new MlTrackServerHostOptions { Port = 0, Store = TrackingStores.Memory(), Server = { AuditLog = _folder.Combine("audit.jsonl") } };
        if (known is not null)
        {
            options.KnownProxies.Add(known);
        }

        await using (var server = await MlTrackServer.StartAsync(options))
        {
            using var client = new HttpClient { BaseAddress = server.Address };
            using var request = new HttpRequestMessage(HttpMethod.Delete, "/api/2.0/mlflow/registered-models/delete") { Content = new StringContent("""{"name":"none"}""") };
            request.Headers.Add("X-Forwarded-For", forwardedFor);
            request.Headers.Add("X-Forwarded-Proto", "https");
            (await client.SendAsync(request)).StatusCode.Should().Be(HttpStatusCode.NotFound);
            using var parts = new HttpRequestMessage(HttpMethod.Post, "/api/2.0/mlflow-artifacts/mpu/create/d") { Content = JsonContent("""{"path":"a","num_parts":1}""") };
            parts.Headers.Add("X-Forwarded-Proto", "https");
            parts.Headers.Add("X-Forwarded-For", "203.0.113.7");
            var answer = await client.SendAsync(parts);
            if (expected == "127.0.0.1")
            {
                answer.StatusCode.Should().Be(HttpStatusCode.NotImplemented);
            }
            else
            {
                (await answer.Content.ReadAsStringAsync()).Should().Contain($"\"https://{server.Address.Authority}/api/2.0/mlflow-artifacts/mpu/part/");
            }
        }

        using var line = JsonDocument.Parse((await File.ReadAllLinesAsync(_folder.Combine("audit.jsonl")))[0]);
        line.RootElement.GetProperty("address").GetString().Should().Be(expected);
    }

    [Fact]
    public async Task A_proxy_is_no_name()
    {
        var options = new MlTrackServerHostOptions { Port = 0, Store = TrackingStores.Memory(), KnownProxies = { "proxy.example.org" } };

        await FluentActions.Awaiting(() => MlTrackServer.StartAsync(options)).Should().ThrowAsync<InvalidOperationException>().WithMessage("*known by name*");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_server_with_a_certificate_speaks_HTTPS(bool pfx)
    {
        using var certificate = Create();
        var options = new MlTrackServerHostOptions { Port = 0, Store = TrackingStores.Memory(), CertificatePath = _folder.Combine("server.pem") };
        if (pfx)
        {
            options.CertificatePassword = "secret";
            await File.WriteAllBytesAsync(options.CertificatePath, certificate.Export(X509ContentType.Pkcs12, "secret"));
        }
        else
        {
            using var key = certificate.GetRSAPrivateKey()!;
            options.CertificateKeyPath = _folder.Combine("server.key");
            await File.WriteAllTextAsync(options.CertificatePath, certificate.ExportCertificatePem());
            await File.WriteAllTextAsync(options.CertificateKeyPath, key.ExportPkcs8PrivateKeyPem());
        }

        await using var server = await MlTrackServer.StartAsync(options);
        using var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == certificate.GetCertHashString() },
        };
        using var client = new HttpClient(handler) { BaseAddress = server.Address };

        server.Address.Scheme.Should().Be("https");
        (await client.GetStringAsync("/health")).Should().Be("OK");
        using var plain = new HttpClient();
        await FluentActions.Awaiting(() => plain.GetStringAsync(new UriBuilder(server.Address) { Scheme = "http", Path = "/health" }.Uri)).Should().ThrowAsync<HttpRequestException>();
    }

    [Theory]
    [InlineData("none.pem", null, null)]
    [InlineData("text.pem", null, "no certificate")]
    [InlineData(null, "server.key", null)]
    public async Task A_certificate_that_cannot_be_used_is_said_at_the_start(string? path, string? key, string? content)
    {
        var options = new MlTrackServerHostOptions { Port = 0, Store = TrackingStores.Memory(), CertificatePath = path is null ? null : _folder.Combine(path), CertificateKeyPath = key };
        if (content is not null)
        {
            await File.WriteAllTextAsync(options.CertificatePath!, content);
        }

        await FluentActions.Awaiting(() => MlTrackServer.StartAsync(options)).Should().ThrowAsync<InvalidOperationException>();
    }

    private static StringContent JsonContent(string json) => new(json, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));

    private static X509Certificate2 Create()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
    }
}
