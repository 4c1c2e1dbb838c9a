using System.Text;
using MlTrack.Internal.IO;
using MlTrack.Tests.IO.Support;
using MlTrack.Tests.Support;

namespace MlTrack.Tests.IO;

public sealed class AtomicFileTests : IDisposable
{
    private static readonly AtomicFile _writer = new(PhysicalFileSystem.Instance);
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(nameof(FsyncLevel.None))]
    [InlineData(nameof(FsyncLevel.File))]
    [InlineData(nameof(FsyncLevel.FileAndFolder))]
    public void Replace_makes_and_replaces_a_file_and_leaves_nothing_else(string level)
    {
        Directory.CreateDirectory(_folder.PathOf("params"));

        _writer.Replace(_folder.PathOf("params/p"), _folder.Path, "old"u8, Enum.Parse<FsyncLevel>(level));
        _writer.Replace(_folder.PathOf("params/p"), _folder.Path, "new, longer"u8, Enum.Parse<FsyncLevel>(level));

        File.ReadAllText(_folder.PathOf("params/p")).Should().Be("new, longer");
        Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Should().Equal(_folder.PathOf("params/p"));
    }

    [Fact]
    public void A_new_file_gets_the_rights_any_new_file_gets_and_a_replaced_one_keeps_its_own()
    {
        if (OperatingSystem.IsWindows()) return;
        File.WriteAllText(_folder.PathOf("usual"), "");

        _writer.Replace(_folder.PathOf("new"), _folder.Path, "x"u8, FsyncLevel.None);
        _writer.TryPublishNew(_folder.PathOf("claimed"), _folder.Path, "x"u8, FsyncLevel.None).Should().BeTrue();
        File.GetUnixFileMode(_folder.PathOf("new")).Should().Be(File.GetUnixFileMode(_folder.PathOf("usual")));
        File.GetUnixFileMode(_folder.PathOf("claimed")).Should().Be(File.GetUnixFileMode(_folder.PathOf("usual")));

        const UnixFileMode odd = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherRead;
        File.SetUnixFileMode(_folder.PathOf("new"), odd);
        _writer.Replace(_folder.PathOf("new"), _folder.Path, "y"u8, FsyncLevel.None);
        File.GetUnixFileMode(_folder.PathOf("new")).Should().Be(odd);
    }

    [Fact]
    public void A_link_is_replaced_and_not_followed()
    {
        if (OperatingSystem.IsWindows()) return;
        File.WriteAllText(_folder.PathOf("secret"), "secret");
        File.CreateSymbolicLink(_folder.PathOf("tag"), _folder.PathOf("secret"));

        _writer.Replace(_folder.PathOf("tag"), _folder.Path, "value"u8, FsyncLevel.None);

        File.ReadAllText(_folder.PathOf("secret")).Should().Be("secret");
        new FileInfo(_folder.PathOf("tag")).LinkTarget.Should().BeNull();
        File.GetUnixFileMode(_folder.PathOf("tag")).Should().Be(File.GetUnixFileMode(_folder.PathOf("secret")), "a link's own mode means nothing");
    }

    [Fact]
    public void TryPublishNew_keeps_the_first_content_and_removes_the_loser()
    {
        _writer.TryPublishNew(_folder.PathOf("p"), _folder.Path, "first"u8, FsyncLevel.FileAndFolder).Should().BeTrue();
        _writer.TryPublishNew(_folder.PathOf("p"), _folder.Path, "second"u8, FsyncLevel.FileAndFolder).Should().BeFalse();

        File.ReadAllText(_folder.PathOf("p")).Should().Be("first");
        Directory.GetFiles(_folder.Path).Should().Equal(_folder.PathOf("p"));
    }

    [Fact]
    public void A_fault_keeps_the_old_content_and_leaves_no_temporary_file()
    {
        Directory.CreateDirectory(_folder.PathOf("taken/below"));

        FluentActions.Invoking(() => _writer.Replace(_folder.PathOf("taken"), _folder.Path, "x"u8, FsyncLevel.None)).Should().Throw<StoreIOException>();
        FluentActions.Invoking(() => _writer.Replace(_folder.PathOf("x"), _folder.PathOf("no-such-folder"), "x"u8, FsyncLevel.None))
            .Should().Throw<StoreIOException>().Which.Error.Should().Be(StoreIOError.NotFound);

        Directory.GetFileSystemEntries(_folder.Path).Should().Equal(_folder.PathOf("taken"));
    }

    [Fact]
    public async Task A_reader_beside_a_writer_sees_only_whole_values()
    {
        var values = new[] { new string('a', 10), new string('b', 9000), new string('c', 70_000) };
        _writer.Replace(_folder.PathOf("tag"), _folder.Path, Encoding.ASCII.GetBytes(values[0]), FsyncLevel.None);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(1.5));
        var writing = Task.Run(() =>
        {
            var count = 0;
            for (; !stop.IsCancellationRequested; count++)
            {
                _writer.Replace(_folder.PathOf("tag"), _folder.Path, Encoding.ASCII.GetBytes(values[count % 3]), FsyncLevel.None);
            }

            return count;
        });

        var buffer = new FileBuffer();
        var reads = 0;
        for (; !stop.IsCancellationRequested; reads++)
        {
            PhysicalFileSystem.Instance.TryReadFile(_folder.PathOf("tag"), buffer, 1 << 20).Should().BeTrue();
            values.Should().Contain(Encoding.ASCII.GetString(buffer.Span));
        }

        (await writing).Should().BeGreaterThan(100);
        reads.Should().BeGreaterThan(100);
        LeftOvers.In(_folder.Path).Should().BeEmpty();
    }

    [Fact]
    public void Of_many_threads_that_claim_a_name_exactly_one_wins_and_all_read_its_value()
    {
        const int threads = 8;
        const int names = 100;
        var wins = new int[names];
        var wrong = 0;

        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, thread =>
        {
            var buffer = new FileBuffer();
            for (var name = 0; name < names; name++)
            {
                var target = _folder.PathOf("p" + name);
                var value = Encoding.ASCII.GetBytes("value of thread " + thread);
                var isWon = _writer.TryPublishNew(target, _folder.Path, value, FsyncLevel.None);
                if (isWon) Interlocked.Increment(ref wins[name]);
                PhysicalFileSystem.Instance.TryReadFile(target, buffer, 1000);
                if (isWon != buffer.Span.SequenceEqual(value)) Interlocked.Increment(ref wrong);
            }
        });

        wins.Should().OnlyContain(count => count == 1);
        wrong.Should().Be(0);
        LeftOvers.In(_folder.Path).Should().BeEmpty();
    }
}
