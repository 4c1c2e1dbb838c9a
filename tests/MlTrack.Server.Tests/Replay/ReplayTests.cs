using MlTrack.Server.Tests.Support;

namespace MlTrack.Server.Tests.Replay;

/// <summary>MLflow's own answers, request by request.</summary>
public sealed class ReplayTests
{
    [Theory]
    [InlineData("file-experiments")]
    [InlineData("file-runs")]
    [InlineData("file-metrics")]
    [InlineData("file-search-runs")]
    [InlineData("file-inputs-outputs")]
    [InlineData("file-logged-models")]
    [InlineData("file-errors-tracking")]
    [InlineData("file-errors-logged-models")]
    [InlineData("file-errors-http")]
    [InlineData("file-server")]
    [InlineData("file-artifacts-proxy")]
    [InlineData("file-artifacts-run")]
    [InlineData("file-registry")]
    [InlineData("file-errors-registry")]
    public async Task Recorded_requests_are_answered_as_MLflow_answers_them(string scenario)
    {
        await using var server = await TestServer.StartAsync();

        var differences = await new Replayer(server).RunAsync(scenario);

        Check(scenario, differences);
    }

    /// <summary>MLflow's application with users, which was recorded over a database: its statuses count, not its texts.</summary>
    [Fact]
    public async Task Users_are_let_in_and_refused_as_MLflow_does()
    {
        const string Scenario = "auth-basic-auth";
        await using var server = await TestServer.StartWithUsersAsync();
        server.Users.RemoveUser("ann");

        Check(Scenario, await new Replayer(server, statusOnly: true).RunAsync(Scenario));
    }

    private static void Check(string scenario, IReadOnlyList<ReplayDifference> differences)
    {
        string.Join("\n", differences.Where(difference => !KnownDifferences.All.Any(known => known.Fits(difference.Recording)))).Should().BeEmpty();
        KnownDifferences.All.Where(known => known.Scenario == scenario && !differences.Any(difference => known.Fits(difference.Recording)))
            .Should().BeEmpty("the list of differences must be no longer than need be");
    }
}
