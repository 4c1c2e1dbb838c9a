using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MlTrack.Rest.Tests.Support;

/// <summary>A real server that can be told to fail, and be ended and started again at the same address.</summary>
internal sealed class MoodyServer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mltrack-moody-");
    private WebApplication? _application;
    private string _address = "http://127.0.0.1:0";
    private int _requests;

    private MoodyServer() => Store = TrackingStores.File(Path.Combine(_folder.FullName, "mlruns"));

    /// <summary>What the server keeps.</summary>
    internal ITrackingStore Store { get; }

    internal string Address => _address;

    internal int Requests => Volatile.Read(ref _requests);

    /// <summary>What is done to a request: null lets it through; it may answer itself, abort, or wait.</summary>
    internal Func<HttpContext, RequestDelegate, Task>? Mood { get; set; }

    internal static async Task<MoodyServer> StartAsync()
    {
        var server = new MoodyServer();
        await server.ComeBackAsync();
        return server;
    }

    /// <summary>Nobody answers any more.</summary>
    internal async Task GoAwayAsync()
    {
        await _application!.DisposeAsync();
        _application = null;
    }

    internal async Task ComeBackAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(_address);
        builder.Services.AddMlTrack(Store, server => server.ArtifactsDestination = Path.Combine(_folder.FullName, "mlartifacts"));
        var application = builder.Build();
        application.Use((context, next) =>
        {
            Interlocked.Increment(ref _requests);
            return Mood is { } mood ? mood(context, next) : next(context);
        });
        application.MapMlTrack();
        await application.StartAsync();
        _address = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        _application = application;
    }

    /// <summary>Does the request and drops the answer.</summary>
    internal static async Task LoseAnswerAsync(HttpContext context, RequestDelegate next)
    {
        var body = context.Response.Body;
        context.Response.Body = new MemoryStream();
        await next(context);
        context.Response.Body = body;
        context.Abort();
    }

    internal static Task Refuse(HttpContext context, HttpStatusCode status)
    {
        context.Response.StatusCode = (int)status;
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }
}
