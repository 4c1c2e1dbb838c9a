using System.Globalization;
using System.Net;
using System.Text;
using MlTrack.Server.Internal;
using MlTrack.Server.Tests.Support;
using MlTrack.Stores;

namespace MlTrack.Server.Tests.Fuzz;

/// <summary>
/// Requests that no client sends, to every operation: whatever comes, the server answers, soon, and never that it failed. A seed that finds something
/// becomes a row of <see cref="What_was_found_stays_mended"/>. <c>MLTRACK_FUZZ_REQUESTS</c> makes it run longer.
/// </summary>
public sealed class RequestFuzzSpecs
{
    private const int DefaultRequests = 600;

    [Fact]
    public async Task No_request_makes_the_server_fail_or_hang()
    {
        var count = int.TryParse(Environment.GetEnvironmentVariable("MLTRACK_FUZZ_REQUESTS"), CultureInfo.InvariantCulture, out var given) ? given : DefaultRequests;
        var seed = count > DefaultRequests ? Random.Shared.Next() : 20261125;

        await SendAsync(seed, count);
    }

    [Theory]
    [InlineData("POST", "/api/2.0/mlflow/runs/search", "[]", 400)]
    [InlineData("POST", "/api/2.0/mlflow/runs/search", "\"\\ud800\"", 400)]
    [InlineData("POST", "/api/2.0/mlflow/runs/search", "{\"order_by\":[null]}", 400)]
    [InlineData("POST", "/api/2.0/mlflow/runs/search", "{\"max_results\":1e400}", 400)]
    [InlineData("POST", "/api/2.0/mlflow/runs/log-batch", "{\"run_id\":\"x\",\"metrics\":[null]}", 400)]
    [InlineData("POST", "/api/2.0/mlflow/runs/log-batch", "{\"run_id\":\"x\",\"metrics\":[[[[]]]]}", 400)]
    [InlineData("POST", "/api/2.0/mlflow/runs/create", "{\"experiment_id\":\"0\",\"start_time\":9223372036854775807}", 400)]
    [InlineData("POST", "/api/2.0/mlflow/runs/create", "{\"experiment_id\":\"\\u0000\"}", 400)]
    [InlineData("POST", "/api/2.0/mlflow/experiments/create", "{\"name\":\"x\",\"tags\":[null]}", 400)]
    [InlineData("GET", "/api/2.0/mlflow/runs/get?run_id=%00", null, 400)]
    [InlineData("GET", "/api/2.0/mlflow/runs/get?run_id=%ff%fe", null, 400)]
    [InlineData("GET", "/api/2.0/mlflow/logged-models/%20", null, 404)]
    [InlineData("GET", "/api/2.0/mlflow/metrics/get-history-bulk-interval?run_ids=x&metric_key=k&start_step=99999999999&end_step=1", null, 400)]
    [InlineData("GET", "/api/2.0/mlflow-artifacts/artifacts?path=%00", null, 400)]
    [InlineData("GET", "/get-artifact?run_id=..%2f..&path=x", null, 400)]
    public async Task What_was_found_stays_mended(string method, string target, string? body, int status)
    {
        await using var server = await TestServer.StartAsync();

        var answer = await RawHttp.SendAsync(server.EndPoint, method, target, new Dictionary<string, string> { ["Content-Type"] = "application/json" }, body is null ? null : Encoding.UTF8.GetBytes(body));

        answer.Status.Should().Be(status, answer.Text);
    }

    [Fact]
    public async Task A_name_that_no_disk_can_hold_is_the_callers_fault()
    {
        await using var server = await TestServer.StartAsync();
        const string Proxy = "/api/2.0/mlflow-artifacts/artifacts/";
        await server.Client.PutAsync(Proxy + "d/a.txt", new StringContent("x"));

        var answer = await server.Client.GetAsync(Proxy + new string('a', 300));

        answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Deep_nesting_and_long_numbers_are_answered_at_once()
    {
        await using var server = await TestServer.StartAsync();
        foreach (var body in new[] { new string('[', 500_000), "{\"tags\":" + new string('[', 100_000), "{\"max_results\":" + new string('9', 1_000_000) + "}", "\"" + new string('a', 2_000_000) + "\"" })
        {
            var answer = await RawHttp.SendAsync(server.EndPoint, "POST", "/api/2.0/mlflow/runs/search", new Dictionary<string, string> { ["Content-Type"] = "application/json" }, Encoding.UTF8.GetBytes(body));

            answer.Status.Should().BeOneOf(200, 400);
        }
    }

    private static async Task SendAsync(int seed, int count)
    {
        var random = new Random(seed);
        await using var server = await TestServer.StartAsync();
        var ids = await IdsAsync(server);
        var routes = server.Routes;
        for (var i = 0; i < count; i++)
        {
            var (method, target, headers, body) = Next(random, routes[random.Next(routes.Count)], ids);
            RawAnswer answer;
            try
            {
                answer = await RawHttp.SendAsync(server.EndPoint, method, target, headers, body);
            }
            catch (Exception fault) when (fault is OperationCanceledException or InvalidDataException)
            {
                throw new InvalidOperationException($"Seed {seed}, request {i}: {method} {target} {Show(body)} was not answered.", fault);
            }

            answer.Status.Should().NotBe((int)HttpStatusCode.InternalServerError, "seed {0}, request {1}: {2} {3} {4}", seed, i, method, target, Show(body));
        }
    }

    private static string Show(byte[]? body) => body is null ? "" : Encoding.UTF8.GetString(body, 0, Math.Min(body.Length, 2000));

    private static (string Method, string Target, Dictionary<string, string> Headers, byte[]? Body) Next(Random random, ApiRoute route, string[] ids)
    {
        var path = route.Pattern;
        while (path.IndexOf('{', StringComparison.Ordinal) is >= 0 and var open)
        {
            path = path[..open] + Uri.EscapeDataString(Text(random, ids)).Replace("%2F", random.Next(2) == 0 ? "/" : "%2F", StringComparison.Ordinal) + path[(path.IndexOf('}', StringComparison.Ordinal) + 1)..];
        }

        var fields = Fields.Where(_ => random.Next(4) == 0).ToList();
        var method = random.Next(10) == 0 ? Pick(random, ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"]) : route.Method;
        if (method is "GET" or "HEAD" or "OPTIONS")
        {
            return (method, path + "?" + string.Join('&', fields.Select(field => field + "=" + (random.Next(8) == 0 ? "%ff%00" : Uri.EscapeDataString(Text(random, ids))))), [], null);
        }

        var json = "{" + string.Join(',', fields.Select(field => $"\"{field}\":{Value(random, ids, 0)}")) + "}";
        var bytes = Encoding.UTF8.GetBytes(json);
        if (random.Next(5) == 0)
        {
            for (var flips = random.Next(1, 6); flips > 0; flips--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }
        }

        return (method, path, new() { ["Content-Type"] = Pick(random, ["application/json", "application/json", "application/json;charset=x", "text/plain"]) }, bytes);
    }

    private static string Value(Random random, string[] ids, int depth) => random.Next(depth > 3 ? 8 : 11) switch
    {
        0 => "null",
        1 => Pick(random, ["true", "false"]),
        2 => Pick(random, ["0", "-1", "1.5", "1e400", "-0", "9223372036854775807", "9223372036854775808", "1e3", "NaN", "2147483648", "0.1e-400"]),
        3 or 4 or 5 => "\"" + System.Text.Encodings.Web.JavaScriptEncoder.Default.Encode(Text(random, ids)) + "\"",
        6 => Pick(random, ["\"\\ud800\"", "\"\\u0000\"", "\"NaN\"", "\"-Infinity\"", "\"5\"", "\"\""]),
        7 => "\"" + ids[random.Next(ids.Length)] + "\"",
        8 => "[" + string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Value(random, ids, depth + 1))) + "]",
        _ => "{" + string.Join(',', Enumerable.Range(0, random.Next(5)).Select(_ => $"\"{Pick(random, Fields)}\":{Value(random, ids, depth + 1)}")) + "}",
    };

    private static string Text(Random random, string[] ids) => random.Next(6) switch
    {
        0 => ids[random.Next(ids.Length)],
        1 => Pick(random, ["..", "../../etc/passwd", "/", "a/../b", "C:\\x", "\\\\h\\s", "a\nb", "a\0b", ".", "%2e%2e", "file:///etc/passwd", "con", "a:b", "~", "é", "\ud83d\ude00", " "]),
        2 => Pick(random, ["metrics.a > 1 AND", "params.x = 'y' OR 1=1", "tags.`a` LIKE '%'", "name IN ('a')", "((((((", "'", "`", "attributes.status = 'FINISHED'", "eyJvZmZzZXQiOiAtMX0=", "!!!", "bm9wZQ=="]),
        3 => Pick(random, ["runs:/x/y", "models:/m-1", "models:/a@b", "models:/a/1", "mlflow-artifacts:/x", "mlflow-artifacts://h/x", "s3://b/x", "javascript:1", "s3://b/../x?..", "models:/"]),
        4 => new string(Pick(random, ["a", "é", "%", "/", "."])[0], random.Next(1, 600)),
        _ => random.Next(-2, 5).ToString(CultureInfo.InvariantCulture),
    };

    private static T Pick<T>(Random random, IReadOnlyList<T> list) => list[random.Next(list.Count)];

    private static async Task<string[]> IdsAsync(TestServer server)
    {
        var experiment = await server.Store.CreateExperimentAsync(new CreateExperimentRequest { Name = "fuzz" });
        var run = (await server.Store.CreateRunAsync(new CreateRunRequest { ExperimentId = experiment })).Info.RunId;
        var model = (await server.Store.CreateLoggedModelAsync(new CreateLoggedModelRequest { ExperimentId = experiment, Name = "m" })).ModelId;
        var registry = ((IModelRegistryProvider)server.Store).ModelRegistry;
        await registry.CreateRegisteredModelAsync("clf");
        await registry.CreateModelVersionAsync(new CreateModelVersionRequest { Name = "clf", Source = "s3://b/x" });
        return ["0", experiment, run, run, run, model, model, "clf", "1", "a"];
    }

    private static readonly string[] Fields =
    [
        "experiment_id", "experiment_ids", "experiment_name", "name", "new_name", "artifact_location", "tags", "max_results", "page_token", "filter", "order_by", "view_type", "run_view_type",
        "run_id", "run_uuid", "run_ids", "status", "end_time", "start_time", "run_name", "user_id", "key", "value", "timestamp", "step", "model_id", "dataset_name", "dataset_digest", "metrics",
        "params", "models", "datasets", "dataset", "metric_key", "start_step", "end_step", "path", "source", "source_run_id", "model_type", "version", "stage", "stages", "alias", "description",
        "archive_existing_versions", "allow_deleted", "artifact_file_path", "artifact_directory_path", "model_json", "expiration", "runId", "experimentId", "field_name", "ascending", "digest",
    ];
}
