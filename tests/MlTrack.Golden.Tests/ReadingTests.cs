using MlTrack.Golden.Tests.Support;
using MlTrack.Stores;

namespace MlTrack.Golden.Tests;

public sealed class ReadingTests
{
    public static TheoryData<string> Cases => [.. GoldenCase.Names];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Everything_reads_as_MLflow_reads_it_but_for_the_listed_differences(string name)
    {
        using var golden = GoldenCase.Open(name);

        var found = await TreeComparison.RunAsync(golden, Reading.Open(golden));

        found.Should().BeEquivalentTo(Differences.Of(name));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Reading_and_verifying_change_nothing(string name)
    {
        using var golden = GoldenCase.Open(name);
        var before = golden.Fingerprint();
        var times = before.Keys.ToDictionary(path => path, path => File.GetLastWriteTimeUtc(Path.Combine(golden.Root, path)));
        var store = Reading.Open(golden);

        await TreeComparison.RunAsync(golden, store);
        await foreach (var problem in ((ITrackingStoreMaintenance)store).VerifyAsync())
        {
            problem.Repaired.Should().BeFalse();
        }

        golden.Fingerprint().Should().Equal(before);
        times.Should().OnlyContain(pair => File.GetLastWriteTimeUtc(Path.Combine(golden.Root, pair.Key)) == pair.Value);
    }

    [Theory]
    [InlineData("basic")]
    [InlineData("lifecycle")]
    [InlineData("logged-models")]
    [InlineData("keys-and-text")]
    [InlineData("datasets")]
    public async Task A_tree_without_damage_has_no_problems(string name)
    {
        using var golden = GoldenCase.Open(name);
        var problems = new List<StoreProblem>();

        await foreach (var problem in ((ITrackingStoreMaintenance)Reading.Open(golden)).VerifyAsync())
        {
            problems.Add(problem);
        }

        // Runs that a recording left in state RUNNING have no process any more.
        problems.Where(problem => problem.Severity == ProblemSeverity.Problem && problem.Kind != "stale-run").Should().BeEmpty();
    }
}
