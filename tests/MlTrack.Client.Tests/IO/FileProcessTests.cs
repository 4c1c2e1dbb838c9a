using System.Globalization;
using MlTrack.Internal.IO;
using MlTrack.Tests.IO.Support;
using MlTrack.Tests.Support;

namespace MlTrack.Tests.IO;

/// <summary>The file primitives between real processes and under real limits.</summary>
public sealed class FileProcessTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Processes_that_append_to_one_file_lose_and_tear_no_line()
    {
        const int processes = 4;
        const int lines = 2000;
        var apps = await StartAll(Enumerable.Range(0, processes).Select(i => new[] { "append", _folder.PathOf("m"), "p" + i, "2000" }));
        foreach (var app in apps) await app.EndAsync();

        var read = File.ReadAllLines(_folder.PathOf("m"));

        read.Should().HaveCount(processes * lines);
        for (var i = 0; i < processes; i++)
        {
            var name = "p" + i + " ";
            read.Where(line => line.StartsWith(name, StringComparison.Ordinal)).Should().Equal(Enumerable.Range(0, lines).Select(n => name + n));
        }
    }

    [Fact]
    public async Task Processes_that_claim_the_same_names_get_one_winner_each()
    {
        Directory.CreateDirectory(_folder.PathOf("params"));
        var apps = await StartAll(Enumerable.Range(0, 4).Select(i => new[] { "claim", _folder.Path, "value" + i, "300" }));
        var winners = new Dictionary<string, string>();
        for (var i = 0; i < apps.Count; i++)
        {
            foreach (var name in (await apps[i].EndAsync()).Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                winners.TryAdd(name, "value" + i).Should().BeTrue("{0} must be won once", name);
            }
        }

        winners.Should().HaveCount(300);
        winners.Should().OnlyContain(winner => File.ReadAllText(_folder.PathOf("params", winner.Key)) == winner.Value);
        Directory.GetFileSystemEntries(_folder.Path).Should().Equal(_folder.PathOf("params"));
    }

    [Fact]
    public async Task A_writer_killed_in_the_middle_leaves_a_whole_value()
    {
        for (var round = 0; round < 3; round++)
        {
            var target = _folder.PathOf("tag" + round);
            using var app = TestApp.Start("replace", target, _folder.Path);
            await app.ReadyAsync();
            app.Go();
            while (!File.Exists(target)) await Task.Delay(1);
            await Task.Delay(50 + (37 * round));
            await app.KillAsync();

            var text = File.ReadAllText(target);
            text.Should().EndWith("\n");
            text.TrimEnd('\n').Should().Be(new string(text[0], text.Length - 1));
        }

        LeftOvers.In(_folder.Path).Count().Should().BeLessOrEqualTo(3, "a kill leaves at most the temporary file that was being written");
    }

    [Fact]
    public async Task Five_thousand_files_are_appended_to_with_a_thousand_handles()
    {
        if (OperatingSystem.IsWindows()) return;
        using var app = TestApp.StartLimited("-n 1024", "append-many", _folder.Path, "5000", "2");

        var output = (await app.EndAsync()).Trim();

        output.Should().Be("256 256");
        Directory.GetFiles(_folder.Path).Should().HaveCount(5000).And.OnlyContain(file => File.ReadAllText(file) == "r 0\nr 1\n");
    }

    [Fact]
    public async Task A_cache_whose_bound_is_above_the_limit_of_the_system_halves_itself()
    {
        if (OperatingSystem.IsWindows()) return;
        using var app = TestApp.StartLimited("-n 200", "append-many", _folder.Path, "400", "2");

        var parts = (await app.EndAsync()).Trim().Split(' ');

        int.Parse(parts[1], CultureInfo.InvariantCulture).Should().BeLessThan(AppendFileCache.DefaultLimit).And.BeGreaterOrEqualTo(16);
        Directory.GetFiles(_folder.Path).Should().HaveCount(400).And.OnlyContain(file => File.ReadAllText(file) == "r 0\nr 1\n");
    }

    [Fact]
    public async Task A_file_beyond_the_size_limit_is_an_error_and_not_the_end_of_the_process()
    {
        if (OperatingSystem.IsWindows()) return;
        using var app = TestApp.StartLimited("-f 2", "append-until-full", _folder.PathOf("m"), "seventeen-bytes", "0");

        (await app.EndAsync()).Should().StartWith(nameof(StoreIOError.TooLarge));

        var limit = new FileInfo(_folder.PathOf("m")).Length;
        limit.Should().BeOneOf(1024, 2048); // bash counts in units of 1,024 bytes, other shells of 512
    }

    [SkippableFact]
    public async Task A_full_disk_stops_nothing_and_when_there_is_space_again_every_line_is_there_once()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Unix.IsRoot, "needs the right to mount a disk");
        var disk = _folder.PathOf("disk");
        Directory.CreateDirectory(disk);
        var (code, _, error) = Unix.TryRun("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk);
        Skip.IfNot(code == 0, "this container forbids mounting: " + error);
        try
        {
            File.WriteAllBytes(Path.Combine(disk, "greedy"), new byte[40 * 1024]);
            using var app = TestApp.Start("append-until-full", Path.Combine(disk, "m"), "seventeen-bytes", "2000");
            (await app.ReadLineAsync()).Should().StartWith(nameof(StoreIOError.NoSpace));
            await Task.Delay(100);
            File.Delete(Path.Combine(disk, "greedy"));

            (await app.EndAsync()).Trim().Should().Be("done");

            File.ReadAllLines(Path.Combine(disk, "m")).Should().Equal(Enumerable.Range(0, 2000).Select(i => "seventeen-bytes " + i));
            var writer = new AtomicFile(PhysicalFileSystem.Instance);
            writer.Replace(Path.Combine(disk, "tag"), disk, "old"u8, FsyncLevel.None);
            var full = FluentActions.Invoking(() => writer.Replace(Path.Combine(disk, "tag"), disk, new byte[64 * 1024], FsyncLevel.None));
            full.Should().Throw<StoreIOException>().Which.Error.Should().Be(StoreIOError.NoSpace);
            File.ReadAllText(Path.Combine(disk, "tag")).Should().Be("old");
            LeftOvers.In(disk).Should().BeEmpty();
        }
        finally
        {
            Unix.Run("umount", disk);
        }
    }

    private static async Task<List<TestApp>> StartAll(IEnumerable<string[]> commands)
    {
        var apps = commands.Select(TestApp.Start).ToList();
        foreach (var app in apps) await app.ReadyAsync();
        foreach (var app in apps) app.Go();
        return apps;
    }
}
