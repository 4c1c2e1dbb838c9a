using System.Net;
using System.Net.Sockets;
using System.Text;
using MlTrack.Stores;
using MlTrack.Tests.Support;
using static MlTrack.Tests.Support.ScriptedServer;

namespace MlTrack.Tests.Rest;

/// <summary>What becomes of a call when the server, or the way to it, fails.</summary>
public sealed class RestFaultSpecs
{
    private const string NoRun = """{"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "Run 'r' not found"}""";
    private const string OneRun = """{"run": {"info": {"run_id": "r", "experiment_id": "0", "status": "RUNNING", "start_time": 1}, "data": {}}}""";

    private static readonly Metric Point = new() { Key = "loss", Value = 1, TimestampMilliseconds = 1 };

    [Fact]
    public async Task A_server_that_cannot_be_reached_is_tried_again_by_every_call_and_named()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        listener.Stop();
        using var harness = new RestHarness(address);

        var error = await Throws(async () => await harness.Store.LogMetricAsync("r", Point));

        error.Should().BeOfType<MlTrackException>();
        (error.ErrorCode, error.IsTransient, error.RunId).Should().Be((MlTrackErrorCode.IoError, true, "r"));
        error.Message.Should().StartWith($"The tracking server {address} cannot be reached: ").And.NotContain("..");
        harness.WaitedSeconds.Should().Equal(0, 4, 8, 16, 32, 64, 120);
    }

    [Fact]
    public async Task A_server_that_is_busy_is_given_the_time_it_asks_for()
    {
        await using var server = new ScriptedServer(Answer(429, "slow down", "Retry-After: 17"), Answer(503, "starting"), Answer(200, "{}"));
        using var harness = new RestHarness(server.Address);

        await harness.Store.LogBatchAsync("r", new RunBatch { Metrics = [Point] });

        harness.WaitedSeconds.Should().Equal(17, 4);
        server.Requests.Select(request => request.Text).Distinct().Should().ContainSingle().Which.Should().Contain("\"loss\"");
        harness.Logger.Entries.Should().HaveCount(2).And.OnlyContain(entry => entry.Message.Contains("POST /api/2.0/mlflow/runs/log-batch"));
    }

    [Fact]
    public async Task The_wait_a_server_asks_for_is_told_when_nothing_is_repeated()
    {
        await using var server = new ScriptedServer(Answer(429, """{"error_code": "REQUEST_LIMIT_EXCEEDED", "message": "too many"}""", "Retry-After: 5"));
        using var harness = new RestHarness(server.Address, new RestStoreOptions { MaxRetries = 0 });

        var error = (MlTrackServerException)await Throws(async () => await harness.Store.LogMetricAsync("r", Point));

        (error.StatusCode, error.ErrorCode, error.IsTransient, error.RetryAfter).Should()
            .Be((429, MlTrackErrorCode.RequestLimitExceeded, true, TimeSpan.FromSeconds(5)));
        error.Message.Should().Be("too many");
    }

    [Fact]
    public async Task What_would_be_done_twice_is_not_repeated_when_it_may_be_done_already()
    {
        await using var server = new ScriptedServer(Answer(500, "oops"), Reset, Answer(504, "late"));
        using var harness = new RestHarness(server.Address);

        foreach (var call in new Func<Task>[]
        {
            async () => await harness.Store.LogMetricAsync("r", Point),
            async () => await harness.Store.LogBatchAsync("r", new RunBatch { Metrics = [Point] }),
            async () => await harness.Store.CreateRunAsync(new CreateRunRequest { ExperimentId = "0" }),
        })
        {
            (await Throws(call)).IsTransient.Should().BeTrue();
        }

        harness.Waits.Should().BeEmpty();
        server.Requests.Should().HaveCount(3);
    }

    [Fact]
    public async Task What_does_no_harm_twice_is_repeated()
    {
        await using var server = new ScriptedServer(
            Answer(500, "oops"), Reset, BreakOff(200, Encoding.UTF8.GetBytes(OneRun[..20]), OneRun.Length), Answer(502, "<html>"), Answer(200, OneRun));
        using var harness = new RestHarness(server.Address);

        (await harness.Store.GetRunAsync("r")).Info.RunId.Should().Be("r");

        harness.WaitedSeconds.Should().Equal(0, 4, 8, 16);
    }

    [Fact]
    public async Task A_removal_that_is_refused_because_it_was_done_is_done()
    {
        await using var server = new ScriptedServer(Reset, Answer(404, """{"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "No tag with name: t in run with id r"}"""));
        using var harness = new RestHarness(server.Address);

        await harness.Store.DeleteTagAsync("r", "t");

        server.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_removal_that_is_refused_at_once_is_refused()
    {
        await using var server = new ScriptedServer(
            Answer(503, "starting"), Answer(404, """{"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "No tag with name: t in run with id r"}"""));
        using var harness = new RestHarness(server.Address);

        (await Throws(async () => await harness.Store.DeleteTagAsync("r", "t"))).ErrorCode.Should().Be(MlTrackErrorCode.ResourceDoesNotExist);
    }

    [Theory]
    [InlineData(400, """{"error_code": "INVALID_PARAMETER_VALUE", "message": "no"}""", "no")]
    [InlineData(500, """{"error_code": "INVALID_STATE", "message": "Cannot rename a non-active experiment."}""", "Cannot rename a non-active experiment.")]
    [InlineData(500, """{"error_code": "FEATURE_DISABLED", "message": "off"}""", "off")]
    [InlineData(500, """{"error_code": "INTERNAL_ERROR", "message": "Changing param values is not allowed. …"}""", "Changing param values is not allowed. …")]
    [InlineData(503, """{"error_code": "TEMPORARILY_UNAVAILABLE", "message": "(sqlite3.OperationalError) near x"}""", "(sqlite3.OperationalError) near x")]
    [InlineData(501, """{"error_code": "NOT_IMPLEMENTED", "message": "not here"}""", "not here")]
    [InlineData(409, """{"error_code": "SOMETHING_NEW", "message": "words"}""", "words")]
    [InlineData(418, """{"error_code": "SOMETHING_NEW"}""", "SOMETHING_NEW: Response: {\"error_code\": \"SOMETHING_NEW\"}")]
    [InlineData(405, "<html>", "API request to endpoint /api/2.0/mlflow/runs/get failed with error code 405 != 200. Response body: '<html>'")]
    public async Task What_will_never_succeed_is_not_repeated_and_said_in_the_servers_words(int status, string body, string message)
    {
        await using var server = new ScriptedServer(Answer(status, body));
        using var harness = new RestHarness(server.Address);

        var error = (MlTrackServerException)await Throws(async () => await harness.Store.GetRunAsync("r"));

        (error.StatusCode, error.IsTransient, error.Message).Should().Be((status, false, message));
        harness.Waits.Should().BeEmpty();
        if (body.Contains("SOMETHING_NEW", StringComparison.Ordinal))
        {
            (error.ErrorCode, error.ErrorCodeText).Should().Be((MlTrackErrorCode.Unknown, "SOMETHING_NEW"));
        }
    }

    [Fact]
    public async Task A_server_that_hangs_is_left_after_the_time_limit()
    {
        await using var server = new ScriptedServer(Hang, BreakOffAndHang());
        using var harness = new RestHarness(server.Address, new RestStoreOptions { Timeout = TimeSpan.FromMilliseconds(300), MaxRetries = 1 });

        var error = await Throws(async () => await harness.Store.GetRunAsync("r")).WaitAsync(TimeSpan.FromSeconds(20));

        error.Message.Should().Be($"The tracking server {server.Address} did not go on with GET /api/2.0/mlflow/runs/get for 0.3 s (MLFLOW_HTTP_REQUEST_TIMEOUT).");
        (error.ErrorCode, error.IsTransient).Should().Be((MlTrackErrorCode.IoError, true));
        server.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_caller_that_stops_does_not_wait()
    {
        await using var server = new ScriptedServer(Hang);
        using var harness = new RestHarness(server.Address);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        var call = async () => await harness.Store.GetRunAsync("r", stop.Token);

        await call.Should().ThrowAsync<OperationCanceledException>().WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task An_answer_that_is_too_long_is_not_read()
    {
        await using var server = new ScriptedServer(BreakOff(200, [], 1L << 40), Flood());
        using var harness = new RestHarness(server.Address, new RestStoreOptions { MaxAnswerBytes = 1 << 20 });

        for (var i = 0; i < 2; i++)
        {
            var error = await Throws(async () => await harness.Store.GetRunAsync("r")).WaitAsync(TimeSpan.FromSeconds(20));
            error.Message.Should().StartWith("The answer to GET /api/2.0/mlflow/runs/get is longer than 1048576 bytes.");
            error.IsTransient.Should().BeFalse();
        }
    }

    [Theory]
    [InlineData("<html>Please log in</html>")]
    [InlineData("[1, 2]")]
    [InlineData("{\"run\": 5}")]
    [InlineData("{\"run\"")]
    public async Task An_answer_that_is_not_MLflows_says_what_came(string body)
    {
        await using var server = new ScriptedServer(Answer(200, body));
        using var harness = new RestHarness(server.Address);

        var error = await Throws(async () => await harness.Store.GetRunAsync("r"));

        error.Message.Should().Contain("is no JSON of MLflow's").And.Contain(server.Address).And.EndWith($"'{body}'");
    }

    [Fact]
    public async Task An_answer_that_lacks_the_id_is_refused()
    {
        await using var server = new ScriptedServer(Answer(200, "{}"), Answer(200, ""));
        using var harness = new RestHarness(server.Address);

        (await Throws(async () => await harness.Store.GetRunAsync("r"))).Message.Should().Contain("has no 'run.info.run_id'");
        (await Throws(async () => await harness.Store.GetRunAsync("r"))).Message.Should().Contain("has no 'run.info.run_id'");
    }

    [Fact]
    public async Task What_is_new_in_an_answer_does_no_harm()
    {
        await using var server = new ScriptedServer(Answer(200, """
            {"run": {"info": {"run_id": "r", "status": "PAUSED", "lifecycle_stage": "frozen", "start_time": "5", "colour": {"a": [1]}}, "data": {"metrics": [{"key": "m", "value": "NaN"}]}}, "x": 1}
            """));
        using var harness = new RestHarness(server.Address);

        var run = await harness.Store.GetRunAsync("r");

        (run.Info.Status, run.Info.StartTime.ToUnixTimeMilliseconds()).Should().Be(((RunStatus)0, 5));
        run.Data.Metrics["m"].Value.Should().Be(double.NaN);
    }

    [Fact]
    public async Task A_missing_run_names_it()
    {
        await using var server = new ScriptedServer(Answer(404, NoRun));
        using var harness = new RestHarness(server.Address);

        var error = await Throws(async () => await harness.Store.GetRunAsync("r"));

        (error.ErrorCode, error.Message, error.RunId).Should().Be((MlTrackErrorCode.ResourceDoesNotExist, "Run 'r' not found", "r"));
    }

    [Fact]
    public async Task Our_own_search_language_is_refused_before_it_is_sent()
    {
        await using var server = new ScriptedServer();
        using var harness = new RestHarness(server.Address);

        (await Throws(async () => await harness.Store.SearchRunsAsync(new SearchRunsQuery { ExperimentIds = ["0"], Filter = "metrics.a > 1 OR metrics.b > 1" })))
            .Message.Should().Contain("'OR'");

        server.Requests.Should().BeEmpty();
    }

    private static Func<Socket, Task> BreakOffAndHang() => async socket =>
    {
        await socket.SendAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"));
        await Hang(socket);
    };

    private static async Task<MlTrackException> Throws(Func<Task> call) => (await Assert.ThrowsAnyAsync<MlTrackException>(call));
}
