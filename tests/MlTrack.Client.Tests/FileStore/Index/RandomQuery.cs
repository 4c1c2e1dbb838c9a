using System.Globalization;
using MlTrack.Stores;

namespace MlTrack.Tests.FileStore.Index;

/// <summary>Searches that look at every part of a run.</summary>
internal static class RandomQuery
{
    private static readonly string[] Fields =
        ["params.`a`", "params.`in`", "params.`n/s/t`", "tags.`a`", "tags.`b`", "tags.`n/s/t`", "run_name", "status", "tags.`no/such`", "params.`a//b`", "tags.`x~`"];

    private static readonly string[] Numbers =
        ["metrics.`a`", "metrics.`n/s`", "metrics.`none`", "number(params.`b`)", "min(metrics.`a b`)", "max(metrics.`a`)", "first(metrics.`n/s`)", "start_time", "end_time", "duration"];

    public static SearchRunsQuery Make(Random random) => new()
    {
        AllExperiments = random.Next(2) == 0,
        ExperimentIds = ["1", "0", "17"],
        ViewType = (ViewType)random.Next(1, 4),
        Filter = random.Next(5) == 0 ? null : Clause(random) + (random.Next(2) == 0 ? "" : Pick(random, " AND ", " OR ") + Clause(random)),
        OrderBy = random.Next(2) == 0 ? [] : [Pick(random, Fields) + Pick(random, " DESC", ""), Pick(random, "metrics.`a`", "metrics.`b` DESC", "run_name")],
        MaxResults = Pick(random, 3, 20, 1000),
        Parts = (RunParts)random.Next(8) | (RunParts)Pick(random, 0, 8, 15),
    };

    private static string Clause(Random random) => random.Next(3) switch
    {
        0 => $"{Pick(random, Numbers)} {Pick(random, ">", "<", "=", "!=", ">=")} {Pick(random, "0", "1", "0.1", "5")}",
        1 => Pick(random, "tags.`a`", "params.`b`") + Pick(random, " IS NULL", " IS NOT NULL"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Pick(random, Fields)} {Pick(random, "=", "!=", "LIKE", "ILIKE")} '{Pick(random, "x", "xy", "%", "1", "FINISHED", "RUNNING")}'"),
    };

    private static T Pick<T>(Random random, params T[] from) => from[random.Next(from.Length)];
}
