using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Json;
using MlTrack.Server.Tests.Support;
using MlTrack.Stores;

namespace MlTrack.Server.Tests;

public sealed class ServerSpecs
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("192.0.2.1")]
    [InlineData("ml.example.org")]
    public async Task A_server_that_would_be_open_to_all_does_not_start(string host)
    {
        var start = () => MlTrackServer.StartAsync(new MlTrackServerHostOptions { Host = host, Port = 0, Store = TrackingStores.Memory() });

        await start.Should().ThrowAsync<InvalidOperationException>().WithMessage("*users file*");
    }

    [Fact]
    public async Task A_server_starts_on_the_loopback_interface_and_tells_its_address()
    {
        Uri? told = null;
        await using var server = await MlTrackServer.StartAsync(new MlTrackServerHostOptions { Port = 0, Store = TrackingStores.Memory(), Prefix = "/mlflow", Started = uri => told = uri });
        using var client = new HttpClient();

        told.Should().Be(server.Address);
        server.Address.Host.Should().Be("127.0.0.1");
        (await client.GetStringAsync(server.Address + "/health")).Should().Be("OK");
        (await client.GetStringAsync(server.Address + "/ready")).Should().Be("OK");
        (await client.GetStringAsync(server.Address + "/version")).Should().Be("3.17.2");
        (await client.GetStringAsync(server.Address + "/api/2.0/mlflow/experiments/get?experiment_id=0")).Should().Contain("Default");
        (await client.GetAsync(new Uri(server.Address, "/api/2.0/mlflow/experiments/get?experiment_id=0"))).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_first_start_with_users_makes_an_administrator_whose_password_is_told_once()
    {
        using var folder = new TempFolder();
        var told = new List<string>();
        var options = new MlTrackServerHostOptions { Port = 0, Store = TrackingStores.Memory(), UsersFile = folder.Combine("users.json"), AdminPasswordMade = told.Add };
        await using (var server = await MlTrackServer.StartAsync(options))
        {
            using var client = new HttpClient { DefaultRequestHeaders = { Authorization = TestServer.Basic("admin", told.Single()) } };
            (await client.GetStringAsync(server.Address + "api/2.0/mlflow/users/current")).Should().Contain("\"is_admin\":true");
            using var stranger = new HttpClient();
            (await stranger.GetAsync(server.Address + "nosuch")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        }

        new MlTrackUsersFile(folder.Combine("users.json")).EnsureAdmin().Should().BeNull();
        told.Should().ContainSingle();
    }

    [Fact]
    public async Task Stopping_loses_no_write_that_was_answered()
    {
        var tracking = TrackingStores.Memory();
        var run = (await tracking.CreateRunAsync(new CreateRunRequest { ExperimentId = "0" })).Info.RunId;
        var server = await MlTrackServer.StartAsync(new MlTrackServerHostOptions { Port = 0, Store = tracking });
        using var client = new HttpClient { BaseAddress = server.Address };
        var accepted = 0;
        var begun = new TaskCompletionSource();
        var writers = Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (var step = 0; step < 100_000; step++)
            {
                try
                {
                    using var answer = await client.PostAsJsonAsync("/api/2.0/mlflow/runs/log-metric", new { run_id = run, key = "m" + writer, value = 1, timestamp = 1, step });
                    if (answer.StatusCode != HttpStatusCode.OK)
                    {
                        return;
                    }
                }
                catch (HttpRequestException)
                {
                    return;
                }

                if (Interlocked.Increment(ref accepted) == 200)
                {
                    begun.SetResult();
                }
            }
        })).ToList();
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(30));

        await server.DisposeAsync();
        await Task.WhenAll(writers).WaitAsync(TimeSpan.FromSeconds(30));

        var kept = 0;
        for (var writer = 0; writer < 8; writer++)
        {
            await foreach (var _ in tracking.GetMetricHistoryAsync(run, "m" + writer))
            {
                kept++;
            }
        }

        kept.Should().BeGreaterThanOrEqualTo(accepted);
    }

    [Fact]
    public async Task A_body_that_is_too_long_is_refused()
    {
        await using var server = await TestServer.StartAsync(options => options.MaxJsonBytes = 1000);

        using var answer = await server.SendAsync(null, HttpMethod.Post, "/api/2.0/mlflow/experiments/create", $$"""{"name":"{{new string('x', 2000)}}"}""");
        using var chunked = new HttpRequestMessage(HttpMethod.Post, "/api/2.0/mlflow/experiments/create") { Content = new StringContent($$"""{"name":"{{new string('x', 2000)}}"}""") };
        chunked.Content.Headers.ContentType = new("application/json");
        chunked.Headers.TransferEncodingChunked = true;

        answer.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        (await server.Client.SendAsync(chunked)).StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task What_is_logged_is_measured()
    {
        var points = 0L;
        using var listener = new MeterListener { InstrumentPublished = (instrument, own) =>
        {
            if (instrument is { Meter.Name: "MlTrack.Server", Name: "mltrack.server.logged_metrics" })
            {
                own.EnableMeasurementEvents(instrument);
            }
        } };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref points, value));
        listener.Start();
        await using var server = await TestServer.StartAsync();
        var run = (await server.Store.CreateRunAsync(new CreateRunRequest { ExperimentId = "0" })).Info.RunId;

        await server.SendAsync(null, HttpMethod.Post, "/api/2.0/mlflow/runs/log-batch", $$"""{"run_id":"{{run}}","metrics":[{"key":"a","value":1,"timestamp":1},{"key":"b","value":"NaN","timestamp":1}]}""");

        Interlocked.Read(ref points).Should().BeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task What_was_sent_of_files_is_measured_and_not_what_was_asked_about()
    {
        var sent = new List<long>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, own) =>
        {
            if (instrument is { Meter.Name: "MlTrack.Server", Name: "mltrack.server.artifact.io" })
            {
                own.EnableMeasurementEvents(instrument);
            }
        } };
        const int Length = 54_321;
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            lock (sent)
            {
                sent.AddRange(tags.ToArray().Contains(new KeyValuePair<string, object?>("direction", "sent")) ? [value] : []);
            }
        });
        listener.Start();
        await using var server = await TestServer.StartAsync();
        const string File = "/api/2.0/mlflow-artifacts/artifacts/d/a.bin";
        await server.Client.PutAsync(File, new ByteArrayContent(new byte[Length]));

        (await server.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, File))).StatusCode.Should().Be(HttpStatusCode.OK);
        using var part = new HttpRequestMessage(HttpMethod.Get, File) { Headers = { Range = new System.Net.Http.Headers.RangeHeaderValue(100, 4444) } };
        (await server.Client.SendAsync(part)).StatusCode.Should().Be(HttpStatusCode.PartialContent);

        lock (sent)
        {
            // Other servers of other tests are measured too.
            sent.Should().Contain(4345).And.NotContain(Length);
        }
    }

    [Fact]
    public async Task A_store_that_answers_is_ready_with_and_without_a_default_experiment()
    {
        await using var server = await TestServer.StartAsync();
        (await server.Client.GetStringAsync("/ready")).Should().Be("OK");

        Directory.Delete(Path.Combine(server.Folder, "mlruns", "0"), recursive: true);

        (await server.Client.GetAsync("/ready")).StatusCode.Should().Be(HttpStatusCode.OK);
    }
}
