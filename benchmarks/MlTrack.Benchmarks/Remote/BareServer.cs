using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MlTrack.Benchmarks.Remote;

/// <summary>Kestrel and nothing around it: what no server in .NET can do without.</summary>
internal sealed class BareServer : IAsyncDisposable
{
    /// <summary>Runs one as a process of its own.</summary>
    public const string Verb = "bare-server";

    private readonly WebApplication _application;
    private readonly BenchmarkFolder _folder = new();
    private readonly ConcurrentDictionary<string, Lazy<int>> _files = new(StringComparer.Ordinal);

    private BareServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Logging.ClearProviders();
        _application = builder.Build();
        _application.MapGet("/health", static http => http.Response.WriteAsync("OK"));
        _application.MapPost("/parse", ParseAsync);
        _application.MapPost("/append", AppendAsync);
        _application.MapPut("/file", PutFileAsync);
        _application.MapGet("/file", http => http.Response.SendFileAsync(_folder.PathOf("file")));
    }

    public Uri Address => new(_application.Urls.First());

    public static async Task<BareServer> StartAsync()
    {
        var server = new BareServer();
        await server._application.StartAsync().ConfigureAwait(false);
        return server;
    }

    public static async Task<int> RunUntilKilledAsync()
    {
        await using var server = await StartAsync().ConfigureAwait(false);
        Console.WriteLine($"at {server.Address}");
        await server._application.WaitForShutdownAsync().ConfigureAwait(false);
        return 0;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync().ConfigureAwait(false);
        foreach (var file in _files.Values)
        {
            Native.Close(file.Value);
        }

        _folder.Dispose();
    }

    private static async Task ParseAsync(HttpContext http)
    {
        await ReadAsync(http).ConfigureAwait(false);
        await AnswerAsync(http).ConfigureAwait(false);
    }

    // The lines that the batch means, one write for each key.
    private async Task AppendAsync(HttpContext http)
    {
        Append(await ReadAsync(http).ConfigureAwait(false));
        await AnswerAsync(http).ConfigureAwait(false);
    }

    private async Task PutFileAsync(HttpContext http)
    {
        await using (var file = new FileStream(_folder.PathOf("file"), FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0, useAsync: true))
        {
            await http.Request.Body.CopyToAsync(file).ConfigureAwait(false);
        }

        await AnswerAsync(http).ConfigureAwait(false);
    }

    private static async Task<BareBatch> ReadAsync(HttpContext http) =>
        (await JsonSerializer.DeserializeAsync(http.Request.BodyReader, BareJson.Default.BareBatch).ConfigureAwait(false))!;

    private static Task AnswerAsync(HttpContext http)
    {
        http.Response.ContentType = "application/json";
        return http.Response.Body.WriteAsync("{}"u8.ToArray()).AsTask();
    }

    private void Append(BareBatch batch)
    {
        Span<byte> lines = stackalloc byte[32 * 1024];
        foreach (var group in batch.Metrics.GroupBy(metric => metric.Key, StringComparer.Ordinal))
        {
            var length = 0;
            foreach (var metric in group)
            {
                length += Put(lines[length..], metric.Timestamp, (byte)' ');
                Utf8Formatter.TryFormat(metric.Value, lines[length..], out var written);
                lines[length + written] = (byte)' ';
                length += written + 1;
                length += Put(lines[length..], metric.Step, (byte)'\n');
            }

            var file = _files.GetOrAdd(batch.RunId + "." + group.Key, name => new Lazy<int>(() => Native.OpenAppend(_folder.PathOf(name))));
            Native.Write(file.Value, lines[..length]);
        }
    }

    private static int Put(Span<byte> into, long number, byte end)
    {
        Utf8Formatter.TryFormat(number, into, out var written);
        into[written] = end;
        return written + 1;
    }
}

internal sealed class BareBatch
{
    public string RunId { get; set; } = "";

    public List<BareMetric> Metrics { get; set; } = [];
}

internal sealed class BareMetric
{
    public string Key { get; set; } = "";

    public double Value { get; set; }

    public long Timestamp { get; set; }

    public long Step { get; set; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.AllowReadingFromString)]
[JsonSerializable(typeof(BareBatch))]
internal sealed partial class BareJson : JsonSerializerContext;
