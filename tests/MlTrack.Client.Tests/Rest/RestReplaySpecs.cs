using System.Net;
using System.Text;
using System.Text.Json;
using MlTrack.Internal.Rest.Wire;
using MlTrack.Stores;

namespace MlTrack.Tests.Rest;

/// <summary>MLflow's recorded answers, given to our client: what it sends is what was recorded, and what it makes of the answer is what was said.</summary>
public sealed class RestReplaySpecs
{
    // Where our client asks otherwise on purpose.
    private static readonly Dictionary<string, string[]> NotSent = new(StringComparer.Ordinal)
    {
        ["PATCH logged-models/{id}"] = ["model_id", "status"], // The recorded ones try an id in the body that is not the path's, and states that are none.
        ["GET logged-models/{id}"] = ["allow_deleted"], // Asked for only after the ordinary way has found nothing.
        ["POST runs/create"] = ["start_time"], // Recordings also try times that .NET does not have.
    };

    public static TheoryData<string> Endpoints => [.. RecordedExchange.All.Where(e => RecordedCalls.Find(e) is not null).Select(e => $"{e.Method} {e.Endpoint}").Distinct()];

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task Recorded_answers_are_understood_and_recorded_requests_are_sent(string endpoint)
    {
        var played = 0;
        foreach (var exchange in RecordedExchange.All.Where(e => $"{e.Method} {e.Endpoint}" == endpoint && e.Answer.ValueKind == JsonValueKind.Object))
        {
            played += await PlayAsync(exchange) ? 1 : 0;
        }

        played.Should().BePositive();
    }

    [Fact]
    public void Nearly_all_of_the_tracking_and_registry_API_is_recorded() => Endpoints.Should().HaveCount(31 + 21);

    private static async Task<bool> PlayAsync(RecordedExchange exchange)
    {
        var wire = new RecordedWire(exchange);
        using var harness = new RestHarness("http://127.0.0.1:5000", new RestStoreOptions { WrapHandler = inner => wire.Around(inner), MaxRetries = 0 });
        object? result = null;
        MlTrackException? error = null;
        try
        {
            result = await RecordedCalls.Find(exchange)!(harness.Store);
        }
        catch (MlTrackException thrown)
        {
            error = thrown;
        }
        catch (Exception cannot) when (cannot is JsonException or KeyNotFoundException or FormatException or OverflowException or ArgumentException)
        {
            // A request that our types cannot say; it never leaves a program.
            wire.Sent.Should().BeNull(exchange.ToString());
            return false;
        }

        if (wire.Sent is null)
        {
            // Refused here: only what the server refused too.
            exchange.Status.Should().BeInRange(400, 500, exchange.ToString());
            error!.ErrorCode.Should().Be(MlTrackErrorCode.InvalidParameterValue, exchange.ToString());
            return false;
        }

        CheckRequest(exchange, wire);
        if (exchange.Status == 200)
        {
            error.Should().BeNull(exchange.ToString());
            Text(result!).Should().Be(Compact(exchange.Answer), exchange.ToString());
        }
        else if (error is not null || exchange.Endpoint != "experiments/get-by-name")
        {
            CheckError(exchange, error);
        }

        return true;
    }

    private static void CheckError(RecordedExchange exchange, MlTrackException? error)
    {
        var refusal = error.Should().BeOfType<MlTrackServerException>(exchange.ToString()).Subject;
        refusal.StatusCode.Should().Be(exchange.Status, exchange.ToString());
        refusal.ErrorCodeText.Should().Be(exchange.Answer.GetProperty("error_code").GetString(), exchange.ToString());
        refusal.Message.Should().Be(exchange.Answer.GetProperty("message").GetString(), exchange.ToString());
        if (exchange.Status < 500)
        {
            refusal.IsTransient.Should().BeFalse(exchange.ToString());
        }
    }

    private static void CheckRequest(RecordedExchange exchange, RecordedWire wire)
    {
        wire.Sent!.Method.Method.Should().Be(exchange.Method, exchange.ToString());
        wire.Sent.RequestUri!.AbsolutePath.Should().EndWith(exchange.Path[exchange.Path.IndexOf("api/", StringComparison.Ordinal)..], exchange.ToString());
        var left = NotSent.GetValueOrDefault($"{exchange.Method} {exchange.Endpoint}", []);
        var query = wire.Sent.RequestUri.Query.TrimStart('?').Split('&').Select(Uri.UnescapeDataString).ToList();
        foreach (var pair in exchange.Query.Where(pair => !left.Contains(pair.Key) && pair.Value.Length > 0 && pair.Key is "run_id" or "experiment_id" or "experiment_name" or "metric_key" or "name" or "version" or "alias" or "order_by"))
        {
            query.Should().Contain($"{pair.Key}={pair.Value}", exchange.ToString());
        }

        if (wire.Body is null || exchange.Request.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        using var sent = JsonDocument.Parse(wire.Body);
        foreach (var field in exchange.Request.EnumerateObject().Where(field => !left.Contains(field.Name) && Comparable(field.Value)))
        {
            if (sent.RootElement.TryGetProperty(field.Name, out var ours))
            {
                Compact(ours).Should().Be(Compact(field.Value), $"{exchange}: {field.Name}");
            }
        }

        foreach (var id in new[] { "run_id", "experiment_id", "name", "key" }.Where(id => exchange.Request.TryGetProperty(id, out var given) && Comparable(given)))
        {
            sent.RootElement.TryGetProperty(id, out _).Should().BeTrue($"{exchange}: {id}");
        }
    }

    // Numbers and lists come in several forms that mean the same; WireMessageTests compares those.
    private static bool Comparable(JsonElement value) => value.ValueKind == JsonValueKind.String && value.GetString()!.Length > 0 && !double.TryParse(value.GetString(), out _);

    private static string Text(object message) => JsonSerializer.Serialize(message, WireJson.Lenient.GetTypeInfo(message.GetType())!);

    private static string Compact(JsonElement json)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            json.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>Answers every request with the recorded answer.</summary>
    private sealed class RecordedWire(RecordedExchange exchange) : DelegatingHandler
    {
        internal HttpRequestMessage? Sent { get; private set; }

        internal string? Body { get; private set; }

        internal RecordedWire Around(HttpMessageHandler inner)
        {
            InnerHandler = inner;
            return this;
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Sent ??= request;
            Body ??= request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
            return new HttpResponseMessage((HttpStatusCode)exchange.Status) { Content = new StringContent(exchange.Answer.GetRawText(), Encoding.UTF8, "application/json") };
        }
    }
}
