using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MlTrack.Search;
using MlTrack.Stores;

namespace MlTrack.Server.Tests.Support;

/// <summary>A real server on a free port of the loopback interface, over a tree of its own.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly TempFolder _folder;

    private TestServer(WebApplication application, TempFolder folder, ITrackingStore store)
    {
        (_application, _folder, Store) = (application, folder, store);
        Address = new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        EndPoint = new IPEndPoint(IPAddress.Loopback, Address.Port);
        Client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(30) };
    }

    internal ITrackingStore Store { get; }

    internal Uri Address { get; }

    internal IPEndPoint EndPoint { get; }

    internal HttpClient Client { get; }

    internal string Folder => _folder.Path;

    internal static async Task<TestServer> StartAsync(Action<MlTrackServerOptions>? configure = null, string prefix = "", Func<string, ITrackingStore>? open = null)
    {
        var folder = new TempFolder();
        var store = (open ?? (root => TrackingStores.File(root, new MlTrackClientOptions { FilterDialect = FilterDialect.Mlflow })))(folder.Combine("mlruns"));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddMlTrack(store, options =>
        {
            options.ArtifactsDestination = folder.Combine("mlartifacts");
            configure?.Invoke(options);
        });
        var application = builder.Build();
        application.MapMlTrack(prefix);
        await application.StartAsync();
        return new TestServer(application, folder, store);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _application.DisposeAsync();
        switch (Store)
        {
            case IAsyncDisposable store:
                await store.DisposeAsync();
                break;
            case IDisposable store:
                store.Dispose();
                break;
        }

        _folder.Dispose();
    }
}
