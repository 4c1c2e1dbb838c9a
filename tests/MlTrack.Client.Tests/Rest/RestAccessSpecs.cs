using System.Text;
using MlTrack.Internal.Rest;
using MlTrack.Stores;
using MlTrack.Tests.Support;
using static MlTrack.Tests.Support.ScriptedServer;

namespace MlTrack.Tests.Rest;

/// <summary>Who the client says it is, to whom, and who never learns it.</summary>
public sealed class RestAccessSpecs
{
    private const string Secret = "marked-secret+/x";
    private const string Empty = "{}";

    [Fact]
    public async Task User_and_password_go_before_a_token_and_come_from_wherever_they_are()
    {
        var environment = new FakeEnvironment
        {
            ["MLFLOW_TRACKING_USERNAME"] = "ada", ["MLFLOW_TRACKING_PASSWORD"] = Secret, ["MLFLOW_TRACKING_TOKEN"] = "token", ["MLFLOW_WORKSPACE"] = "team",
        };
        (await AskAsync(environment: environment)).Header("Authorization").Should().Be(Basic("ada", Secret));
        (await AskAsync(environment: environment)).Header("X-MLFLOW-WORKSPACE").Should().Be("team");
        (await AskAsync(new RestStoreOptions { UserName = "bob", Password = "pä:" }, environment)).Header("Authorization").Should().Be(Basic("bob", "pä:"));
        (await AskAsync(new RestStoreOptions { TokenProvider = _ => new ValueTask<string>("fresh") }, environment)).Header("Authorization").Should().Be("Bearer fresh");

        environment.Remove("MLFLOW_TRACKING_PASSWORD");
        (await AskAsync(environment: environment)).Header("Authorization").Should().Be("Bearer token");
        (await AskAsync(new RestStoreOptions { Token = "own" }, environment)).Header("Authorization").Should().Be("Bearer own");
        (await AskAsync()).Headers.Should().NotContainKey("Authorization").And.NotContainKey("X-MLFLOW-WORKSPACE");
    }

    [Fact]
    public async Task User_and_password_in_the_uri_are_used_and_shown_nowhere()
    {
        await using var server = new ScriptedServer(Answer(200, Empty));
        using var harness = new RestHarness(server.Address.Replace("//", "//ada:" + Uri.EscapeDataString(Secret) + "@"));

        await harness.Store.SetTagAsync("r", new RunTag("t", "1"));

        server.Requests.Single().Header("Authorization").Should().Be(Basic("ada", Secret));
        (harness.Store.Uri, harness.Store.ToString()).Should().Be((server.Address, server.Address));
    }

    [Fact]
    public async Task The_file_of_MLflows_login_is_read()
    {
        using var home = new TempFolder();
        home.Write(".mlflow/credentials", "[mlflow]\nmlflow_tracking_username = ada\nmlflow_tracking_password = secret\n");
        var settings = RestSettings.Resolve("https://host", new RestStoreOptions(), new FakeEnvironment().Open(), home.Path);

        (await settings.Credentials.GetHeaderAsync(default))!.ToString().Should().Be(Basic("ada", "secret"));
    }

    [Fact]
    public async Task Headers_and_a_handler_of_the_program_are_part_of_every_request()
    {
        var options = new RestStoreOptions { WrapHandler = inner => new Stamp(inner), Headers = { ["X-Api-Key"] = "k" } };

        var request = await AskAsync(options);

        (request.Header("X-Api-Key"), request.Header("X-Stamp")).Should().Be(("k", "POST"));
        request.Header("User-Agent").Should().MatchRegex(@"^mltrack/\d+\.\d+\.\d+$");
    }

    [Theory]
    [InlineData("broken")]
    [InlineData("json")]
    [InlineData("text")]
    [InlineData("unreachable")]
    public async Task A_secret_is_in_no_exception_and_no_log(string fault)
    {
        var token = "marked-token-" + Guid.NewGuid().ToString("N");
        var echo = $"you sent Bearer {token} and {Secret}";
        await using var server = new ScriptedServer(fault switch
        {
            "json" => Answer(400, $$"""{"error_code": "BAD_REQUEST", "message": "{{echo}}"}"""),
            "text" => Answer(401, echo),
            _ => Answer(200, echo),
        });
        using var harness = new RestHarness(
            fault == "unreachable" ? "http://nobody:" + Uri.EscapeDataString(Secret) + "@127.0.0.1:1" : server.Address,
            new RestStoreOptions { TokenProvider = fault == "unreachable" ? null : _ => new ValueTask<string>(token), Headers = { ["X-Key"] = Secret }, MaxRetries = 1 });

        var error = await Assert.ThrowsAnyAsync<MlTrackException>(async () => await harness.Store.GetRunAsync("r"));

        var texts = string.Join("\n", harness.Logger.Entries.Select(entry => entry.Message).Append(error.ToString()).Append((error as MlTrackServerException)?.BodyExcerpt));
        texts.Should().NotContain(token).And.NotContain(Secret).And.NotContain(Uri.EscapeDataString(Secret))
            .And.NotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes("nobody:" + Secret)));
    }

    [Fact]
    public async Task A_redirect_within_the_server_is_followed_with_everything()
    {
        await using var server = new ScriptedServer(Answer(308, "", "Location: /moved?x=1"), Answer(200, Empty));
        using var harness = new RestHarness(server.Address, new RestStoreOptions { Token = "token" });

        await harness.Store.SetTagAsync("r", new RunTag("t", "1"));

        var (first, second) = (server.Requests.First(), server.Requests.Last());
        second.Line.Should().Be("POST /moved?x=1 HTTP/1.1");
        second.Text.Should().Be(first.Text).And.Contain("\"t\"");
        second.Header("Authorization").Should().Be("Bearer token");
    }

    [Fact]
    public async Task A_redirect_to_another_server_takes_no_credentials_along_and_nothing_that_is_written()
    {
        await using var other = new ScriptedServer(Answer(200, "content"));
        await using var server = new ScriptedServer(Answer(302, "", $"Location: {other.Address}/file"), Answer(307, "", $"Location: {other.Address}/write"));
        using var harness = new RestHarness(server.Address, new RestStoreOptions { Token = "token", Headers = { ["X-Api-Key"] = "k" } });
        var artifacts = await harness.OpenArtifactsAsync();

        using (var reader = new StreamReader(await artifacts.OpenReadAsync("f")))
        {
            (await reader.ReadToEndAsync()).Should().Be("content");
        }

        var error = await Assert.ThrowsAsync<MlTrackException>(async () => await harness.Store.SetTagAsync("r", new RunTag("t", "1")));

        error.Message.Should().Contain($"redirected (307) to {other.Address}/write").And.Contain("change the tracking URI");
        other.Requests.Single().Headers.Should().NotContainKey("Authorization").And.NotContainKey("X-Api-Key");
    }

    [Fact]
    public async Task Redirects_can_be_forbidden_and_do_not_go_round_for_ever()
    {
        await using var server = new ScriptedServer([.. Enumerable.Repeat(Answer(302, "", "Location: /round"), 10)]);
        using var forbidden = new RestHarness(server.Address, new RestStoreOptions { AllowRedirects = false });
        using var allowed = new RestHarness(server.Address);

        (await Assert.ThrowsAsync<MlTrackException>(async () => await forbidden.Store.GetRunAsync("r"))).Message.Should().Contain("MLFLOW_ALLOW_HTTP_REDIRECTS");
        (await Assert.ThrowsAsync<MlTrackException>(async () => await allowed.Store.GetRunAsync("r"))).Message.Should().Contain("one redirect too many");
        server.Requests.Should().HaveCount(7);
    }

    [Theory]
    [InlineData("http://10.1.2.3:5000", true)]
    [InlineData("http://127.0.0.1:5000", false)]
    [InlineData("http://localhost", false)]
    [InlineData("https://10.1.2.3", false)]
    public void Credentials_in_the_clear_are_warned_about(string uri, bool warns)
    {
        using var harness = new RestHarness(uri, new RestStoreOptions { Token = "token" });

        harness.Logger.Entries.Any(entry => entry.Message.Contains("in the clear", StringComparison.Ordinal)).Should().Be(warns);
    }

    private static async Task<ScriptedRequest> AskAsync(RestStoreOptions? options = null, FakeEnvironment? environment = null)
    {
        await using var server = new ScriptedServer(Answer(200, Empty));
        using var harness = new RestHarness(server.Address, options, environment?.Open());
        await harness.Store.SetTagAsync("r", new RunTag("t", "1"));
        return server.Requests.Single();
    }

    private static string Basic(string user, string password) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));

    private sealed class Stamp(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Add("X-Stamp", request.Method.Method);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
