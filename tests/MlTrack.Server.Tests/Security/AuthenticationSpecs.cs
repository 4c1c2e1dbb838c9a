using System.Net;
using System.Net.Http.Headers;
using MlTrack.Server.Tests.Support;

namespace MlTrack.Server.Tests.Security;

public sealed class AuthenticationSpecs
{
    private const string Anything = "/api/2.0/mlflow/experiments/get?experiment_id=0";

    [Fact]
    public async Task A_password_is_kept_as_a_hash_in_a_file_that_only_its_owner_reads()
    {
        await using var server = await TestServer.StartWithUsersAsync();

        var text = await File.ReadAllTextAsync(server.Users.FilePath);

        text.Should().Contain("\"ann\"").And.NotContain(TestServer.AnnPassword);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(server.Users.FilePath).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Theory]
    [InlineData("short")]
    [InlineData("password1234")]
    [InlineData("aaaaaaaaaaaa")]
    [InlineData("bobbob-bob-b")]
    public void A_weak_password_is_refused(string password)
    {
        using var folder = new TempFolder();
        var users = new MlTrackUsersFile(folder.Combine("users.json"), 10, TimeProvider.System);

        var add = () => users.AddUser("bobbob-bob", password);

        add.Should().Throw<MlTrackException>().Which.ErrorCode.Should().Be(MlTrackErrorCode.InvalidParameterValue);
    }

    [Fact]
    public async Task A_token_logs_in_until_it_is_revoked_or_ends()
    {
        var time = new ManualTime();
        await using var server = await TestServer.StartWithUsersAsync(time: time);
        var token = server.Users.CreateToken("ann", "laptop");
        var brief = server.Users.CreateToken("ann", "ci", time.GetUtcNow().AddHours(1));

        (await StatusAsync(server, new("Bearer", token))).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(server, new("Bearer", brief))).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(server, new("Bearer", token + "x"))).Should().Be(HttpStatusCode.Unauthorized);
        (await File.ReadAllTextAsync(server.Users.FilePath)).Should().NotContain(token);

        time.Move(TimeSpan.FromHours(2));
        server.Users.RevokeToken("ann", "laptop");

        (await StatusAsync(server, new("Bearer", token))).Should().Be(HttpStatusCode.Unauthorized);
        (await StatusAsync(server, new("Bearer", brief))).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task What_another_process_changes_counts_within_a_second()
    {
        var time = new ManualTime();
        await using var server = await TestServer.StartWithUsersAsync(time: time);
        var ann = TestServer.Basic("ann", TestServer.AnnPassword);
        (await StatusAsync(server, ann)).Should().Be(HttpStatusCode.OK);

        new MlTrackUsersFile(server.Users.FilePath, 10, TimeProvider.System).RemoveUser("ann");
        time.Move(TimeSpan.FromSeconds(1.1));

        (await StatusAsync(server, ann)).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Guessing_is_slowed_down_and_the_right_password_works_again_later()
    {
        var time = new ManualTime();
        await using var server = await TestServer.StartWithUsersAsync(time: time);
        for (var i = 0; i < 10; i++)
        {
            (await StatusAsync(server, TestServer.Basic("ann", "wrong-password"))).Should().Be(HttpStatusCode.Unauthorized);
        }

        (await StatusAsync(server, TestServer.Basic("ann", "wrong-password"))).Should().Be(HttpStatusCode.Unauthorized);
        using var slowed = await server.SendAsync(TestServer.Basic("ann", TestServer.AnnPassword), HttpMethod.Get, Anything);
        slowed.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        slowed.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(1));

        time.Move(TimeSpan.FromSeconds(2));
        (await StatusAsync(server, TestServer.Basic("ann", TestServer.AnnPassword))).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Refusals_and_deletions_are_in_the_audit_log_without_values()
    {
        using var folder = new TempFolder();
        var log = folder.Combine("audit.jsonl");
        await using (var server = await TestServer.StartWithUsersAsync(options => options.AuditLog = log))
        {
            var admin = TestServer.Basic("admin", TestServer.AdminPassword);
            var id = await server.Store.CreateExperimentAsync(new Stores.CreateExperimentRequest { Name = "vision" });
            await server.SendAsync(admin, HttpMethod.Post, "/api/2.0/mlflow/experiments/delete", $$"""{"experiment_id":"{{id}}"}""");
            await server.SendAsync(TestServer.Basic("admin", "wrong-password"), HttpMethod.Get, Anything);
            await server.SendAsync(admin, HttpMethod.Post, "/api/2.0/mlflow/users/create", """{"username":"bob","password":"bob-password-1"}""");
            await server.SendAsync(admin, HttpMethod.Get, Anything);
            await server.SendAsync(null, HttpMethod.Get, "/version");
            var lines = (await File.ReadAllLinesAsync(log)).Select(line => System.Text.Json.Nodes.JsonNode.Parse(line)!).ToList();

            lines.Select(line => (string?)line["operation"]).Should().Equal("experiments/delete", "experiments/get", "users/create");
            ((string?)lines[0]["user"]).Should().Be("admin");
            ((string?)lines[0]["ids"]![0]).Should().Be(id);
            ((int)lines[1]["status"]!).Should().Be(401);
        }

        (await File.ReadAllTextAsync(log)).Should().NotContain("password-1").And.NotContain("wrong-password");
    }

    [Fact]
    public async Task A_client_that_writes_too_fast_is_asked_to_wait()
    {
        await using var server = await TestServer.StartAsync(options => options.WritesPerSecond = 5);
        var answers = new List<HttpResponseMessage>();
        for (var i = 0; i < 40; i++)
        {
            answers.Add(await server.SendAsync(null, HttpMethod.Post, "/api/2.0/mlflow/experiments/set-experiment-tag", """{"experiment_id":"0","key":"k","value":"v"}"""));
        }

        answers.Should().Contain(answer => answer.StatusCode == HttpStatusCode.OK);
        answers.Where(answer => answer.StatusCode == HttpStatusCode.TooManyRequests).Should().NotBeEmpty()
            .And.OnlyContain(answer => answer.Headers.RetryAfter!.Delta == TimeSpan.FromSeconds(1));
        (await server.Client.GetAsync(Anything)).StatusCode.Should().Be(HttpStatusCode.OK, "reading is not limited");
    }

    private static async Task<HttpStatusCode> StatusAsync(TestServer server, AuthenticationHeaderValue who)
    {
        using var answer = await server.SendAsync(who, HttpMethod.Get, Anything);
        return answer.StatusCode;
    }
}
