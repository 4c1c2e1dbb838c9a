using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using MlTrack.Server.Tests.Support;
using MlTrack.Stores;

namespace MlTrack.Server.Tests.Artifacts;

public sealed class ArtifactProxySpecs
{
    private const string Proxy = "/api/2.0/mlflow-artifacts/artifacts/";

    [Fact]
    public async Task Files_of_a_run_go_into_the_run_in_the_tree()
    {
        await using var server = await TestServer.StartAsync();
        var run = await NewRunAsync(server);

        (await server.Client.PutAsync($"{Proxy}{run.ExperimentId}/{run.RunId}/artifacts/model/data.txt", new StringContent("hello"))).StatusCode.Should().Be(HttpStatusCode.OK);

        var own = Path.Combine(server.Folder, "mlruns", run.ExperimentId, run.RunId, "artifacts", "model", "data.txt");
        (await File.ReadAllTextAsync(own)).Should().Be("hello");
        (await server.Client.GetStringAsync($"/get-artifact?run_id={run.RunId}&path=model/data.txt")).Should().Be("hello");
        (await server.Client.GetStringAsync($"/api/2.0/mlflow/artifacts/list?run_id={run.RunId}&path=model"))
            .Should().Be($$"""{"root_uri":"mlflow-artifacts:/{{run.ExperimentId}}/{{run.RunId}}/artifacts","files":[{"path":"model/data.txt","is_dir":false,"file_size":5}]}""");
    }

    [Fact]
    public async Task Nothing_of_a_run_but_its_artifacts_can_be_reached()
    {
        await using var server = await TestServer.StartAsync();
        var run = await NewRunAsync(server);
        var below = $"{Proxy}{run.ExperimentId}/{run.RunId}";

        (await server.Client.GetAsync(below + "/meta.yaml")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await server.Client.PutAsync(below + "/params/lr", new StringContent("1"))).StatusCode.Should().Be(HttpStatusCode.OK);
        (await server.Client.DeleteAsync(below)).StatusCode.Should().Be(HttpStatusCode.OK);

        (await server.Store.GetRunAsync(run.RunId)).Data.Params.Should().BeEmpty("other paths lie below the destination, not in the tree");
    }

    [Fact]
    public async Task A_run_is_not_found_under_another_experiment()
    {
        await using var server = await TestServer.StartAsync();
        var run = await NewRunAsync(server);
        await server.Client.PutAsync($"{Proxy}{run.ExperimentId}/{run.RunId}/artifacts/a.txt", new StringContent("secret"));

        var answer = await server.Client.GetAsync($"{Proxy}77/{run.RunId}/artifacts/a.txt");

        answer.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_place_outside_of_the_tree_is_not_served_whatever_is_recorded(bool serveArtifacts)
    {
        await using var server = await TestServer.StartAsync(options => options.ServeArtifacts = serveArtifacts);
        using var outside = new TempFolder();
        await File.WriteAllTextAsync(outside.Combine("secret.txt"), "secret");
        var experiment = await server.Store.CreateExperimentAsync(new CreateExperimentRequest { Name = "elsewhere", ArtifactLocation = outside.Path });
        var run = (await server.Store.CreateRunAsync(new CreateRunRequest { ExperimentId = experiment })).Info;

        var model = await server.Store.CreateLoggedModelAsync(new CreateLoggedModelRequest { ExperimentId = experiment, Name = "forest" });
        var proxied = $"{Proxy}{experiment}/{run.RunId}/artifacts/a.txt";
        var paths = new[]
        {
            $"/get-artifact?run_id={run.RunId}&path=a.txt", $"/api/2.0/mlflow/artifacts/list?run_id={run.RunId}", $"/api/2.0/mlflow/logged-models/{model.ModelId}/artifacts/directories",
            $"/ajax-api/2.0/mlflow/logged-models/{model.ModelId}/artifacts/files?artifact_file_path=a.txt",
        };
        foreach (var path in serveArtifacts ? paths.Append(proxied) : paths)
        {
            var answer = await server.Client.GetAsync(path);

            answer.StatusCode.Should().Be(HttpStatusCode.BadRequest);
            (await answer.Content.ReadAsStringAsync()).Should().Contain("does not serve").And.NotContain(outside.Path);
        }
    }

    [Fact]
    public async Task A_part_of_a_file_is_sent_when_it_is_asked_for()
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.PutAsync(Proxy + "d/a.bin", new ByteArrayContent([.. Enumerable.Range(0, 100).Select(i => (byte)i)]));
        using var request = new HttpRequestMessage(HttpMethod.Get, Proxy + "d/a.bin") { Headers = { Range = new RangeHeaderValue(10, 19) } };

        var part = await server.Client.SendAsync(request);

        part.StatusCode.Should().Be(HttpStatusCode.PartialContent);
        part.Content.Headers.ContentRange!.ToString().Should().Be("bytes 10-19/100");
        (await part.Content.ReadAsByteArrayAsync()).Should().Equal(Enumerable.Range(10, 10).Select(i => (byte)i));
        using var beyond = new HttpRequestMessage(HttpMethod.Get, Proxy + "d/a.bin") { Headers = { Range = new RangeHeaderValue(100, 200) } };
        (await server.Client.SendAsync(beyond)).StatusCode.Should().Be(HttpStatusCode.RequestedRangeNotSatisfiable);
        using var many = new HttpRequestMessage(HttpMethod.Get, Proxy + "d/a.bin");
        many.Headers.TryAddWithoutValidation("Range", "bytes=0-1,3-4,0-99,0-99");
        (await (await server.Client.SendAsync(many)).Content.ReadAsByteArrayAsync()).Should().HaveCount(100);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_that_is_too_long_is_refused_and_leaves_nothing(bool chunked)
    {
        await using var server = await TestServer.StartAsync(options => options.MaxArtifactBytes = 1000);
        using var request = new HttpRequestMessage(HttpMethod.Put, Proxy + "d/a.bin") { Content = new ByteArrayContent(new byte[5000]) };
        request.Headers.TransferEncodingChunked = chunked;

        var answer = await server.Client.SendAsync(request);

        answer.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        (await server.Client.GetAsync(Proxy + "d/a.bin")).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_upload_that_breaks_off_leaves_the_file_as_it_was()
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.PutAsync(Proxy + "d/a.txt", new StringContent("before"));
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(server.EndPoint);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"PUT {Proxy}d/a.txt HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf"));
            await client.GetStream().FlushAsync();
        }

        (await server.Client.GetStringAsync(Proxy + "d/a.txt")).Should().Be("before");
        (await server.Client.GetStringAsync(Proxy.TrimEnd('/') + "?path=d")).Should().Be("""{"files":[{"path":"a.txt","is_dir":false,"file_size":6}]}""");
    }

    [Fact]
    public async Task A_large_file_comes_back_as_it_went()
    {
        await using var server = await TestServer.StartAsync();
        var run = await NewRunAsync(server);
        var content = new byte[20_000_000];
        new Random(5).NextBytes(content);

        await server.Client.PutAsync($"{Proxy}{run.ExperimentId}/{run.RunId}/artifacts/big.bin", new ByteArrayContent(content));

        (await server.Client.GetByteArrayAsync($"{Proxy}{run.ExperimentId}/{run.RunId}/artifacts/big.bin")).AsSpan().SequenceEqual(content).Should().BeTrue();
    }

    [Fact]
    public async Task A_download_is_never_shown_as_a_page_of_the_server()
    {
        await using var server = await TestServer.StartAsync();
        await server.Client.PutAsync(Proxy + "d/%22%0d%0aX-Evil:1.html", new StringContent("<script>"));
        await server.Client.PutAsync(Proxy + "d/page.html", new StringContent("<script>alert(1)</script>"));

        var answer = await server.Client.GetAsync(Proxy + "d/page.html");

        answer.Content.Headers.ContentDisposition!.ToString().Should().Be("attachment; filename=page.html");
        answer.Headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
        answer.Headers.GetValues("Content-Security-Policy").Should().Equal("sandbox");
        (await server.Client.GetStringAsync(Proxy.TrimEnd('/') + "?path=d")).Should().NotContain("Evil", "names with line breaks are refused");
    }

    [Fact]
    public async Task Without_the_proxy_clients_get_the_recorded_places_and_no_files()
    {
        await using var server = await TestServer.StartAsync(options => options.ServeArtifacts = false);
        var run = await NewRunAsync(server);

        var upload = await server.Client.PutAsync(Proxy + "a.txt", new StringContent("x"));
        var list = await server.Client.GetAsync(Proxy.TrimEnd('/'));

        upload.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await upload.Content.ReadAsStringAsync()).Should().Contain("Artifact serving is disabled.");
        list.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await server.Client.GetStringAsync($"/api/2.0/mlflow/runs/get?run_id={run.RunId}")).Should().Contain("\"artifact_uri\":\"file://");
    }

    [Fact]
    public async Task A_store_in_memory_serves_its_artifacts_too()
    {
        await using var server = await TestServer.StartAsync(open: _ => TrackingStores.Memory());
        var run = await NewRunAsync(server);

        await server.Client.PutAsync($"{Proxy}{run.ExperimentId}/{run.RunId}/artifacts/a.txt", new StringContent("in memory"));

        (await server.Client.GetStringAsync($"/get-artifact?run_id={run.RunId}&path=a.txt")).Should().Be("in memory");
    }

    private static async Task<RunInfo> NewRunAsync(TestServer server)
    {
        var experiment = await server.Store.CreateExperimentAsync(new CreateExperimentRequest { Name = "vision" });
        return (await server.Store.CreateRunAsync(new CreateRunRequest { ExperimentId = experiment })).Info;
    }
}
