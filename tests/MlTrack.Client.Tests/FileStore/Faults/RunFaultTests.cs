using MlTrack.Internal.IO;
using MlTrack.Tests.IO.Support;

namespace MlTrack.Tests.FileStore.Faults;

/// <summary>A training program whose disk fails at any of its calls, and comes back before the run ends: the program sees nothing of it, and nothing is lost.</summary>
public sealed class RunFaultTests
{
    private const int TooMany = 300;

    [Theory]
    [InlineData("a passing fault")]
    [InlineData("a disk that is gone")]
    [InlineData("a full disk")]
    [InlineData("a short write")]
    public async Task What_a_failing_disk_did_not_take_is_there_after_the_run(string fault)
    {
        var after = await RunAsync(new FaultyFileSystem(syncs: false), _ => { }, expected: null, "nothing failed");
        for (var n = 1; ; n++)
        {
            n.Should().BeLessThan(TooMany);
            var files = new FaultyFileSystem(syncs: false);
            var count = n;
            await RunAsync(files, store => Plan(store, fault, count), after, $"call {n} failed ({fault})");
            if (!files.HasStruck)
            {
                return;
            }
        }
    }

    private static async Task<SortedDictionary<string, string?>> RunAsync(
        FaultyFileSystem files, Action<FaultyFileSystem> plan, SortedDictionary<string, string?>? expected, string because)
    {
        using var scene = new FaultScene();
        var options = FaultScene.Options(FaultScene.NewId);
        options.OnFailure = OnFailure.Report;
        await using var client = MlTrackClient.Open(scene.Open(files), options);
        var run = await client.ResumeRunAsync(FaultScene.Victim);
        plan(files);
        Train(run);
        files.Heal();
        await run.EndAsync();

        because += ": " + files.FirstStruck;
        run.Failures.LostRecords.Should().Be(0, because);
        run.Failures.Where(failure => !failure.IsKept || failure.ErrorCode != "IO_ERROR").Should().BeEmpty(because);
        var now = scene.Snapshot();
        foreach (var (path, content) in expected ?? now)
        {
            now.Should().ContainKey(path, because);

            // A list of points that name data sets is written again whole when the disk failed midway.
            Distinct(now[path]).Should().Be(path.EndsWith("/listed", StringComparison.Ordinal) ? Distinct(content) : content, "{0}; {1}", because, path);
        }

        now.Should().HaveSameCount(expected ?? now, because);
        return now;

        string? Distinct(string? content) => content is null || expected is null ? content : string.Join('\n', content.Split('\n').Distinct(StringComparer.Ordinal));
    }

    private static void Train(Run run)
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_000);
        run.LogParam("q", 2).LogParam("a/b", "nested").SetTag("t", "new").SetTag("a/b", "nested");
        for (var step = 1; step < 4; step++)
        {
            run.LogMetric("m", step * 0.5, step, time).LogMetric("val/loss", step, step, time);
        }

        run.LogMetrics([Point(1), Point(2)]);
        run.LogInput(new Dataset { Name = "iris", Digest = "0a1b2c3d" }, "training").LogOutputs([new LoggedModelOutput(FaultScene.Model)]);
        run.SetRunName("renamed").SetTag("short-lived", "x").DeleteTag("short-lived").SetTag("t", "last");

        Metric Point(long step) => new()
        {
            Key = "listed", Value = step, TimestampMilliseconds = time.ToUnixTimeMilliseconds(), Step = step, DatasetName = "iris", DatasetDigest = "0a1b2c3d",
        };
    }

    private static void Plan(FaultyFileSystem files, string fault, int n)
    {
        switch (fault)
        {
            case "a passing fault":
                files.FailOnce(n, StoreIOError.IO);
                break;
            case "a disk that is gone":
                files.FailFrom(n, StoreIOError.IO);
                break;
            case "a full disk":
                files.FailFrom(n, StoreIOError.NoSpace, (operation, _) => operation is "Write" or "CreateNew" or "CreateDirectory" or "OpenAppend");
                break;
            default:
                files.ShortWriteFrom(n);
                break;
        }
    }
}
