using Microsoft.Extensions.Logging;
using MlTrack.Internal.Context;
using MlTrack.Tests.Support;

namespace MlTrack.Tests.Context;

public sealed class RunContextTagsTests
{
    private const string BuildCommit = "0123456789abcdef0123456789abcdef01234567";

    [Fact]
    public async Task A_run_in_a_work_tree_gets_MLflows_tags_and_ours()
    {
        using var git = new GitFolder();
        git.Git("remote", "add", "origin", "https://ada:marked-secret@example.org/repo.git");
        git.Write("train.cs", "// changed");

        var tags = await ResolveAsync(git.Path, new FakeEnvironment { ["MLFLOW_TRACKING_USERNAME"] = "ada", ["MLFLOW_TRACKING_PASSWORD"] = "marked-secret" });

        tags.Should().Contain("mlflow.user", "ada")
            .And.Contain("mlflow.source.name", "train.dll")
            .And.Contain("mlflow.source.type", "LOCAL")
            .And.Contain("mlflow.source.git.commit", git.Git("rev-parse", "HEAD"))
            .And.Contain("mlflow.source.git.branch", "main")
            .And.Contain("mlflow.source.git.repoURL", "https://example.org/repo.git")
            .And.Contain("mltrack.git.dirty", "true")
            .And.Contain("mltrack.git.build_commit", BuildCommit)
            .And.ContainKeys("mltrack.runtime", "mltrack.os", "mltrack.packages");
        tags.Values.Should().NotContain(value => value.Contains("marked-secret"));
    }

    [Fact]
    public async Task Outside_a_work_tree_the_commit_is_that_of_the_build()
    {
        using var folder = new TempFolder();

        var tags = await ResolveAsync(folder.Path, []);

        tags.Should().Contain("mlflow.source.git.commit", BuildCommit);
        tags.Keys.Should().NotContain(["mlflow.source.git.branch", "mltrack.git.dirty", "mltrack.git.build_commit"]);
    }

    [Fact]
    public async Task What_is_switched_off_is_not_captured()
    {
        using var git = new GitFolder();

        var tags = await ResolveAsync(git.Path, [], capture: false);

        tags.Keys.Should().BeEquivalentTo("mlflow.user", "mlflow.source.name", "mlflow.source.type");
    }

    [Fact]
    public async Task The_run_context_overrides_facts_and_the_caller_overrides_both()
    {
        using var folder = new TempFolder();
        var environment = new FakeEnvironment
        {
            ["MLFLOW_RUN_CONTEXT"] = """{"mlflow.source.type": "JOB", "a": 1, "b": null, "c": [1.5, "x"], "d": true, "e": "env"}""",
        };

        var tags = await ResolveAsync(folder.Path, environment, new Dictionary<string, string> { ["e"] = "caller" });

        tags.Should().Contain("mlflow.source.type", "JOB").And.Contain("a", "1").And.Contain("b", "None")
            .And.Contain("c", "[1.5, 'x']").And.Contain("d", "True").And.Contain("e", "caller");
    }

    [Theory]
    [InlineData("{broken")]
    [InlineData("[1]")]
    [InlineData("\"text\"")]
    public async Task A_run_context_that_is_no_object_warns_and_is_ignored(string json)
    {
        using var folder = new TempFolder();
        var logger = new CapturingLogger();

        var tags = await ResolveAsync(folder.Path, new FakeEnvironment { ["MLFLOW_RUN_CONTEXT"] = json }, logger: logger);

        tags.Should().ContainKey("mlflow.source.name");
        logger.Entries.Should().ContainSingle().Which.Should().Match<(LogLevel Level, string Message)>(
            entry => entry.Level == LogLevel.Warning && entry.Message.StartsWith("MLFLOW_RUN_CONTEXT is not"));
    }

    [Theory]
    [InlineData("LOGNAME")]
    [InlineData("USER")]
    [InlineData("LNAME")]
    [InlineData("USERNAME")]
    public void The_user_is_the_account_where_no_server_user_is_set(string variable)
    {
        // A developer's own ~/.mlflow/credentials would come first.
        var expected = MlflowCredentials.Read(new FakeEnvironment().Open()).UserName ?? "grace";

        RunContextTags.ReadUser(FakeEnvironment.With(variable, "grace")).Should().Be(expected);
    }

    private static async Task<IReadOnlyDictionary<string, string>> ResolveAsync(
        string folder,
        FakeEnvironment environment,
        IReadOnlyDictionary<string, string>? callerTags = null,
        bool capture = true,
        CapturingLogger? logger = null)
    {
        var tags = new RunContextTags(new ProgramInfo("train.dll", ProgramInfo.Local, folder, BuildCommit));
        tags.Prefetch(capture);
        return await tags.ResolveAsync(environment.Open(), callerTags ?? new Dictionary<string, string>(), capture, capture, logger ?? new CapturingLogger());
    }
}
