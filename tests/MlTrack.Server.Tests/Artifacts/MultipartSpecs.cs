using System.Net;
using System.Text;
using System.Text.Json;
using MlTrack.Server.Internal.Security;
using MlTrack.Server.Tests.Support;
using MlTrack.Stores;

namespace MlTrack.Server.Tests.Artifacts;

/// <summary>Large files arrive in parts, and are there whole or not at all.</summary>
public sealed class MultipartSpecs
{
    private const string Service = "/api/2.0/mlflow-artifacts/";

    [Fact]
    public async Task Parts_in_any_order_become_one_file_when_all_are_there()
    {
        await using var server = await TestServer.StartAsync();
        var run = await NewRunAsync(server);
        var folder = $"{run.ExperimentId}/{run.RunId}/artifacts/model";
        var upload = await CreateAsync(server, folder, "/home/ann/big.bin", 3);

        var tags = new string[3];
        foreach (var number in new[] { 3, 1, 2 })
        {
            tags[number - 1] = await PutAsync(server, upload, number, "part" + number);
        }

        tags[1] = await PutAsync(server, upload, 2, "other");
        (await server.Client.GetAsync($"{Service}artifacts/{folder}/big.bin")).StatusCode.Should().Be(HttpStatusCode.NotFound, "it is not complete");
        (await CompleteAsync(server, folder, upload, tags)).StatusCode.Should().Be(HttpStatusCode.OK);

        (await server.Client.GetStringAsync($"{Service}artifacts/{folder}/big.bin")).Should().Be("part1otherpart3");
        (await File.ReadAllTextAsync(Path.Combine(server.Folder, "mlruns", run.ExperimentId, run.RunId, "artifacts", "model", "big.bin"))).Should().Be("part1otherpart3");
        Left(server).Should().BeEmpty();
        (await CompleteAsync(server, folder, upload, tags)).StatusCode.Should().Be(HttpStatusCode.NotFound, "it has ended");
        (await server.Client.GetStringAsync("/api/3.0/mlflow/server-info")).Should().Contain("\"multipart_uploads_enabled\":true");
    }

    [Fact]
    public async Task An_aborted_upload_and_one_that_nobody_goes_on_with_leave_nothing()
    {
        var time = new ManualTime();
        await using var server = await TestServer.StartAsync(options => options.TimeProvider = time);
        var aborted = await CreateAsync(server, "d", "a.bin", 2);
        await PutAsync(server, aborted, 1, "x");
        (await PostAsync(server, "abort/d", new { path = "a.bin", upload_id = aborted.Id })).StatusCode.Should().Be(HttpStatusCode.OK);
        Left(server).Should().BeEmpty();
        (await PutRawAsync(server, aborted.Urls[0], "x")).StatusCode.Should().Be(HttpStatusCode.NotFound);

        var abandoned = await CreateAsync(server, "d", "b.bin", 2);
        await PutAsync(server, abandoned, 1, "x");
        time.Move(TimeSpan.FromHours(25));
        await CreateAsync(server, "d", "c.bin", 1);

        Left(server).Should().ContainSingle().Which.Should().NotContain(abandoned.Id);
        (await server.Client.GetStringAsync($"{Service}artifacts?path=")).Should().Be("{}", "uploads lie in no place that is served");
    }

    [Theory]
    [InlineData("d", "../x", 1, "x")]
    [InlineData("a/../../b", "x", 1, null)]
    [InlineData("d%2f..%2f..", "x", 1, null)]
    [InlineData("d", "x#y", 1, null)]
    [InlineData("d", "", 1, null)]
    [InlineData("d", "dir/", 1, null)]
    [InlineData("d", "x", 0, null)]
    [InlineData("d", "x", 10_001, null)]
    public async Task Paths_and_numbers_are_checked_before_anything_is_sent(string folder, string path, int parts, string? name)
    {
        await using var server = await TestServer.StartAsync();

        var answer = await PostAsync(server, "create/" + folder, new { path, num_parts = parts });

        if (name is null)
        {
            ((int)answer.StatusCode).Should().BeOneOf(400, 404);
            Left(server).Should().BeEmpty();
        }
        else
        {
            var upload = await ReadAsync(answer);
            (await CompleteAsync(server, folder, upload, await PutAsync(server, upload, 1, "x"), path)).StatusCode.Should().Be(HttpStatusCode.OK);
            (await server.Client.GetStringAsync($"{Service}artifacts/{folder}/{name}")).Should().Be("x", "of the client's own path only the name counts");
        }
    }

    [Fact]
    public async Task Parts_that_are_not_those_that_were_sent_do_not_complete_a_file()
    {
        await using var server = await TestServer.StartAsync(options => options.MaxArtifactBytes = 10);
        var upload = await CreateAsync(server, "d", "a.bin", 2);
        var first = await PutAsync(server, upload, 1, "12345");

        (await CompleteAsync(server, "d", upload, first)).StatusCode.Should().Be(HttpStatusCode.BadRequest, "a part is missing");
        (await CompleteAsync(server, "d", upload, [first, first])).StatusCode.Should().Be(HttpStatusCode.BadRequest, "the second is another");
        (await PutRawAsync(server, upload.Urls[1], "1234567")).StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge, "both together are too long");
        (await PutRawAsync(server, upload.Urls[1].Replace("/2?", "/3?", StringComparison.Ordinal), "1")).StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await PostAsync(server, "complete/e", new { path = "a.bin", upload_id = upload.Id, parts = new[] { new { part_number = 1, etag = first } } })).StatusCode
            .Should().Be(HttpStatusCode.NotFound, "it is the upload of another path");
        var second = await PutAsync(server, upload, 2, "67890");
        (await CompleteAsync(server, "d", upload, [first, second])).StatusCode.Should().Be(HttpStatusCode.OK);
        (await server.Client.GetStringAsync($"{Service}artifacts/d/a.bin")).Should().Be("1234567890");
    }

    [Fact]
    public async Task Only_who_may_write_begins_and_ends_an_upload_and_only_who_has_the_secret_sends_parts()
    {
        await using var server = await TestServer.StartWithUsersAsync();
        var (admin, ann) = (TestServer.Basic("admin", TestServer.AdminPassword), TestServer.Basic("ann", TestServer.AnnPassword));
        var run = await NewRunAsync(server);
        var folder = $"{run.ExperimentId}/{run.RunId}/artifacts";
        const string Create = """{"path":"a.bin","num_parts":1}""";

        (await server.SendAsync(ann, HttpMethod.Post, $"{Service}mpu/create/{folder}", Create)).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await server.SendAsync(null, HttpMethod.Post, $"{Service}mpu/create/{folder}", Create)).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        var upload = await ReadAsync(await server.SendAsync(admin, HttpMethod.Post, $"{Service}mpu/create/{folder}", Create));
        var withoutSecret = upload.Urls[0][..upload.Urls[0].IndexOf('?', StringComparison.Ordinal)];
        (await PutRawAsync(server, withoutSecret, "x")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await PutRawAsync(server, withoutSecret + "?secret=guess", "x")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        var tag = await PutAsync(server, upload, 1, "secret");
        var complete = JsonSerializer.Serialize(new { path = "a.bin", upload_id = upload.Id, parts = new[] { new { part_number = 1, etag = tag } } });
        server.Users.ChangeUser("ann", user => user with { Grants = [new GrantRecord("experiment", run.ExperimentId, "EDIT")] });
        (await server.SendAsync(ann, HttpMethod.Post, $"{Service}mpu/complete/{folder}", complete)).StatusCode.Should().Be(HttpStatusCode.NotFound, "it is another user's");

        (await server.SendAsync(admin, HttpMethod.Post, $"{Service}mpu/complete/{folder}", complete)).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_server_behind_a_proxy_that_it_does_not_know_and_one_that_is_told_so_take_files_whole()
    {
        await using var server = await TestServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, Service + "mpu/create/d") { Content = Json(new { path = "a.bin", num_parts = 1 }) };
        request.Headers.Add("X-Forwarded-Proto", "https");

        var answer = await server.Client.SendAsync(request);

        answer.StatusCode.Should().Be(HttpStatusCode.NotImplemented);
        (await answer.Content.ReadAsStringAsync()).Should().Contain("Multipart upload is not supported for the current artifact repository");
        await using var without = await TestServer.StartAsync(options => options.MultipartUploads = false);
        (await PostAsync(without, "create/d", new { path = "a.bin", num_parts = 1 })).StatusCode.Should().Be(HttpStatusCode.NotImplemented);
        (await without.Client.GetStringAsync("/api/3.0/mlflow/server-info")).Should().Contain("\"multipart_uploads_enabled\":false");
    }

    private static async Task<RunInfo> NewRunAsync(TestServer server) => (await server.Store.CreateRunAsync(new CreateRunRequest { ExperimentId = "0" })).Info;

    private static string[] Left(TestServer server)
    {
        var folder = Path.Combine(server.Folder, "mlartifacts.uploads");
        return Directory.Exists(folder) ? Directory.GetDirectories(folder) : [];
    }

    private static async Task<Upload> CreateAsync(TestServer server, string folder, string path, int parts) =>
        await ReadAsync(await PostAsync(server, "create/" + folder, new { path, num_parts = parts }));

    private static async Task<Upload> ReadAsync(HttpResponseMessage answer)
    {
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        var places = json.RootElement.GetProperty("credentials").EnumerateArray().Select(place => place.GetProperty("url").GetString()!).ToArray();
        return new Upload(json.RootElement.GetProperty("upload_id").GetString()!, places);
    }

    private static async Task<string> PutAsync(TestServer server, Upload upload, int number, string content)
    {
        var answer = await PutRawAsync(server, upload.Urls[number - 1], content);
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        return answer.Headers.ETag!.Tag;
    }

    // As MLflow's client sends parts: without credentials.
    private static Task<HttpResponseMessage> PutRawAsync(TestServer server, string url, string content) =>
        server.Client.PutAsync(url, new ByteArrayContent(Encoding.UTF8.GetBytes(content)));

    private static Task<HttpResponseMessage> CompleteAsync(TestServer server, string folder, Upload upload, string tag, string path) =>
        PostAsync(server, "complete/" + folder, new { path, upload_id = upload.Id, parts = new[] { new { part_number = 1, etag = tag } } });

    private static Task<HttpResponseMessage> CompleteAsync(TestServer server, string folder, Upload upload, params string[] tags) => PostAsync(
        server, "complete/" + folder, new { path = folder == "d" ? "a.bin" : "big.bin", upload_id = upload.Id, parts = tags.Select((tag, index) => new { part_number = index + 1, etag = tag }) });

    private static Task<HttpResponseMessage> PostAsync<T>(TestServer server, string step, T message) => server.Client.PostAsync($"{Service}mpu/{step}", Json(message));

    private static StringContent Json<T>(T message) => new(JsonSerializer.Serialize(message), new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));

    private sealed record Upload(string Id, string[] Urls);
}
