using MlTrack.Testing.Internal;

namespace MlTrack.Testing;

/// <summary>
/// Keeps how the models of a test run did as a run of its own, so that their way over weeks can be seen: each test's metrics as
/// <c>TEST/METRIC</c>, the outcomes as the table <c>tests.json</c> and the metrics <c>tests_passed</c> and <c>tests_failed</c>.
/// </summary>
/// <remarks>Thread-safe. A fault of the report's store fails no test: it is reported as faults of runs are.</remarks>
public sealed class TestReport : IAsyncDisposable
{
    /// <summary>The environment variable that names the store of reports, such as a build server's.</summary>
    public const string UriVariable = "MLTRACK_TEST_REPORT_URI";

    private readonly MlTrackClient _client;
    private readonly Run _run;
    private readonly object _sync = new();
    private readonly List<(string Test, string Outcome, string Message)> _tests = [];
    private bool _isDisposed;

    private TestReport(MlTrackClient client, Run run)
    {
        _client = client;
        _run = run;
    }

    /// <summary>The id of the report's run.</summary>
    public string RunId => _run.RunId;

    /// <summary>Starts a report.</summary>
    /// <param name="experimentName">The experiment that holds the reports.</param>
    /// <param name="uri">The store; null for what <see cref="UriVariable"/> names, else for what <see cref="MlTrackClient.Open(string)"/> takes.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="MlTrackException">The store cannot be opened.</exception>
    public static async Task<TestReport> StartAsync(string experimentName = "model tests", string? uri = null, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(experimentName);
        var client = MlTrackClient.Open(uri ?? Environment.GetEnvironmentVariable(UriVariable));
        try
        {
            return new TestReport(client, await client.StartRunAsync(experimentName, cancellationToken: cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Makes the demands of a test on a run, and keeps the run's metrics and whether they were met.</summary>
    /// <param name="test">The test's name.</param>
    /// <param name="run">What the test logged.</param>
    /// <param name="demands">The demands; what they throw is noted and thrown on.</param>
    /// <exception cref="ObjectDisposedException">The report is finished.</exception>
    public void Check(string test, RunRecord run, Action<RunAssertions> demands)
    {
        Guard.NotNull(test);
        Guard.NotNull(run);
        Guard.NotNull(demands);
        lock (_sync)
        {
            if (_isDisposed)
            {
                throw new ObjectDisposedException(nameof(TestReport));
            }
        }

        _run.LogMetrics(run.Data.Metrics.Values.Select(metric => new KeyValuePair<string, double>(test + "/" + metric.Key, metric.Value)));
        try
        {
            demands(run.Should());
        }
        catch (Exception exception)
        {
            Note(test, "failed", exception.Message);
            throw;
        }

        Note(test, "passed", string.Empty);
    }

    /// <summary>Writes the table and ends the run: FINISHED when all tests passed, else FAILED.</summary>
    public async ValueTask DisposeAsync()
    {
        (string Test, string Outcome, string Message)[] tests;
        lock (_sync)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            tests = [.. _tests];
        }

        var failed = tests.Count(test => test.Outcome == "failed");
        _run.LogMetric("tests_passed", tests.Length - failed).LogMetric("tests_failed", failed);
        if (tests.Length > 0)
        {
            _run.LogTable(
                new KeyValuePair<string, string[]>[]
                {
                    new("test", [.. tests.Select(test => test.Test)]),
                    new("outcome", [.. tests.Select(test => test.Outcome)]),
                    new("message", [.. tests.Select(test => test.Message)]),
                },
                "tests.json");
        }

        await _run.EndAsync(failed == 0 ? RunStatus.Finished : RunStatus.Failed).ConfigureAwait(false);
        await _client.DisposeAsync().ConfigureAwait(false);
    }

    private void Note(string test, string outcome, string message)
    {
        lock (_sync)
        {
            _tests.Add((test, outcome, message));
        }
    }
}
