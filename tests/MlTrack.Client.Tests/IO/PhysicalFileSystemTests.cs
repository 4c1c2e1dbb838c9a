using System.Net.Sockets;
using System.Text;
using MlTrack.Internal.IO;
using MlTrack.Tests.IO.Support;
using MlTrack.Tests.Support;

namespace MlTrack.Tests.IO;

public sealed class PhysicalFileSystemTests : IDisposable
{
    private static readonly IFileSystem _files = PhysicalFileSystem.Instance;
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Two_handles_that_append_in_turn_never_overwrite_each_other()
    {
        using (var first = _files.OpenAppend(_folder.PathOf("m")))
        using (var second = _files.OpenAppend(_folder.PathOf("m")))
        {
            first.Write("1 one\n"u8);
            second.Write("2 two\n"u8);
            first.Write("3 three\n"u8);
        }

        File.ReadAllText(_folder.PathOf("m")).Should().Be("1 one\n2 two\n3 three\n");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(200_000)]
    public void TryReadFile_reads_files_of_every_size_whole(int size)
    {
        var bytes = Enumerable.Range(0, size).Select(i => (byte)(i * 7)).ToArray();
        File.WriteAllBytes(_folder.PathOf("f"), bytes);
        var buffer = new FileBuffer();

        _files.TryReadFile(_folder.PathOf("f"), buffer, 1 << 20).Should().BeTrue();

        buffer.Span.SequenceEqual(bytes).Should().BeTrue();
        buffer.Stat.Size.Should().Be(size);
        buffer.IsCut.Should().BeFalse();
    }

    [Theory]
    [InlineData(9, true)]
    [InlineData(10, false)]
    [InlineData(11, false)]
    public void TryReadFile_stops_at_the_limit_and_says_so(int limit, bool isCut)
    {
        File.WriteAllText(_folder.PathOf("f"), "0123456789");
        var buffer = new FileBuffer();

        _files.TryReadFile(_folder.PathOf("f"), buffer, limit).Should().BeTrue();

        buffer.Length.Should().Be(Math.Min(limit, 10));
        buffer.IsCut.Should().Be(isCut);
    }

    [Fact]
    public void TryReadFile_of_a_file_without_a_size_reads_it_to_its_end()
    {
        if (!OperatingSystem.IsLinux()) return;
        var buffer = new FileBuffer();

        _files.TryReadFile("/proc/self/status", buffer, 1 << 20).Should().BeTrue();

        buffer.Stat.Size.Should().Be(0);
        Encoding.UTF8.GetString(buffer.Span).Should().Contain("Threads:").And.Contain("nonvoluntary_ctxt_switches");
    }

    [Fact]
    public void Missing_files_and_folders_are_answers_not_faults()
    {
        File.WriteAllText(_folder.PathOf("file"), "x");

        _files.TryReadFile(_folder.PathOf("none"), new FileBuffer(), 10).Should().BeFalse();
        _files.TryReadFile(_folder.PathOf("file/below"), new FileBuffer(), 10).Should().BeFalse();
        _files.TryStat(_folder.PathOf("none"), out _).Should().BeFalse();
        _files.TryList(_folder.PathOf("none"), []).Should().BeFalse();
        _files.DeleteFile(_folder.PathOf("none")).Should().BeFalse();
        _files.RemoveDirectory(_folder.PathOf("none")).Should().BeFalse();
        _files.GetRealPath(_folder.PathOf("none")).Should().BeNull();
    }

    [Theory]
    [InlineData("read")]
    [InlineData("open")]
    [InlineData("append")]
    public async Task Special_files_are_refused_without_waiting_for_anybody(string how)
    {
        if (OperatingSystem.IsWindows()) return;
        Unix.MakeFifo(_folder.PathOf("fifo"));
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_folder.PathOf("socket")));
        Directory.CreateDirectory(_folder.PathOf("dir"));

        (await ErrorOf(how, _folder.PathOf("fifo"))).Should().Be(StoreIOError.NotRegular);
        (await ErrorOf(how, _folder.PathOf("socket"))).Should().Be(StoreIOError.NotRegular);
        (await ErrorOf(how, "/dev/zero")).Should().Be(StoreIOError.NotRegular);
        (await ErrorOf(how, _folder.PathOf("dir"))).Should().Be(StoreIOError.IsADirectory);
    }

    [Fact]
    public async Task Links_are_refused_in_the_last_segment_unless_the_reader_asks_for_them()
    {
        if (OperatingSystem.IsWindows()) return;
        File.WriteAllText(_folder.PathOf("secret"), "x");
        File.CreateSymbolicLink(_folder.PathOf("link"), _folder.PathOf("secret"));
        File.CreateSymbolicLink(_folder.PathOf("loop"), _folder.PathOf("loop"));

        (await ErrorOf("read", _folder.PathOf("link"))).Should().Be(StoreIOError.Link);
        (await ErrorOf("open", _folder.PathOf("link"))).Should().Be(StoreIOError.Link);
        (await ErrorOf("append", _folder.PathOf("link"))).Should().Be(StoreIOError.Link);
        _files.TryReadFile(_folder.PathOf("link"), new FileBuffer(), 10, followLink: true).Should().BeTrue();
        FluentActions.Invoking(() => _files.TryReadFile(_folder.PathOf("loop"), new FileBuffer(), 10, followLink: true))
            .Should().Throw<StoreIOException>().Which.Error.Should().Be(StoreIOError.Link);
        File.ReadAllText(_folder.PathOf("secret")).Should().Be("x");
    }

    [Fact]
    public void TryList_gives_every_name_with_its_kind()
    {
        var expected = new List<DirectoryEntry>();
        for (var i = 0; i < 2000; i++)
        {
            File.WriteAllText(_folder.PathOf("file-with-a-rather-long-name-" + i), "");
            expected.Add(new DirectoryEntry("file-with-a-rather-long-name-" + i, EntryKind.File));
        }

        Directory.CreateDirectory(_folder.PathOf("Übung ∑ 😀"));
        expected.Add(new DirectoryEntry("Übung ∑ 😀", EntryKind.Directory));
        if (!OperatingSystem.IsWindows())
        {
            File.CreateSymbolicLink(_folder.PathOf("link"), _folder.PathOf("nowhere"));
            Unix.MakeFifo(_folder.PathOf(".fifo"));
            expected.Add(new DirectoryEntry("link", EntryKind.Link));
            expected.Add(new DirectoryEntry(".fifo", EntryKind.Other));
        }

        var entries = new List<DirectoryEntry> { new("stale", EntryKind.File) };

        _files.TryList(_folder.Path, entries).Should().BeTrue();

        entries.OrderBy(e => e.Name, StringComparer.Ordinal).Should().Equal(expected.OrderBy(e => e.Name, StringComparer.Ordinal));
    }

    [Fact]
    public void TryStat_agrees_with_the_framework()
    {
        File.WriteAllText(_folder.PathOf("f"), "12345");
        var time = new DateTime(2024, 3, 4, 5, 6, 7, DateTimeKind.Utc).AddTicks(1234567);
        File.SetLastWriteTimeUtc(_folder.PathOf("f"), time);

        _files.TryStat(_folder.PathOf("f"), out var stat).Should().BeTrue();

        stat.Kind.Should().Be(EntryKind.File);
        stat.Size.Should().Be(5);
        stat.Links.Should().Be(1);
        stat.ModifiedNanoseconds.Should().Be((time - DateTime.UnixEpoch).Ticks * 100);
        if (!OperatingSystem.IsWindows()) stat.Mode.Should().Be((int)File.GetUnixFileMode(_folder.PathOf("f")));
        using var handle = _files.OpenRead(_folder.PathOf("f"));
        handle.Stat().Should().Be(stat);
    }

    [Fact]
    public void CreateNew_refuses_a_name_that_is_taken_even_by_a_dangling_link()
    {
        _files.CreateNew(_folder.PathOf("f"), "old"u8, mode: null, sync: true);

        FluentActions.Invoking(() => _files.CreateNew(_folder.PathOf("f"), "new"u8, null, false))
            .Should().Throw<StoreIOException>().Which.Error.Should().Be(StoreIOError.AlreadyExists);

        File.ReadAllText(_folder.PathOf("f")).Should().Be("old");
        if (OperatingSystem.IsWindows()) return;
        File.CreateSymbolicLink(_folder.PathOf("link"), _folder.PathOf("target"));
        FluentActions.Invoking(() => _files.CreateNew(_folder.PathOf("link"), "new"u8, null, false))
            .Should().Throw<StoreIOException>().Which.Error.Should().Be(StoreIOError.AlreadyExists);
        File.Exists(_folder.PathOf("target")).Should().BeFalse();
    }

    [Theory]
    [InlineData("link")]
    [InlineData("copy")]
    public void The_claim_has_one_winner_by_each_of_its_ways(string way)
    {
        if (OperatingSystem.IsWindows()) return;
        var unix = (UnixFileSystem)_files;
        Func<string, string, bool> publish = way == "link" ? unix.PublishByLink : unix.PublishByCopy;
        var winners = new int[50];

        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, thread =>
        {
            for (var name = 0; name < winners.Length; name++)
            {
                var source = _folder.PathOf($"temp-{thread}-{name}");
                File.WriteAllText(source, "value " + thread);
                if (publish(source, _folder.PathOf("k" + name))) Interlocked.Add(ref winners[name], 100 + thread);
                else File.Delete(source);
            }
        });

        for (var name = 0; name < winners.Length; name++) File.ReadAllText(_folder.PathOf("k" + name)).Should().Be("value " + (winners[name] - 100));
        Directory.GetFiles(_folder.Path).Should().HaveCount(winners.Length);
        FluentActions.Invoking(() => publish(_folder.PathOf("none"), _folder.PathOf("k"))).Should().Throw<StoreIOException>();
    }

    [Fact]
    public void A_link_made_by_a_call_whose_answer_was_lost_is_a_claim_won()
    {
        if (OperatingSystem.IsWindows()) return;
        File.WriteAllText(_folder.PathOf("temp"), "x");
        Unix.Run("ln", _folder.PathOf("temp"), _folder.PathOf("k"));

        ((UnixFileSystem)_files).PublishByLink(_folder.PathOf("temp"), _folder.PathOf("k")).Should().BeTrue();

        Directory.GetFiles(_folder.Path).Should().Equal(_folder.PathOf("k"));
    }

    [Fact]
    public void RewriteFrom_changes_nothing_that_can_be_read()
    {
        var content = string.Concat(Enumerable.Range(0, 30_000).Select(i => i + "\n"));
        File.WriteAllText(_folder.PathOf("m"), content);

        using (var handle = _files.OpenAppend(_folder.PathOf("m")))
        {
            handle.RewriteFrom(1000);
            handle.RewriteFrom(content.Length + 10);
            handle.Write("end\n"u8);
        }

        File.ReadAllText(_folder.PathOf("m")).Should().Be(content + "end\n");
    }

    [Fact]
    public void CreateDirectory_makes_parents_and_names_a_file_that_stands_in_the_way()
    {
        _files.CreateDirectory(_folder.PathOf("a/b/c")).Should().BeTrue();
        _files.CreateDirectory(_folder.PathOf("a/b/c")).Should().BeFalse();
        File.WriteAllText(_folder.PathOf("a/file"), "");

        foreach (var path in new[] { "a/file", "a/file/x", "a/file/x/y" })
        {
            FluentActions.Invoking(() => _files.CreateDirectory(_folder.PathOf(path)))
                .Should().Throw<StoreIOException>().Which.Error.Should().Be(StoreIOError.NotADirectory, path);
        }

        _files.RemoveDirectory(_folder.PathOf("a/b/c")).Should().BeTrue();
        FluentActions.Invoking(() => _files.RemoveDirectory(_folder.PathOf("a")))
            .Should().Throw<StoreIOException>().Which.Error.Should().Be(StoreIOError.AlreadyExists);
    }

    [Fact]
    public void MoveDirectory_never_replaces_even_an_empty_folder()
    {
        _files.CreateDirectory(_folder.PathOf("from/inner"));
        _files.CreateDirectory(_folder.PathOf("taken"));

        FluentActions.Invoking(() => _files.MoveDirectory(_folder.PathOf("from"), _folder.PathOf("taken")))
            .Should().Throw<StoreIOException>().Which.Error.Should().Be(StoreIOError.AlreadyExists);
        _files.MoveDirectory(_folder.PathOf("from"), _folder.PathOf("to"));

        Directory.Exists(_folder.PathOf("to/inner")).Should().BeTrue();
        Directory.Exists(_folder.PathOf("from")).Should().BeFalse();
    }

    [Fact]
    public void Names_that_are_too_long_and_paths_with_NUL_are_refused()
    {
        FluentActions.Invoking(() => _files.CreateNew(_folder.PathOf(new string('x', 300)), default, null, false))
            .Should().Throw<StoreIOException>().Which.Error.Should().Be(StoreIOError.NameTooLong);
        FluentActions.Invoking(() => _files.TryStat(_folder.PathOf("a\0b"), out _)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => _files.TryStat(_folder.PathOf("a\ud800b"), out _)).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void A_path_longer_than_the_buffer_on_the_stack_works()
    {
        var deep = _folder.PathOf(string.Join('/', Enumerable.Repeat(new string('ü', 90), 8)));
        _files.CreateDirectory(deep);

        _files.CreateNew(deep + "/f", "x"u8, null, false);

        File.ReadAllText(deep + "/f").Should().Be("x");
        _files.GetRealPath(deep).Should().Be(deep);
    }

    private static async Task<StoreIOError?> ErrorOf(string how, string path)
    {
        var call = Task.Run(() =>
        {
            try
            {
                if (how == "read") _files.TryReadFile(path, new FileBuffer(), 10);
                if (how == "open") _files.OpenRead(path).Dispose();
                if (how == "append") _files.OpenAppend(path).Dispose();
                return (StoreIOError?)null;
            }
            catch (StoreIOException fault)
            {
                return fault.Error;
            }
        });
        return await call.WaitAsync(TimeSpan.FromSeconds(10));
    }
}
