using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using MlTrack.Server.Internal;
using MlTrack.Server.Tests.Support;
using MlTrack.Stores;

namespace MlTrack.Server.Tests.Security;

/// <summary>Every operation that the server has, whoever adds one: nobody gets anything without the right to it.</summary>
public sealed class RouteWalkSpecs
{
    private const string Secret = "top-secret-name";

    [Fact]
    public async Task Nothing_but_a_few_facts_is_answered_without_a_log_in()
    {
        await using var server = await TestServer.StartWithUsersAsync();
        var secrets = await SecretsAsync(server);

        var open = new List<string>();
        foreach (var route in server.Routes.Where(route => route.Method != "OPTIONS"))
        {
            using var answer = await SendAsync(server, null, route, secrets);
            if (answer.StatusCode != HttpStatusCode.Unauthorized)
            {
                open.Add(route.Name);
            }
        }

        open.Distinct().Should().BeEquivalentTo("health", "ready", "server-info");
        server.Routes.Should().HaveCountGreaterThan(80);
    }

    [Fact]
    public async Task A_user_without_permissions_is_refused_or_sees_nothing()
    {
        await using var server = await TestServer.StartWithUsersAsync();
        server.Users.SetDefaultPermission("NO_PERMISSIONS");
        var secrets = await SecretsAsync(server);
        var ann = TestServer.Basic("ann", TestServer.AnnPassword);

        foreach (var route in server.Routes.Where(route => route.Method != "OPTIONS"))
        {
            using var answer = await SendAsync(server, ann, route, secrets);
            var text = await answer.Content.ReadAsStringAsync();

            ((int)answer.StatusCode).Should().NotBe(500, route.ToString()).And.NotBe(401);
            text.Should().NotContain(Secret, route.ToString());
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                text.Should().NotContain(secrets.RunId, route.ToString()).And.NotContain(secrets.ModelId, route.ToString());
                Harmless.Should().Contain(route.Name, "{0} was answered with {1}", route, text);
            }
        }

        var run = await server.Store.GetRunAsync(secrets.RunId);
        run.Data.Params.Should().BeEmpty();
        run.Info.LifecycleStage.Should().Be(LifecycleStage.Active);
        (await server.Store.GetExperimentAsync(secrets.ExperimentId)).Name.Should().Be(Secret);
    }

    [Fact]
    public async Task Every_operation_is_described()
    {
        await using var server = await TestServer.StartAsync();

        using var document = JsonDocument.Parse(await server.Client.GetStringAsync("/api/openapi.json"));

        var paths = document.RootElement.GetProperty("paths");
        foreach (var route in server.Routes.Where(route => route.Method != "OPTIONS"))
        {
            paths.GetProperty(route.Pattern.Replace("{**", "{", StringComparison.Ordinal)).TryGetProperty(route.Method.ToLowerInvariant(), out _).Should().BeTrue(route.ToString());
        }

        document.RootElement.GetProperty("components").GetProperty("schemas").GetProperty("MetricMessage").GetProperty("properties").GetProperty("value")
            .GetProperty("type").GetString().Should().Be("number");
    }

    // What answers a user who may nothing: facts about the server and the user, empty lists, and an experiment of the user's own.
    private static readonly string[] Harmless =
    [
        "health", "ready", "version", "server-info", "ui-telemetry", "gateway-proxy", "openapi", "experiments/search", "experiments/create", "experiments/search-datasets",
        "runs/search", "logged-models/search", "users/current", "users/list", "users/current/permissions", "registered-models/search", "model-versions/search", "registered-models/create",
    ];

    private static async Task<Secrets> SecretsAsync(TestServer server)
    {
        var experiment = await server.Store.CreateExperimentAsync(new CreateExperimentRequest { Name = Secret });
        var run = await server.Store.CreateRunAsync(new CreateRunRequest { ExperimentId = experiment, RunName = Secret });
        var model = await server.Store.CreateLoggedModelAsync(new CreateLoggedModelRequest { ExperimentId = experiment, Name = "the-model", SourceRunId = run.Info.RunId });
        var registry = ((IModelRegistryProvider)server.Store).ModelRegistry;
        await registry.CreateRegisteredModelAsync(Secret);
        await registry.CreateModelVersionAsync(new CreateModelVersionRequest { Name = Secret, Source = "s3://bucket/top-secret-name" });
        var artifacts = await ((IArtifactRepositoryProvider)server.Store).GetRunArtifactsAsync(run.Info);
        await artifacts.UploadAsync(new MemoryStream("top-secret-name"u8.ToArray()), "a.txt");
        return new Secrets(experiment, run.Info.RunId, model.ModelId);
    }

    private static async Task<HttpResponseMessage> SendAsync(TestServer server, AuthenticationHeaderValue? who, ApiRoute route, Secrets secrets)
    {
        // One request fits all: what an operation does not know it ignores.
        var fields = new Dictionary<string, object>
        {
            ["experiment_id"] = secrets.ExperimentId, ["experiment_ids"] = new[] { secrets.ExperimentId }, ["experiment_name"] = Secret, ["run_id"] = secrets.RunId,
            ["run_uuid"] = secrets.RunId, ["run_ids"] = new[] { secrets.RunId }, ["model_id"] = secrets.ModelId, ["models"] = new[] { new { model_id = secrets.ModelId } },
            ["key"] = "k", ["value"] = "1", ["timestamp"] = 1, ["metric_key"] = "k", ["name"] = route.Name.EndsWith("/create", StringComparison.Ordinal) && !route.Name.StartsWith("model-versions", StringComparison.Ordinal) ? "new" : Secret, ["new_name"] = "stolen", ["max_results"] = 10, ["status"] = "LOGGED_MODEL_READY",
            ["username"] = "admin", ["password"] = "a-new-password-1", ["resource_type"] = "experiment", ["resource_id"] = secrets.ExperimentId, ["permission"] = "MANAGE",
            ["model_json"] = "{\"artifact_path\":\"x\",\"flavors\":{},\"utc_time_created\":\"x\",\"run_id\":\"x\"}", ["artifact_file_path"] = "a.txt", ["version"] = "1", ["source"] = "s3://b/x",
            ["alias"] = "champion", ["stage"] = "Production", ["is_admin"] = true,
        };
        var path = route.Pattern.Replace("{model_id}", secrets.ModelId, StringComparison.Ordinal).Replace("{tag_key}", "k", StringComparison.Ordinal)
            .Replace("{**path}", $"{secrets.ExperimentId}/{secrets.RunId}/artifacts/a.txt", StringComparison.Ordinal);
        if (route.Method == "GET")
        {
            fields["path"] = route.Name == "get-artifact" ? "a.txt" : $"{secrets.ExperimentId}/{secrets.RunId}/artifacts";
            path += "?" + string.Join('&', fields.Where(field => field.Key is not ("models" or "status" or "is_admin")).SelectMany(field => field.Value is string[] list ? list.Select(item => (field.Key, item)) : [(field.Key, field.Value.ToString()!)])
                .Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Item2)}"));
        }
        else if (route.Name == "upload-artifact")
        {
            path += $"?run_uuid={secrets.RunId}&path=b.txt";
        }
        else
        {
            fields["path"] = "b.txt";
        }

        if (route.Name.StartsWith("artifacts/presigned-upload", StringComparison.Ordinal))
        {
            fields.Remove("model_id");
        }

        return await server.SendAsync(who, new HttpMethod(route.Method), path, route.Method == "GET" ? null : JsonSerializer.Serialize(fields));
    }

    private sealed record Secrets(string ExperimentId, string RunId, string ModelId);
}
