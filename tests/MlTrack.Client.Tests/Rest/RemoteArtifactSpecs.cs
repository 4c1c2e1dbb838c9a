using System.Security.Cryptography;
using MlTrack.Stores;
using MlTrack.Tests.Support;
using static MlTrack.Tests.Support.ScriptedServer;

namespace MlTrack.Tests.Rest;

/// <summary>Artifacts behind a server's proxy, when transfers break and servers lie.</summary>
public sealed class RemoteArtifactSpecs
{
    private static readonly byte[] Content = RandomNumberGenerator.GetBytes(300_000);

    [Theory]
    [InlineData("ETag: \"1\"", "\"1\"")]
    [InlineData("Last-Modified: Wed, 21 Oct 2015 07:28:00 GMT", "Wed, 21 Oct 2015 07:28:00 GMT")]
    [InlineData("X-Nothing: 1", null)]
    public async Task A_download_that_breaks_off_goes_on_where_it_was(string validator, string? condition)
    {
        using var folder = new TempFolder();
        await using var server = new ScriptedServer(
            Answer(200, "{}"),
            BreakOff(200, Content[..100_000], Content.Length, validator),
            Reset,
            BreakOff(206, Content[100_000..200_000], 200_000, validator, "Content-Range: bytes 100000-299999/300000"),
            AnswerBytes(206, Content[200_000..], validator, "Content-Range: bytes 200000-299999/300000"));
        using var harness = new RestHarness(server.Address);

        var file = await (await harness.OpenArtifactsAsync()).DownloadAsync("d/model.zip", folder.Path);

        (await File.ReadAllBytesAsync(file)).Should().Equal(Content);
        Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(file)!).Should().ContainSingle();
        var asked = server.Requests.Skip(1).ToList();
        asked.Should().OnlyContain(request => request.Line == "GET /api/2.0/mlflow-artifacts/artifacts/0/r/artifacts/d/model.zip HTTP/1.1");
        asked.Select(request => request.Header("Range")).Should().Equal(null, "bytes=100000-", "bytes=100000-", "bytes=200000-");
        asked.Skip(1).Select(request => request.Header("If-Range")).Should().AllBeEquivalentTo(condition);
    }

    [Fact]
    public async Task A_server_without_ranges_sends_the_beginning_again_and_it_is_passed_over()
    {
        await using var server = new ScriptedServer(BreakOff(200, Content[..100_000], Content.Length, "ETag: \"1\""), AnswerBytes(200, Content, "ETag: \"1\""));
        using var harness = new RestHarness(server.Address);

        (await ReadAsync(await harness.OpenArtifactsAsync(), "f")).Should().Equal(Content);
    }

    [Fact]
    public async Task A_file_that_was_replaced_meanwhile_is_not_joined_with_the_old_one()
    {
        using var folder = new TempFolder();
        await using var server = new ScriptedServer(Answer(200, "{}"), BreakOff(200, Content[..100_000], Content.Length, "ETag: \"1\""), AnswerBytes(200, Content, "ETag: \"2\""));
        using var harness = new RestHarness(server.Address);
        var artifacts = await harness.OpenArtifactsAsync();

        var error = await Assert.ThrowsAsync<MlTrackException>(async () => await artifacts.DownloadAsync("f", folder.Path));

        error.Message.Should().Contain("was changed on the server while it was read");
        error.IsTransient.Should().BeTrue();
        Directory.EnumerateFileSystemEntries(folder.Path).Should().BeEmpty();
    }

    [Fact]
    public async Task A_download_that_never_goes_on_fails_in_the_end()
    {
        await using var server = new ScriptedServer([BreakOff(200, Content[..1000], Content.Length, "ETag: \"1\""), .. Enumerable.Repeat<Func<System.Net.Sockets.Socket, Task>>(Reset, 20)]);
        using var harness = new RestHarness(server.Address, new RestStoreOptions { MaxRetries = 2 });
        var artifacts = await harness.OpenArtifactsAsync();

        (await Assert.ThrowsAsync<MlTrackException>(() => ReadAsync(artifacts, "f"))).IsTransient.Should().BeTrue();
    }

    [Fact]
    public async Task An_upload_is_sent_again_from_where_the_stream_stood()
    {
        await using var server = new ScriptedServer(Answer(503, "starting"), Reset, Answer(200, ""));
        using var harness = new RestHarness(server.Address);
        using var content = new MemoryStream(Content) { Position = 1000 };

        await (await harness.OpenArtifactsAsync()).UploadAsync(content, "d/ü 1+2.bin");

        server.Requests.Should().HaveCount(3).And.OnlyContain(request => request.Line == "PUT /api/2.0/mlflow-artifacts/artifacts/0/r/artifacts/d/%C3%BC%201%2B2.bin HTTP/1.1");
        server.Requests.Last().Body.Should().Equal(Content[1000..]);
        content.CanRead.Should().BeTrue();
    }

    [Fact]
    public async Task A_stream_that_can_be_read_once_is_sent_once()
    {
        await using var server = new ScriptedServer(Answer(503, "starting"));
        using var harness = new RestHarness(server.Address);
        var artifacts = await harness.OpenArtifactsAsync();

        var error = await Assert.ThrowsAsync<MlTrackServerException>(async () => await artifacts.UploadAsync(new OnceStream(Content), "f"));

        error.IsTransient.Should().BeTrue();
        server.Requests.Single().Body.Should().Equal(Content);
    }

    [Fact]
    public async Task A_fault_of_the_callers_own_stream_is_the_callers()
    {
        await using var server = new ScriptedServer(Answer(200, ""), Answer(200, ""));
        using var harness = new RestHarness(server.Address);
        var artifacts = await harness.OpenArtifactsAsync();

        (await Assert.ThrowsAsync<IOException>(async () => await artifacts.UploadAsync(new OnceStream(Content, failAt: 100_000), "f"))).Message.Should().Be("the disk is gone");
        harness.Waits.Should().BeEmpty();
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("a\\b")]
    [InlineData("%2e%2e%2fx")]
    [InlineData("C:")]
    public async Task Names_of_a_server_that_lead_elsewhere_are_refused(string name)
    {
        using var folder = new TempFolder();
        await using var server = new ScriptedServer(Answer(200, $$"""{"files": [{"path": {{System.Text.Json.JsonSerializer.Serialize(name)}}, "is_dir": false, "file_size": 1}]}"""));
        using var harness = new RestHarness(server.Address);
        var artifacts = await harness.OpenArtifactsAsync();

        var error = await Assert.ThrowsAsync<MlTrackException>(async () => await artifacts.DownloadAsync(null, folder.PathOf("in")));

        error.ErrorCode.Should().Be(MlTrackErrorCode.InvalidParameterValue);
        server.Requests.Should().ContainSingle();
        Directory.EnumerateFileSystemEntries(folder.Path).Should().BeEmpty();
    }

    [Fact]
    public async Task A_tree_without_end_is_left()
    {
        using var folder = new TempFolder();
        await using var server = new ScriptedServer([.. Enumerable.Repeat(Answer(200, """{"files": [{"path": "d", "is_dir": true}]}"""), 200)]);
        using var harness = new RestHarness(server.Address);
        var artifacts = await harness.OpenArtifactsAsync();

        (await Assert.ThrowsAsync<MlTrackException>(async () => await artifacts.DownloadAsync(null, folder.Path))).Message.Should().Contain("levels of folders");
    }

    [Fact]
    public async Task The_recorded_place_decides_where_artifacts_are()
    {
        await using var server = new ScriptedServer(Answer(200, ""), Answer(200, ""));
        await using var stranger = new ScriptedServer(Answer(200, ""), Answer(200, ""));
        using var harness = new RestHarness(server.Address + "/ml", new RestStoreOptions { Token = "token" });
        var host = stranger.Address["http://".Length..];

        foreach (var uri in new[] { "mlflow-artifacts:///0/a b", server.Address + "/ml/api/2.0/mlflow-artifacts/artifacts/0/a%20b", $"mlflow-artifacts://{host}/0", stranger.Address + "/files" })
        {
            await (await harness.OpenArtifactsAsync(uri)).UploadAsync(new MemoryStream([1]), "f");
        }

        server.Requests.Select(request => request.Line).Should().AllBe("PUT /ml/api/2.0/mlflow-artifacts/artifacts/0/a%20b/f HTTP/1.1");
        server.Requests.Select(request => request.Header("Authorization")).Should().AllBe("Bearer token");
        stranger.Requests.Select(request => request.Line).Should().Equal("PUT /ml/api/2.0/mlflow-artifacts/artifacts/0/f HTTP/1.1", "PUT /files/f HTTP/1.1");
        stranger.Requests.Should().OnlyContain(request => request.Header("Authorization") == null);
    }

    [Fact]
    public async Task Places_that_need_no_server_are_opened_straight_and_unknown_ones_are_named()
    {
        using var folder = new TempFolder();
        using var harness = new RestHarness("http://127.0.0.1:1");

        await (await harness.OpenArtifactsAsync(new Uri(folder.Path).AbsoluteUri)).UploadAsync(new MemoryStream([1]), "f");
        var unknown = async () => await harness.OpenArtifactsAsync("nobody-knows://x");

        File.Exists(folder.PathOf("f")).Should().BeTrue();
        (await unknown.Should().ThrowAsync<MlTrackException>()).Which.Message.Should().Contain("Could not find a registered artifact repository for: nobody-knows://x");
    }

    [Fact]
    public async Task A_large_file_goes_in_parts_where_the_server_takes_them()
    {
        await using var store = new ScriptedServer(
            Answer(200, "", "ETag: \"e1\""), Answer(503, "busy"), Answer(200, "", "ETag: \"e2\""), Answer(200, "", "ETag: \"e3\""));
        var places = string.Join(",", Enumerable.Range(1, 3).Select(i => $$$"""{"url": "{{{store.Address}}}/p{{{i}}}?sig=s", "part_number": {{{i}}}, "headers": {"x-part": "{{{i}}}"}}"""));
        await using var server = new ScriptedServer(
            Answer(200, """{"multipart_uploads_enabled": true}"""), Answer(200, $$"""{"upload_id": "u", "credentials": [{{places}}]}"""), Answer(200, "{}"));
        using var harness = new RestHarness(server.Address, new RestStoreOptions { Token = "token" }, InParts.Open());

        await (await harness.OpenArtifactsAsync()).UploadAsync(new MemoryStream(Content), "d/big");

        server.Requests.Select(request => request.Line.Split(' ')[1]).Should().Equal(
            "/api/3.0/mlflow/server-info", "/api/2.0/mlflow-artifacts/mpu/create/0/r/artifacts/d", "/api/2.0/mlflow-artifacts/mpu/complete/0/r/artifacts/d");
        server.Requests.ElementAt(1).Text.Should().Be("""{"path":"big","num_parts":3}""");
        server.Requests.Last().Text.Should().Contain("\"part_number\":3").And.Contain("e1").And.Contain("e2").And.Contain("e3").And.Contain("\"upload_id\":\"u\"");
        store.Requests.Select(request => request.Header("x-part")).Should().Equal("1", "2", "2", "3");
        store.Requests.Should().OnlyContain(request => request.Header("Authorization") == null);
        store.Requests.Where((_, index) => index != 1).SelectMany(request => request.Body).Should().Equal(Content);
    }

    [Fact]
    public async Task A_server_that_takes_no_parts_gets_the_file_whole()
    {
        await using var server = new ScriptedServer(
            Answer(200, """{"multipart_uploads_enabled": true}"""),
            Answer(501, """{"error_code": "NOT_IMPLEMENTED", "message": "Multipart upload is not supported for the current artifact repository"}"""),
            Answer(200, ""));
        using var harness = new RestHarness(server.Address, environment: InParts.Open());

        await (await harness.OpenArtifactsAsync()).UploadAsync(new MemoryStream(Content), "big");

        server.Requests.Last().Body.Should().Equal(Content);
    }

    [Fact]
    public async Task Parts_that_are_refused_are_dropped()
    {
        await using var store = new ScriptedServer(Answer(403, "expired"));
        await using var server = new ScriptedServer(
            Answer(200, """{"multipart_uploads_enabled": true}"""), Answer(200, $$$"""{"upload_id": "u", "credentials": [{{{"{"}}}"url": "{{{store.Address}}}/p1", "part_number": 1{{{"}"}}}]}"""), Answer(200, "{}"));
        var environment = new FakeEnvironment { ["MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE"] = "1000" };
        using var harness = new RestHarness(server.Address, environment: environment.Open());
        var artifacts = await harness.OpenArtifactsAsync();

        (await Assert.ThrowsAsync<MlTrackServerException>(async () => await artifacts.UploadAsync(new MemoryStream(Content), "big"))).StatusCode.Should().Be(403);

        server.Requests.Last().Line.Should().StartWith("POST /api/2.0/mlflow-artifacts/mpu/abort/0/r/artifacts");
    }

    private static FakeEnvironment InParts => new() { ["MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE"] = "1000", ["MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE"] = "100000" };

    private static async Task<byte[]> ReadAsync(IArtifactRepository artifacts, string path)
    {
        using var whole = new MemoryStream();
        await using var stream = await artifacts.OpenReadAsync(path);
        await stream.CopyToAsync(whole);
        return whole.ToArray();
    }

    /// <summary>Can be read once, like a stream from elsewhere, and may fail on the way.</summary>
    private sealed class OnceStream(byte[] content, int failAt = int.MaxValue) : MemoryStream(content)
    {
        public override bool CanSeek => false;

        public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            await Task.Yield();
            return base.Position < failAt ? base.Read(buffer, offset, Math.Min(count, 10_000)) : throw new IOException("the disk is gone");
        }
    }
}
