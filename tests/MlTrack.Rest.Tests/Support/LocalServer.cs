using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MlTrack.Search;

namespace MlTrack.Rest.Tests.Support;

/// <summary>A real server on a free port of the loopback interface, over a tree of its own, both gone with it.</summary>
internal sealed class LocalServer : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<string, LocalServer> Running = new(StringComparer.Ordinal);

    private readonly WebApplication _application;
    private readonly ITrackingStore _store;
    private readonly DirectoryInfo _folder;

    private LocalServer(WebApplication application, ITrackingStore store, DirectoryInfo folder)
    {
        (_application, _store, _folder) = (application, store, folder);
        Address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
    }

    internal string Address { get; }

    internal ITrackingStore Inner => _store;

    internal string Folder => _folder.FullName;

    internal static async Task<LocalServer> StartAsync(MlTrackClientOptions? options = null)
    {
        var folder = Directory.CreateTempSubdirectory("mltrack-rest-");
        options ??= new MlTrackClientOptions();
        options.FilterDialect = FilterDialect.Mlflow;
        var store = TrackingStores.File(Path.Combine(folder.FullName, "mlruns"), options);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddMlTrack(store, server => server.ArtifactsDestination = Path.Combine(folder.FullName, "mlartifacts"));
        var application = builder.Build();
        application.MapMlTrack();
        await application.StartAsync();
        return new LocalServer(application, store, folder);
    }

    /// <summary>Starts a server and opens it as a program does: by its address.</summary>
    internal static async ValueTask<ITrackingStore> OpenAsync(MlTrackClientOptions? options = null)
    {
        var server = await StartAsync(options);
        Running[server.Address] = server;
        return TrackingStores.Open(server.Address);
    }

    /// <summary>Closes a store and ends its server.</summary>
    internal static async ValueTask CloseAsync(ITrackingStore store)
    {
        ((IDisposable)store).Dispose();
        if (Running.TryRemove(store.Uri, out var server))
        {
            await server.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        (_store as IDisposable)?.Dispose();
        _folder.Delete(recursive: true);
    }
}
