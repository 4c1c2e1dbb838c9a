using System.Globalization;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace MlTrack.Reliability.Tests;

/// <summary>How much of the goals' figures a test runs: a tenth, or all with <c>MLTRACK_LONG_TESTS=1</c>.</summary>
internal static class Scale
{
    internal static bool IsLong { get; } = Environment.GetEnvironmentVariable("MLTRACK_LONG_TESTS") == "1";

    internal static int Of(int goal) => IsLong ? goal : Math.Max(1, goal / 10);

    /// <summary>The seed of this run; set <c>MLTRACK_TEST_SEED</c> to the number a failure names to see it again.</summary>
    internal static int Seed { get; } = Environment.GetEnvironmentVariable("MLTRACK_TEST_SEED") is { Length: > 0 } seed
        ? int.Parse(seed, CultureInfo.InvariantCulture)
        : Random.Shared.Next();
}
