using System.Globalization;
using Microsoft.Extensions.Logging;
using MlTrack.Internal.FileStore;
using MlTrack.Internal.FileStore.Index;
using MlTrack.Internal.IO;
using MlTrack.Stores;
using MlTrack.Tests.Support;

namespace MlTrack.Tests.FileStore.Index;

/// <summary>The file that keeps the index for the next process: never needed, never believed beyond what the tree's files confirm.</summary>
public sealed class SnapshotTests : IDisposable
{
    private static readonly SearchRunsQuery Everything = new() { AllExperiments = true, ViewType = ViewType.All };
    private readonly TempFolder _cache = new();

    public void Dispose() => _cache.Dispose();

    [Fact]
    public async Task The_next_process_reads_no_file_that_has_not_changed()
    {
        using var tree = new RandomTree(11, runs: 100);
        await RandomTree.SettleAsync();
        var first = await Open(tree).SearchRunsAsync(Everything);
        var files = new CountingFiles();

        var second = await Open(tree, files).SearchRunsAsync(Everything);

        files.Reads.Where(path => !path.Contains(".mltrack-owner")).Should().BeEmpty();
        await SearchAssertions.ShouldBePlainAsync(second, tree.Root, Everything, "nothing has changed");
        second.Items.Should().HaveSameCount(first.Items);
    }

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    public async Task Changes_between_processes_are_seen(int seed)
    {
        using var tree = new RandomTree(seed, runs: 80);
        await RandomTree.SettleAsync();
        await SaveAsync(tree);
        var random = new Random(seed);
        for (var i = 0; i < 15; i++)
        {
            var changes = string.Join(", ", Enumerable.Range(0, random.Next(1, 6)).Select(_ => tree.Change()));
            var query = RandomQuery.Make(random);
            var store = Open(tree);

            var found = await store.SearchRunsAsync(query);

            await SearchAssertions.ShouldBePlainAsync(found, tree.Root, query, $"after {changes} search {i} is {query}");

            // It asks for what the first has left on the disk.
            var other = RandomQuery.Make(random);
            found = await store.SearchRunsAsync(other);
            await SearchAssertions.ShouldBePlainAsync(found, tree.Root, other, $"after {changes} search {i} is {query} and then {other}");
            store.Index!.Save();
        }
    }

    [Fact]
    public async Task A_process_that_asked_for_little_leaves_everything_to_the_next()
    {
        using var tree = new RandomTree(17, runs: 60);
        await RandomTree.SettleAsync();
        await SaveAsync(tree);
        var narrow = Open(tree);
        await narrow.SearchRunsAsync(Everything with { Filter = "metrics.a > 1000" });
        narrow.Index!.Save();
        var files = new CountingFiles();

        var found = await Open(tree, files).SearchRunsAsync(Everything);

        files.Reads.Where(path => !path.Contains(".mltrack-owner")).Should().BeEmpty();
        await SearchAssertions.ShouldBePlainAsync(found, tree.Root, Everything, "nothing has changed");
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("overwritten")]
    [InlineData("disposed")]
    public async Task A_file_that_can_no_longer_be_read_costs_time_and_nothing_else(string fate)
    {
        using var tree = new RandomTree(18, runs: 40);
        await RandomTree.SettleAsync();
        await SaveAsync(tree);
        var store = Open(tree);
        await store.SearchRunsAsync(Everything with { Filter = "metrics.a > 1000" });
        using (var file = new FileStream(SnapshotFile(), FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
        {
            switch (fate)
            {
                case "cut":
                    file.SetLength(100);
                    break;
                case "overwritten":
                    file.Write(new byte[file.Length]);
                    break;
                default:
                    store.Dispose();
                    break;
            }
        }

        var found = await store.SearchRunsAsync(Everything);

        await SearchAssertions.ShouldBePlainAsync(found, tree.Root, Everything, $"the snapshot was {fate}");
        store.Index!.Save();
        await SearchAssertions.ShouldBePlainAsync(await Open(tree).SearchRunsAsync(Everything), tree.Root, Everything, "what was saved then is whole again");
    }

    [Fact]
    public async Task A_file_with_any_byte_changed_or_cut_anywhere_is_none()
    {
        using var tree = new RandomTree(12, runs: 6);
        await RandomTree.SettleAsync();
        await SaveAsync(tree);
        var path = SnapshotFile();
        var good = await File.ReadAllBytesAsync(path);
        var store = new SnapshotStore(_cache.Path, tree.Root, new CapturingLogger());
        store.Load(long.MaxValue)!.RunCount.Should().Be(6);
        var random = new Random(12);

        // Every byte of the header, and many of the rest.
        for (var at = 0; at < good.Length; at += at < 200 ? 1 : 1 + random.Next(12))
        {
            var bad = good.ToArray();
            bad[at] ^= (byte)(1 << random.Next(8));
            await File.WriteAllBytesAsync(path, bad);
            store.Load(long.MaxValue).Should().BeNull("the byte at {0} is another", at);
            await File.WriteAllBytesAsync(path, good.AsMemory(0, at));
            store.Load(long.MaxValue).Should().BeNull("the file ends at {0}", at);
        }

        await File.WriteAllBytesAsync(path, [.. good, 0]);
        store.Load(long.MaxValue).Should().BeNull("there is more behind its end");
        var found = await Open(tree).SearchRunsAsync(Everything);
        await SearchAssertions.ShouldBePlainAsync(found, tree.Root, Everything, "the snapshot is damaged");
    }

    [Fact]
    public async Task A_body_of_any_content_under_a_good_checksum_does_no_harm()
    {
        using var tree = new RandomTree(13, runs: 5);
        await RandomTree.SettleAsync();
        await SaveAsync(tree);
        var path = SnapshotFile();
        var good = await File.ReadAllBytesAsync(path);
        var random = new Random(13);
        var read = 0;
        for (var i = 0; i < 2000; i++)
        {
            var bad = good.ToArray();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                // Lengths and places are small numbers: such are the most dangerous.
                bad[random.Next(SnapshotWriter.HeaderSize, bad.Length)] = random.Next(3) switch { 0 => 0, 1 => 0xFF, _ => (byte)random.Next(256) };
            }

            Sign(bad);
            var wants = i % 2 == 0 ? null : new RowWants(["a", "loss"], ["p"], ["t", "mlflow.runName"]);
            if (SnapshotReader.Read(new BytesHandle(bad), tree.Root, Inode(tree.Root), wants) is { } snapshot)
            {
                read++;
                foreach (var row in snapshot.Experiments.Values.SelectMany(runs => runs.Values))
                {
                    ReadAll(row);
                    ReadAll(row.Whole is null ? row : row.Whole.TryRead()!);
                }
            }
        }

        read.Should().BeGreaterThan(100, "most changes hit a value");
    }

    [Fact]
    public async Task Another_version_and_another_tree_at_the_same_place_begin_anew()
    {
        using var tree = new RandomTree(14, runs: 5);
        await RandomTree.SettleAsync();
        await SaveAsync(tree);
        var store = new SnapshotStore(_cache.Path, tree.Root, new CapturingLogger());
        store.Load(long.MaxValue).Should().NotBeNull();
        using (var file = new FileStream(SnapshotFile(), FileMode.Create, FileAccess.ReadWrite))
        {
            SnapshotWriter.Write(file, tree.Root, Inode(tree.Root), [], new Dictionary<string, List<KeyValuePair<string, RunRow>>>(), SnapshotWriter.Version + 1);
        }

        store.Load(long.MaxValue).Should().BeNull("it is of another version");
        await SaveAsync(tree);
        store.Load(long.MaxValue).Should().NotBeNull();
        Directory.Move(tree.Root, tree.Root + "-old");
        Directory.CreateDirectory(tree.Root);
        store.Load(long.MaxValue).Should().BeNull("it is of another tree");
        Directory.Delete(tree.Root + "-old", recursive: true);
    }

    [Fact]
    public async Task It_is_not_kept_where_it_must_not_or_cannot_be()
    {
        using var tree = new RandomTree(15, runs: 3);
        await RandomTree.SettleAsync();
        var before = Directory.GetFileSystemEntries(tree.Root, "*", SearchOption.AllDirectories).Length;
        var logger = new CapturingLogger();
        var file = _cache.Write("file", "");
        foreach (var folder in new[] { Path.Combine(tree.Root, "cache"), tree.Root, Path.Combine(file, "below") })
        {
            var store = new SnapshotStore(folder, tree.Root, logger);
            store.Save([], new Dictionary<string, List<KeyValuePair<string, RunRow>>>()).Should().BeFalse();
            store.Load(long.MaxValue).Should().BeNull();
        }

        Directory.GetFileSystemEntries(tree.Root, "*", SearchOption.AllDirectories).Should().HaveCount(before);
        logger.Entries.Should().HaveCount(3).And.OnlyContain(entry => entry.Level == LogLevel.Information);
    }

    [Fact]
    public async Task Only_its_user_can_read_it_and_the_cache_does_not_grow_without_bound()
    {
        using var tree = new RandomTree(16, runs: 3);
        await RandomTree.SettleAsync();
        for (var i = 0; i < 80; i++)
        {
            var path = _cache.Write(i.ToString("x32", CultureInfo.InvariantCulture) + ".idx", "of a tree that is gone");
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(-i - 1));
        }

        var abandoned = TempName.NewPath(_cache.Path);
        var current = TempName.NewPath(_cache.Path);
        await File.WriteAllTextAsync(abandoned, "of a process that was killed");
        await File.WriteAllTextAsync(current, "of a process that is writing");
        File.SetLastWriteTimeUtc(abandoned, DateTime.UtcNow.AddHours(-2));

        await SaveAsync(tree);

        var left = Directory.GetFiles(_cache.Path, "*.idx");
        left.Should().HaveCount(64);
        File.Exists(abandoned).Should().BeFalse();
        File.Exists(current).Should().BeTrue();
        var own = left.Single(path => new FileInfo(path).Length > 100);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(own).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public void The_folder_is_what_the_options_say_then_the_environment_then_the_systems()
    {
        Find("/chosen", ("MLTRACK_CACHE_DIR", "/other")).Should().Be(Path.GetFullPath("/chosen"));
        Find("", ("MLTRACK_CACHE_DIR", "/other")).Should().BeNull();
        Find(null, ("MLTRACK_CACHE_DIR", "/other"), ("XDG_CACHE_HOME", "/xdg")).Should().Be(Path.Combine(Path.GetFullPath("/other"), "index"));
        Find(null, ("XDG_CACHE_HOME", "/xdg")).Should().Be(Path.Combine("/xdg", "mltrack", "index"));
        Find(null, ("XDG_CACHE_HOME", "relative")).Should().NotContain("relative").And.EndWith(Path.Combine("mltrack", "index"));
    }

    private static string? Find(string? chosen, params (string Name, string Value)[] variables)
    {
        var environment = new FakeEnvironment();
        foreach (var (name, value) in variables)
        {
            environment[name] = value;
        }

        return CacheFolder.Find(chosen, environment.Open());
    }

    private static void ReadAll(RunRow row)
    {
        row.ToMeta(new RunPlace("r", "/x/0/r", new ExperimentPlace("0", "/x/0", InTrash: false)));
        for (var i = 0; i < row.MetricCount; i++)
        {
            row.Metric(i);
        }

        foreach (var kind in new[] { TextKind.Param, TextKind.Tag })
        {
            for (var i = 0; i < row.TextCount(kind); i++)
            {
                row.Text(kind, i);
            }
        }
    }

    private static void Sign(byte[] file)
    {
        BitConverter.TryWriteBytes(file.AsSpan(24), SnapshotHash.Of(file.AsSpan(SnapshotWriter.HeaderSize)));
        BitConverter.TryWriteBytes(file.AsSpan(SnapshotWriter.SignedSize), SnapshotHash.Of(file.AsSpan(0, SnapshotWriter.SignedSize)));
    }

    private static ulong Inode(string folder) => PhysicalFileSystem.Instance.TryStat(folder, out var stat) ? stat.Inode : throw new DirectoryNotFoundException(folder);

    private string SnapshotFile() => Directory.GetFiles(_cache.Path, "*.idx").Single();

    private async Task SaveAsync(RandomTree tree)
    {
        var store = Open(tree);
        await store.SearchRunsAsync(Everything);
        store.Index!.Save();
    }

    private FileTrackingStore Open(RandomTree tree, IFileSystem? files = null) =>
        new(tree.Root, new MlTrackClientOptions { IndexFolder = _cache.Path }, files ?? PhysicalFileSystem.Instance);
}
