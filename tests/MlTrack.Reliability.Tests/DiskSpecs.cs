using System.Globalization;
using MlTrack.Stores;
using MlTrack.Tests.IO.Support;
using MlTrack.Tests.Support;

namespace MlTrack.Reliability.Tests;

/// <summary>A training whose real disk is full, read-only or gone for a while: it goes on, it is told, and what can be written later is written.</summary>
public sealed class DiskSpecs : IDisposable
{
    private readonly TempFolder _folder = new();
    private string? _mounted;

    public void Dispose()
    {
        if (_mounted is not null)
        {
            Unix.Run("umount", _mounted);
        }

        _folder.Dispose();
    }

    [SkippableFact]
    public async Task On_a_full_disk_training_goes_on_and_when_there_is_space_again_everything_is_written()
    {
        var root = Mount("size=2m");
        using var app = await StartAsync(root, "report");
        (await LogAsync(app, 0, 100)).Should().StartWith("logged");
        var greedy = Fill(root);

        (await LogAsync(app, 100, 2000)).Should().StartWith("logged");
        (await LogAsync(app, 2100, 1)).Should().StartWith("logged");
        File.Delete(greedy);
        app.Tell("end");

        (await app.ReadLineAsync()).Should().MatchRegex("^failures [1-9][0-9]* 0 IO_ERROR$");
        await app.EndAsync();
        await AssertRunAsync(root, 2101, "0", "100", "2100");
    }

    [SkippableFact]
    public async Task With_Throw_a_full_disk_is_an_exception_that_says_so_and_nothing_that_was_there_is_damaged()
    {
        var root = Mount("size=2m");
        using var app = await StartAsync(root, "throw");
        (await LogAsync(app, 0, 100)).Should().StartWith("logged");
        var greedy = Fill(root);

        var thrown = await LogAsync(app, 100, 2000);
        thrown.Should().StartWith("thrown IoError").And.Contain("loss");
        File.Delete(greedy);
        (await LogAsync(app, 5000, 1)).Should().StartWith("logged");
        app.Tell("end");
        await app.ReadLineAsync();
        await app.EndAsync();

        var steps = await StepsAsync(root);
        steps.Take(100).Should().Equal(Enumerable.Range(0, 100).Select(step => (long)step));
        steps.Should().BeInAscendingOrder().And.OnlyHaveUniqueItems().And.HaveElementAt(steps.Count - 1, 5000);
        await AssertSoundAsync(root);
    }

    [SkippableFact]
    public async Task A_disk_that_turns_read_only_for_a_while_costs_nothing()
    {
        var root = Mount("size=4m");
        using var app = await StartAsync(root, "report");
        (await LogAsync(app, 0, 100)).Should().StartWith("logged");

        // Files that are open keep a disk from turning read-only; another one that hides it is read-only for whatever is opened anew.
        Unix.Run("mount", "-t", "tmpfs", "-o", "ro,size=1m", "tmpfs", root);
        try
        {
            (await LogAsync(app, 100, 10)).Should().StartWith("logged");
        }
        finally
        {
            Unix.Run("umount", root);
        }

        (await LogAsync(app, 110, 1)).Should().StartWith("logged");
        app.Tell("end");
        (await app.ReadLineAsync()).Should().StartWith("failures").And.MatchRegex("failures [0-9]+ 0( |$)");
        await app.EndAsync();
        await AssertRunAsync(root, 111, "0", "100", "110");
    }

    [Fact]
    public async Task A_file_that_may_not_grow_ends_with_a_whole_line_and_what_is_missing_is_counted()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var root = _folder.PathOf("mlruns");
        using var app = TestApp.StartLimited("-f 16", "train", root, "report");
        (await app.ReadLineAsync()).Should().MatchRegex("^[0-9a-f]{32}$");
        (await LogAsync(app, 0, 5000)).Should().StartWith("logged");
        app.Tell("end");

        var end = (await app.ReadLineAsync())!;
        end.Should().MatchRegex("^failures [1-9][0-9]* [1-9][0-9]* IO_ERROR$", "the limit is never lifted");
        await app.EndAsync();
        var steps = await StepsAsync(root);
        (steps.Count + int.Parse(end.Split(' ')[2], CultureInfo.InvariantCulture)).Should().Be(5000, "what is not there is counted");
        steps.Should().Equal(Enumerable.Range(0, steps.Count).Select(step => (long)step));
        steps.Should().HaveCountGreaterThan(100);
        await AssertSoundAsync(root);
    }

    [Fact]
    public async Task A_folder_that_vanished_is_made_again_for_what_comes()
    {
        var root = _folder.PathOf("mlruns");
        using var app = await StartAsync(root, "report");
        (await LogAsync(app, 0, 10)).Should().StartWith("logged");
        var run = Directory.GetDirectories(Path.Combine(root, "0")).Single(folder => File.Exists(Path.Combine(folder, "meta.yaml")));
        Directory.Delete(Path.Combine(run, "metrics"), recursive: true);
        Directory.Delete(Path.Combine(run, "params"), recursive: true);
        Directory.Delete(Path.Combine(run, "tags"), recursive: true);

        // A file that is open outlives its name; that it has none any more is noticed within seconds.
        var until = DateTime.UtcNow.AddSeconds(30);
        var step = 10;
        for (; !File.Exists(Path.Combine(run, "metrics", "loss")) && DateTime.UtcNow < until; step++)
        {
            (await LogAsync(app, step, 1)).Should().StartWith("logged");
            await Task.Delay(100);
        }

        (await LogAsync(app, step, 1)).Should().StartWith("logged");
        app.Tell("end");
        (await app.ReadLineAsync()).Should().StartWith("failures");
        await app.EndAsync();

        var record = await OnlyRunAsync(root);
        record.Info.Status.Should().Be(RunStatus.Finished);
        record.Data.Params.Should().ContainKey("p10");
        record.Data.Tags.Should().Contain("t", step.ToString(CultureInfo.InvariantCulture));
        (await StepsAsync(root)).Should().EndWith([step - 1, step]);
    }

    [Fact]
    public async Task A_store_that_vanished_whole_costs_no_training_and_is_told()
    {
        var root = _folder.PathOf("mlruns");
        using var app = await StartAsync(root, "report");
        (await LogAsync(app, 0, 10)).Should().StartWith("logged");
        Directory.Delete(root, recursive: true);

        (await LogAsync(app, 10, 10)).Should().StartWith("logged");
        app.Tell("end");

        (await app.ReadLineAsync()).Should().MatchRegex("^failures [1-9]");
        await app.EndAsync();
    }

    private string Mount(string options)
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Unix.IsRoot, "needs the right to mount a disk");
        var disk = _folder.PathOf("disk");
        Directory.CreateDirectory(disk);
        var (code, _, error) = Unix.TryRun("mount", "-t", "tmpfs", "-o", options, "tmpfs", disk);
        Skip.IfNot(code == 0, "this container forbids mounting: " + error);
        _mounted = disk;
        return Path.Combine(disk, "mlruns");
    }

    /// <summary>Takes all space there is.</summary>
    private static string Fill(string root)
    {
        var path = Path.Combine(Path.GetDirectoryName(root)!, "greedy");
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            return path;
        }
    }

    private static async Task<TestApp> StartAsync(string root, string policy)
    {
        var app = TestApp.Start("train", root, policy);
        (await app.ReadLineAsync()).Should().MatchRegex("^[0-9a-f]{32}$");
        return app;
    }

    private static async Task<string> LogAsync(TestApp app, int from, int count)
    {
        app.Tell(string.Create(CultureInfo.InvariantCulture, $"log {from} {count}"));
        return (await app.ReadLineAsync())!;
    }

    private static async Task<RunRecord> OnlyRunAsync(string root)
    {
        await using var client = MlTrackClient.Open(root);
        return (await client.SearchRunsAsync(new SearchRunsQuery { ExperimentIds = ["0"] })).Items.Should().ContainSingle().Subject;
    }

    private static async Task<IReadOnlyList<long>> StepsAsync(string root)
    {
        await using var client = MlTrackClient.Open(root);
        var run = (await OnlyRunAsync(root)).Info.RunId;
        return await client.GetMetricHistoryAsync(run, "loss").Select(point => point.Step).ToListAsync();
    }

    private static async Task AssertRunAsync(string root, int points, params string[] froms)
    {
        var run = await OnlyRunAsync(root);
        run.Info.Status.Should().Be(RunStatus.Finished);
        run.Data.Params.Where(param => param.Key.StartsWith('p')).Should().BeEquivalentTo(froms.ToDictionary(from => "p" + from, from => from));
        run.Data.Tags["t"].Should().Be(froms[^1]);
        run.Data.Tags.Should().NotContainKey("mltrack.lost_records");
        (await StepsAsync(root)).Should().Equal(Enumerable.Range(0, points).Select(step => (long)step));
        await AssertSoundAsync(root);
    }

    private static async Task AssertSoundAsync(string root)
    {
        await using var client = MlTrackClient.Open(root);
        (await client.VerifyAsync().Where(problem => problem.Severity == ProblemSeverity.Problem).ToListAsync()).Should().BeEmpty();
    }
}
