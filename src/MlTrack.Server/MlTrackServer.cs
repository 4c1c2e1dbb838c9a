using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MlTrack.Search;
using MlTrack.Server.Internal;
using MlTrack.Server.Internal.Security;
using MlTrack.Stores;

namespace MlTrack.Server;

/// <summary>A MLflow tracking server of its own.</summary>
/// <remarks>
/// Thread-safe. Listens on the loopback interface unless told otherwise, and on another one only if users log in or
/// <see cref="MlTrackServerHostOptions.AllowAnonymous"/> says so. A write is answered when the store has it; stopping waits for what has begun.
/// </remarks>
public sealed class MlTrackServer : IAsyncDisposable
{
    private const int MaxHeaderBytes = 32 << 10;
    private const int MaxConnections = 2000;

    private readonly WebApplication _application;
    private readonly ITrackingStore? _ownStore;

    private MlTrackServer(WebApplication application, ITrackingStore? ownStore, Uri address) => (_application, _ownStore, Address) = (application, ownStore, address);

    /// <summary>Where the server answers: what clients take as tracking URI.</summary>
    public Uri Address { get; }

    /// <summary>Runs a server until the token is cancelled, or the process is told to end (Ctrl-C, SIGTERM).</summary>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Stops the server; requests that have begun are finished.</param>
    /// <returns>A task that ends when the server has stopped.</returns>
    /// <exception cref="InvalidOperationException">The server would be open to everybody, the address is none, a proxy is none, or the certificate cannot be used.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    /// <exception cref="MlTrackException">The store cannot be opened.</exception>
    public static async Task RunAsync(MlTrackServerHostOptions options, CancellationToken cancellationToken = default)
    {
        var server = await StartAsync(options, cancellationToken).ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            await server._application.WaitForShutdownAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Starts a server and gives it back when it answers.</summary>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Stops starting.</param>
    /// <returns>The server; disposing stops it.</returns>
    /// <exception cref="InvalidOperationException">The server would be open to everybody, the address is none, a proxy is none, or the certificate cannot be used.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    /// <exception cref="MlTrackException">The store cannot be opened.</exception>
    public static async Task<MlTrackServer> StartAsync(MlTrackServerHostOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var settings = options.Server;
        OpenUsers(options);
        CheckOpen(options);
        if (options.Host is not ("0.0.0.0" or "::" or "*"))
        {
            settings.AllowedHosts.Add(options.Host);
        }

        var store = options.Store ?? TrackingStores.Open(options.TrackingUri, new MlTrackClientOptions { FilterDialect = FilterDialect.Mlflow, LoggerFactory = Loggers(options) });
        var ownStore = options.Store is null ? store : null;
        WebApplication? application = null;
        try
        {
            application = Build(options, store);
            await application.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await ReleaseAsync(application).ConfigureAwait(false);
            await ReleaseAsync(ownStore).ConfigureAwait(false);
            throw;
        }

        var address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var server = new MlTrackServer(application, ownStore, new Uri(address + options.Prefix));
        options.Started?.Invoke(server.Address);
        return server;
    }

    /// <summary>Stops the server: no new requests, those that have begun are finished within <see cref="MlTrackServerHostOptions.ShutdownTimeout"/>.</summary>
    /// <param name="cancellationToken">Stops waiting for requests.</param>
    /// <returns>A task that ends when the server has stopped.</returns>
    public Task StopAsync(CancellationToken cancellationToken = default) => _application.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync().ConfigureAwait(false);
        await ReleaseAsync(_application).ConfigureAwait(false);
        await ReleaseAsync(_ownStore).ConfigureAwait(false);
    }

    private static async ValueTask ReleaseAsync(object? resource)
    {
        switch (resource)
        {
            case IAsyncDisposable disposable:
                await disposable.DisposeAsync().ConfigureAwait(false);
                break;
            case IDisposable disposable:
                disposable.Dispose();
                break;
        }
    }

    private static void OpenUsers(MlTrackServerHostOptions options)
    {
        if (options.UsersFile is { } path)
        {
            options.Server.Users ??= new MlTrackUsersFile(path);
        }

        if (options.Server.Users?.EnsureAdmin() is { } password)
        {
            var tell = options.AdminPasswordMade ?? (made => Console.Error.WriteLine($"The user 'admin' was made, with the password {made}. It is not shown again."));
            tell(password);
        }
    }

    private static void CheckOpen(MlTrackServerHostOptions options)
    {
        if (IsLoopback(options.Host) || options.Server.Users is not null)
        {
            return;
        }

        if (!options.AllowAnonymous)
        {
            throw new InvalidOperationException(
                $"The server would listen on {options.Host} and let everybody read, write and delete. Give it a users file, or allow anonymous use if the network is safe.");
        }

        ServerLog.OpenToAll(Loggers(options).CreateLogger("MlTrack.Server"), options.Host);
    }

    private static bool IsLoopback(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static WebApplication Build(MlTrackServerHostOptions options, ITrackingStore store)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [], ApplicationName = typeof(MlTrackServer).Assembly.GetName().Name });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(Loggers(options));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.ShutdownTimeout);
        var certificate = ServerCertificate.Load(options);
        builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"{(certificate is null ? "http" : "https")}://{Bracketed(options.Host)}:{options.Port}"));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            Limit(kestrel.Limits);
            if (certificate is not null)
            {
                kestrel.ConfigureHttpsDefaults(https => (https.ServerCertificate, https.ServerCertificateChain) = (certificate.Own, certificate.Chain));
            }
        });
        if (certificate is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        builder.Services.AddMlTrack(store, options.Server);
        var application = builder.Build();
        if (KnownProxies.Read(options.KnownProxies) is { } proxies)
        {
            application.UseForwardedHeaders(proxies);
        }

        application.MapMlTrack(options.Prefix);
        application.AnswerUnknownPaths();
        return application;
    }

    private static void Limit(KestrelServerLimits limits)
    {
        limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
        limits.MaxConcurrentConnections = MaxConnections;
        limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 1000, gracePeriod: TimeSpan.FromSeconds(30));
    }

    private static string Bracketed(string host) => host.Contains(':', StringComparison.Ordinal) && host[0] != '[' ? $"[{host}]" : host;

    private static ILoggerFactory Loggers(MlTrackServerHostOptions options) => options.LoggerFactory ?? Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance;
}
