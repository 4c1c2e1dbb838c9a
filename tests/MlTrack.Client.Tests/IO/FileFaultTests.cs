using System.Text;
using MlTrack.Internal.IO;
using MlTrack.Tests.IO.Support;
using MlTrack.Tests.Support;

namespace MlTrack.Tests.IO;

/// <summary>Each call fails once, in every scenario; then the disk is sound and the same thing succeeds.</summary>
public sealed class FileFaultTests : IDisposable
{
    private const int TooMany = 200;
    private readonly TempFolder _folder = new();
    private readonly FaultyFileSystem _files = new();
    private readonly List<AppendProblem> _problems = [];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(nameof(StoreIOError.NoSpace))]
    [InlineData(nameof(StoreIOError.IO))]
    [InlineData(nameof(StoreIOError.AccessDenied))]
    [InlineData("short write")]
    public void A_replace_that_fails_at_any_call_keeps_the_old_content_and_succeeds_later(string fault)
    {
        var writer = new AtomicFile(_files);
        for (var n = 1; ; n++)
        {
            n.Should().BeLessThan(TooMany);
            var target = _folder.PathOf("tag" + n);
            _files.Heal();
            writer.Replace(target, _folder.Path, "old"u8, FsyncLevel.None);
            Plan(fault, n);

            var failed = Attempt(() => writer.Replace(target, _folder.Path, "the new one"u8, FsyncLevel.FileAndFolder));

            if (!_files.HasStruck) break;
            failed.Should().NotBeNull("call {0} ({1}) failed", n, _files.Log[^1]);
            File.ReadAllText(target).Should().Be(failed!.Operation == nameof(IFileSystem.SyncDirectory) ? "the new one" : "old");
            _files.Heal();
            writer.Replace(target, _folder.Path, "the new one"u8, FsyncLevel.FileAndFolder);
            File.ReadAllText(target).Should().Be("the new one");
        }

        LeftOvers.In(_folder.Path).Should().BeEmpty();
    }

    [Theory]
    [InlineData(nameof(StoreIOError.NoSpace))]
    [InlineData(nameof(StoreIOError.IO))]
    [InlineData(nameof(StoreIOError.Stale))]
    [InlineData("short write")]
    public void Appends_that_fail_at_any_call_lose_no_line_and_double_none(string fault)
    {
        const string torn = "1 2";
        for (var n = 1; ; n++)
        {
            n.Should().BeLessThan(TooMany);
            _files.Heal();
            var path = _folder.Write("run" + n + "/m", "0 0\n" + torn);
            var file = Open(path);
            Plan(fault, n);

            // Two lines each, of different lengths, so that a short write ends within a line, and some calls succeed before the fault.
            var sent = new StringBuilder("0 0\n");
            for (var i = 1; i <= 4; i++)
            {
                var lines = $"{i} first of two\n{i} 2\n";
                sent.Append(lines);
                AppendAll(file, lines);
            }

            Attempt(file.Sync);
            _files.Heal();
            file.Complete();
            file.Close();

            File.ReadAllText(path).Should().Be(sent.ToString(), "fault at call {0}", n);
            if (!_files.HasStruck) break;
        }
    }

    [Fact]
    public void A_line_cut_short_by_a_full_disk_is_completed_before_anything_else()
    {
        var path = _folder.PathOf("m");
        var file = Open(path);
        file.Append("first\n"u8);
        _files.ShortWriteFrom(1);

        var fault = Attempt(() => file.Append("second line\n"u8));

        fault!.Error.Should().Be(StoreIOError.NoSpace);
        fault.BytesTaken.Should().Be("second line\n".Length);
        File.ReadAllText(path).Should().Be("first\nsecond");
        file.HasRest.Should().BeTrue();
        Attempt(() => file.Append("third\n"u8))!.BytesTaken.Should().Be(0);
        _files.Heal();
        file.Append("third\n"u8);
        File.ReadAllText(path).Should().Be("first\nsecond line\nthird\n");
        _problems.Should().BeEmpty();
        file.Close();
    }

    [Fact]
    public void A_line_cut_short_behind_which_somebody_else_wrote_is_written_once_more_and_reported()
    {
        var path = _folder.PathOf("m");
        var file = Open(path);
        _files.ShortWriteFrom(1);
        Attempt(() => file.Append("second line\n"u8)).Should().NotBeNull();
        using (var other = PhysicalFileSystem.Instance.OpenAppend(path)) other.Write("other\n"u8);
        _files.Heal();

        file.Append("third\n"u8);
        file.Close();

        File.ReadAllText(path).Should().Be("secondother\nsecond line\nthird\n");
        var problem = _problems.Should().ContainSingle().Subject;
        problem.Kind.Should().Be(AppendProblemKind.PartLeft);
        Encoding.ASCII.GetString(problem.Bytes.Span).Should().Be("second");
        problem.Offset.Should().Be(0);
    }

    [Fact]
    public void A_line_cut_short_that_somebody_else_cut_off_is_written_once_more()
    {
        var path = _folder.PathOf("m");
        var file = Open(path);
        file.Append("first\n"u8);
        _files.ShortWriteFrom(1);
        Attempt(() => file.Append("second line\n"u8)).Should().NotBeNull();
        var other = new AppendFile(PhysicalFileSystem.Instance, path, new AppendFileOptions { LockFolder = _folder.Path, Wait = _ => { } });
        other.Append("other\n"u8);
        other.Close();
        _files.Heal();

        file.Complete();
        file.Close();

        File.ReadAllText(path).Should().Be("first\nother\nsecond line\n");
    }

    [Fact]
    public void A_tail_torn_by_another_process_while_the_file_was_closed_is_cut_before_a_kept_line_and_after_a_sync()
    {
        var path = _folder.PathOf("m");
        var file = Open(path);
        file.Append("first\n"u8);
        file.Close();
        File.AppendAllText(path, "torn");
        file.Sync();
        file.Append("second\n"u8);

        // One whole line of two is taken, so that what is kept begins with a line of which nothing is in the file.
        _files.ShortWriteFrom(1);
        Attempt(() => file.Append("4 by\nte..\n"u8))!.BytesTaken.Should().Be(10);
        file.Close();
        File.AppendAllText(path, "torn");
        _files.Heal();
        file.Complete();
        file.Close();

        File.ReadAllText(path).Should().Be("first\nsecond\n4 by\nte..\n");
        _problems.Should().HaveCount(2).And.OnlyContain(problem => problem.Kind == AppendProblemKind.TornTailRemoved);
    }

    [Fact]
    public void A_sync_of_a_file_that_was_deleted_makes_no_empty_one()
    {
        var file = Open(_folder.PathOf("m"));
        file.Append("1\n"u8);
        file.Close();
        File.Delete(_folder.PathOf("m"));

        file.Sync();

        Directory.GetFileSystemEntries(_folder.Path).Should().BeEmpty();
    }

    [Fact]
    public void A_replace_stopped_at_any_call_leaves_the_old_content_or_the_new()
    {
        var writer = new AtomicFile(_files);
        var left = new HashSet<string>();
        for (var n = 1; ; n++)
        {
            n.Should().BeLessThan(TooMany);
            var target = _folder.Write("run" + n + "/meta.yaml", "old");
            _files.StopAt(n);
            try
            {
                writer.Replace(target, Path.GetDirectoryName(target)!, "new"u8, FsyncLevel.FileAndFolder);
            }
            catch (StoppedException)
            {
                // dead
            }

            left.Add(File.ReadAllText(target));
            if (!_files.HasStruck) break;
        }

        left.Should().BeEquivalentTo("old", "new");
    }

    [Fact]
    public void A_failed_sync_is_not_repeated_on_the_same_handle()
    {
        var file = Open(_folder.PathOf("m"));
        file.Append("1\n"u8);
        _files.FailOnce(2, StoreIOError.IO); // stat, fsync

        Attempt(file.Sync)!.Operation.Should().Be(nameof(IAppendHandle.Fsync));
        _files.Log.Clear();
        file.Sync();

        _files.Log.Select(call => call.Split(' ')[0]).Should().Equal(
            "TryStat", "OpenAppend", "Stat", "ReadAt", "Stat", nameof(IAppendHandle.RewriteFrom), "Fsync", "SyncDirectory");
        _files.Log.Clear();
        file.Append("2\n"u8);
        file.Sync();
        _files.Log.Select(call => call.Split(' ')[0]).Should().Equal("Write", "Stat", "Fsync");
        File.ReadAllText(_folder.PathOf("m")).Should().Be("1\n2\n");
        file.Close();
    }

    [Fact]
    public void A_busy_target_is_tried_ten_times_over_three_seconds_and_then_reported()
    {
        var waits = new List<TimeSpan>();
        var writer = new AtomicFile(_files, waits.Add, retriesBusyTargets: true);
        var target = _folder.Write("tag", "old");
        _files.FailFrom(1, StoreIOError.Busy, (operation, _) => operation == nameof(IFileSystem.Replace));

        Attempt(() => writer.Replace(target, _folder.Path, "new"u8, FsyncLevel.None))!.Error.Should().Be(StoreIOError.Busy);

        waits.Should().HaveCount(10);
        waits[0].TotalMilliseconds.Should().BeInRange(2.5, 7.5);
        waits.Sum(wait => wait.TotalSeconds).Should().BeInRange(1, 4);
        File.ReadAllText(target).Should().Be("old");
        LeftOvers.In(_folder.Path).Should().BeEmpty();

        waits.Clear();
        _files.FailOnce(3, StoreIOError.AccessDenied); // stat, create, replace
        writer.Replace(target, _folder.Path, "new"u8, FsyncLevel.None);
        waits.Should().ContainSingle();
        File.ReadAllText(target).Should().Be("new");
    }

    [Fact]
    public void A_temporary_name_that_is_taken_is_left_alone_and_another_one_drawn()
    {
        var writer = new AtomicFile(_files);
        _files.FailOnce(2, StoreIOError.AlreadyExists); // stat, create

        writer.Replace(_folder.PathOf("tag"), _folder.Path, "new"u8, FsyncLevel.None);

        File.ReadAllText(_folder.PathOf("tag")).Should().Be("new");
        _files.Log.Should().NotContain(call => call.StartsWith("DeleteFile", StringComparison.Ordinal));
    }

    private void AppendAll(AppendFile file, string lines)
    {
        var tries = 0;
        ReadOnlySpan<byte> bytes = Encoding.ASCII.GetBytes(lines);
        while (!bytes.IsEmpty)
        {
            try
            {
                file.Append(bytes);
                return;
            }
            catch (StoreIOException fault)
            {
                bytes = bytes[fault.BytesTaken..];
                if (++tries == 3) _files.Heal();
            }
        }
    }

    private static StoreIOException? Attempt(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (StoreIOException fault)
        {
            return fault;
        }
    }

    private void Plan(string fault, int n)
    {
        if (fault == "short write") _files.ShortWriteFrom(n);
        else _files.FailOnce(n, Enum.Parse<StoreIOError>(fault));
    }

    private AppendFile Open(string path) => new(_files, path, new AppendFileOptions
    {
        LockFolder = Path.GetDirectoryName(path)!,
        OnProblem = _problems.Add,
        Wait = _ => { },
    });
}
