using MlTrack.Internal.IO;
using MlTrack.Tests.IO.Support;

namespace MlTrack.Tests.FileStore.Faults;

/// <summary>Every call of the disk fails once, in everything a store does: files stay old or new, others are untouched, and the same thing succeeds later.</summary>
public sealed class StoreFaultTests
{
    private const int TooMany = 300;

    private static readonly bool IsLong = Environment.GetEnvironmentVariable("MLTRACK_LONG_TESTS") == "1";

    public static TheoryData<string, string> Faults
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var scenario in StoreScenario.All.Keys)
            {
                foreach (var fault in (string[])["a passing fault", "a disk that is gone", "a full disk", "a short write"])
                {
                    cases.Add(scenario, fault);
                }
            }

            return cases;
        }
    }

    public static TheoryData<string> Scenarios => new(StoreScenario.All.Keys);

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_call_that_fails_damages_nothing_and_succeeds_later(string name, string fault)
    {
        var scenario = StoreScenario.All[name];
        var after = await RunUndisturbedAsync(scenario);
        for (var n = 1; ; n = Next(n, step: fault == "a disk that is gone" ? 3 : 1))
        {
            n.Should().BeLessThan(TooMany);
            using var scene = new FaultScene();
            var files = new FaultyFileSystem(syncs: false);
            var store = scene.Open(files);
            Plan(files, fault, n);

            var failure = await AttemptAsync(() => scenario.Do(store));

            if (!files.HasStruck)
            {
                failure.Should().BeNull();
                break;
            }

            var because = $"call {n} failed ({fault}): {files.FirstStruck}";
            files.Heal();
            AssertOldOrNew(scene, after, because);
            await scene.AssertOthersAreUntouchedAsync(scenario, after, because);
            await RepeatAsync(scenario, () => scenario.Do(store), failure, because);
            AssertSame(scene, after, scenario, because);
        }
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task A_process_that_dies_at_any_call_damages_nothing_and_the_next_one_finishes(string name)
    {
        var scenario = StoreScenario.All[name];
        var after = await RunUndisturbedAsync(scenario);
        for (var n = 1; ; n = Next(n, step: 1))
        {
            n.Should().BeLessThan(TooMany);
            using var scene = new FaultScene();
            var files = new FaultyFileSystem(syncs: false);
            var store = scene.Open(files);
            files.StopAt(n);

            try
            {
                await scenario.Do(store);
            }
            catch (StoppedException)
            {
                // dead
            }

            files.CloseHandles();
            if (!files.HasStruck)
            {
                break;
            }

            var because = $"the process died at call {n}: {files.FirstStruck}";
            AssertOldOrNew(scene, after, because);
            await scene.AssertOthersAreUntouchedAsync(scenario, after, because);
            var next = scene.Open(new FaultyFileSystem(syncs: false));
            var failure = await AttemptAsync(() => scenario.Do(next));
            IsDone(scenario, failure).Should().BeTrue("{0}, and then {1}", because, failure);
            AssertSame(scene, after, scenario, because);
        }
    }

    private static async Task<SortedDictionary<string, string?>> RunUndisturbedAsync(StoreScenario scenario)
    {
        using var scene = new FaultScene();
        await scenario.Do(scene.Open(new FaultyFileSystem(syncs: false)));
        var after = scene.Snapshot();
        after.Should().NotEqual(scene.Before, "a scenario that changes nothing tests nothing");
        return after;
    }

    // The short form looks at every call at first, and of long scenarios' later calls, which repeat the same few steps for run after run, at some.
    private static int Next(int n, int step) => n + (IsLong ? 1 : n < 40 ? step : 5);

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

    private static async Task<MlTrackException?> AttemptAsync(Func<ValueTask> action)
    {
        try
        {
            await action();
            return null;
        }
        catch (MlTrackException exception)
        {
            return exception;
        }
    }

    // A fault that is met in tidying up only does not make the call fail: then there is nothing to repeat.
    private static async Task RepeatAsync(StoreScenario scenario, Func<ValueTask> repeat, MlTrackException? first, string because)
    {
        if (first is null && !scenario.PassesOver)
        {
            return;
        }

        first?.ErrorCode.Should().Be(MlTrackErrorCode.IoError, "{0}, and then {1}", because, first);
        var failure = await AttemptAsync(repeat);
        IsDone(scenario, failure).Should().BeTrue("{0}, and then {1}", because, failure);
    }

    private static bool IsDone(StoreScenario scenario, MlTrackException? failure) => failure is null || failure.ErrorCode == scenario.Done;

    // Each file has its old or its new content, whole; of what is appended to, any whole or torn beginning of what is new.
    private static void AssertOldOrNew(FaultScene scene, SortedDictionary<string, string?> after, string because)
    {
        var before = Unmoved(scene.Before);
        var expected = Unmoved(after);
        var now = Unmoved(scene.Snapshot());
        foreach (var (path, content) in now.Where(file => file.Value is not null && IsVisible(now, file.Key)))
        {
            var old = before.GetValueOrDefault(path);
            var isSound = content == old || content == expected.GetValueOrDefault(path) ||
                (path.Contains("/metrics/", StringComparison.Ordinal) && expected[path]!.StartsWith(content!, StringComparison.Ordinal) &&
                    content!.StartsWith(old ?? "", StringComparison.Ordinal));
            isSound.Should().BeTrue("{0}; {1} holds {2}", because, path, content);
        }

        now.Keys.Should().Contain(before.Keys.Intersect(expected.Keys), because);
    }

    private static void AssertSame(FaultScene scene, SortedDictionary<string, string?> after, StoreScenario scenario, string because)
    {
        var now = scene.Snapshot();

        // A kill between the last two steps of a removal leaves an empty folder, which is nothing to any reader.
        foreach (var empty in now.Where(entry => entry.Value is null && !after.ContainsKey(entry.Key) && !now.Keys.Any(key => key.StartsWith(entry.Key + "/", StringComparison.Ordinal))).ToList())
        {
            now.Remove(empty.Key);
        }

        now.Keys.Should().Equal(after.Keys, because);
        foreach (var (path, content) in now)
        {
            var mayRepeat = scenario.RepeatsPoints && path.Contains("/metrics/", StringComparison.Ordinal);
            var points = mayRepeat && content is not null ? string.Join('\n', content.Split('\n')[..^1].Distinct(StringComparer.Ordinal)) + "\n" : content;
            points.Should().Be(after[path], "{0}; {1}", because, path);
        }
    }

    // What lies in the folder of a run or model without meta.yaml is shown to nobody.
    private static bool IsVisible(Dictionary<string, string?> tree, string path)
    {
        var parts = path.Split('/');
        var depth = parts[1] == "models" ? 3 : 2;
        return parts.Length <= depth || parts[1] is "tags" or "datasets" || tree.ContainsKey(string.Join('/', parts[..depth]) + "/meta.yaml");
    }

    // A deleted experiment is the same in another place.
    private static Dictionary<string, string?> Unmoved(IEnumerable<KeyValuePair<string, string?>> tree) => tree
        .GroupBy(file => file.Key.Replace(".trash/", "", StringComparison.Ordinal), StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.First().Value, StringComparer.Ordinal);
}
