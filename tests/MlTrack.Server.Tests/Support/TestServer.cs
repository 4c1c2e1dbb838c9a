using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MlTrack.Search;
using MlTrack.Server.Internal;
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

    internal MlTrackUsersFile Users { get; private set; } = null!;

    /// <summary>Every operation of the running server.</summary>
    internal IReadOnlyList<ApiRoute> Routes =>
        [.. _application.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).Select(endpoint => endpoint.Metadata.GetMetadata<ApiRoute>()).OfType<ApiRoute>()];

    /// <summary>A server on which users must log in, with the users <c>admin</c> and <c>ann</c>.</summary>
    internal static async Task<TestServer> StartWithUsersAsync(Action<MlTrackServerOptions>? configure = null, TimeProvider? time = null)
    {
        MlTrackUsersFile? users = null;
        var server = await StartAsync(options =>
        {
            // Few rounds: that hashing takes long is not what these tests are about.
            options.Users = users = new MlTrackUsersFile(Path.Combine(Path.GetDirectoryName(options.ArtifactsDestination)!, "users.json"), rounds: 10, time ?? TimeProvider.System);
            options.TimeProvider = time ?? TimeProvider.System;
            users.AddUser("admin", AdminPassword, isAdmin: true);
            users.AddUser("ann", AnnPassword);
            configure?.Invoke(options);
        });
        server.Users = users!;
        return server;
    }

    internal const string AdminPassword = "correct-horse-battery";
    internal const string AnnPassword = "ann-password-1";

    internal static AuthenticationHeaderValue Basic(string name, string password) => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(name + ":" + password)));

    internal async Task<HttpResponseMessage> SendAsync(AuthenticationHeaderValue? who, HttpMethod method, string target, string? json = null)
    {
        using var request = new HttpRequestMessage(method, target);
        request.Headers.Authorization = who;
        request.Content = json is null ? null : new StringContent(json, MediaTypeHeaderValue.Parse("application/json"));
        return await Client.SendAsync(request);
    }

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
        application.AnswerUnknownPaths();
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
