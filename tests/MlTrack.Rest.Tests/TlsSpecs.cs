using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MlTrack.Rest.Tests;

/// <summary>Certificates: whom the client believes, and how it shows who it is.</summary>
public sealed class TlsSpecs : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mltrack-rest-");
    private readonly X509Certificate2 _authority;
    private readonly X509Certificate2 _own;
    private WebApplication? _server;

    public TlsSpecs()
    {
        _authority = Create("CN=Test authority", null);
        _own = Create("CN=localhost", _authority);
    }

    private string Address => _server!.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single().Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = _own;
            https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
            https.ClientCertificateValidation = (_, _, _) => true;
        })));
        _server = builder.Build();
        _server.MapPost("/api/2.0/mlflow/runs/set-tag", (HttpContext context) => context.Connection.ClientCertificate is { } shown
            ? Results.Json(new { error_code = "SHOWN", message = shown.Subject }, statusCode: 400)
            : Results.Json(new { }));
        await _server.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _server!.DisposeAsync();
        _authority.Dispose();
        _own.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_certificate_of_nobody_we_know_is_refused_at_once()
    {
        var error = await Assert.ThrowsAsync<MlTrackException>(() => CallAsync(new RestStoreOptions()));

        (error.ErrorCode, error.IsTransient).Should().Be((MlTrackErrorCode.IoError, false));
        error.Message.Should().StartWith($"No trusted connection to {Address}: ").And.Contain("MLFLOW_TRACKING_SERVER_CERT_PATH");
    }

    [Fact]
    public async Task It_is_believed_when_its_authority_is_named()
    {
        await CallAsync(new RestStoreOptions { ServerCertificatePath = Write("ca.pem", _authority.ExportCertificatePem()) });

        using var stranger = Create("CN=Test authority", null);
        var other = new RestStoreOptions { ServerCertificatePath = Write("other.pem", stranger.ExportCertificatePem()) };
        (await Assert.ThrowsAsync<MlTrackException>(() => CallAsync(other))).Message.Should().StartWith("No trusted connection");
    }

    [Fact]
    public async Task It_is_believed_when_nothing_is_checked() => await CallAsync(new RestStoreOptions { InsecureTls = true });

    [Fact]
    public async Task The_client_shows_its_certificate()
    {
        using var client = Create("CN=ada", _authority);
        var options = new RestStoreOptions { InsecureTls = true, ClientCertificates = { client } };

        (await Assert.ThrowsAsync<MlTrackServerException>(() => CallAsync(options))).Message.Should().Be("CN=ada");
    }

    [Fact]
    public void A_file_without_certificates_is_named()
    {
        var options = new RestStoreOptions { ServerCertificatePath = Write("empty.pem", "nothing") };

        var open = () => TrackingStores.Rest("https://localhost", options);

        open.Should().Throw<MlTrackException>().WithMessage("*empty.pem*holds no certificate*");
    }

    private async Task CallAsync(RestStoreOptions options)
    {
        var store = TrackingStores.Rest(Address, options);
        using (store as IDisposable)
        {
            await store.SetTagAsync("r", new RunTag("t", "1"));
        }
    }

    private string Write(string name, string content)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }

    private static X509Certificate2 Create(string subject, X509Certificate2? issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(issuer is null, false, 0, true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var (from, to) = (DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(130));
        if (issuer is null)
        {
            return request.CreateSelfSigned(from, to);
        }

        using var signed = request.Create(issuer, from, to, RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }
}
