using System.Text;
using MlTrack.Tests.Support;

namespace MlTrack.Tests.Artifacts;

public sealed class ArtifactWritingSpecs
{
    [Theory]
    [InlineData("a.txt")]
    [InlineData("d/e/a.txt")]
    [InlineData("sub dir/ünï.txt")]
    [InlineData(".hidden")]
    [InlineData("100%/50%.txt")]
    public async Task A_stream_becomes_a_file_that_can_be_read(string path)
    {
        using var folder = new ArtifactFolder();

        await folder.PutAsync(path, "é 1");
        await folder.PutAsync(path, "é 2");

        (await folder.ReadAsync(path)).Should().Be("é 2");
        File.ReadAllText(folder.RootPath(path)).Should().Be("é 2");
    }

    [Fact]
    public async Task A_missing_root_is_made_with_the_first_file()
    {
        using var folder = new ArtifactFolder();
        Directory.Delete(folder.Root);
        (await folder.NamesAsync()).Should().BeEmpty();

        await folder.PutAsync("a", "1");

        (await folder.NamesAsync()).Should().Equal("a");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(131_072)]
    [InlineData(131_073)]
    [InlineData(5_000_000)]
    public async Task Content_of_any_size_arrives_byte_for_byte(int size)
    {
        using var folder = new ArtifactFolder(durability: Durability.Disk);
        var bytes = new byte[size];
        new Random(size).NextBytes(bytes);

        await folder.Repository.UploadAsync(new DribblingStream(bytes), "big.bin");

        File.ReadAllBytes(folder.RootPath("big.bin")).Should().Equal(bytes);
    }

    [Fact]
    public async Task Memory_does_not_grow_with_the_file()
    {
        using var folder = new ArtifactFolder();
        var source = Path.Combine(folder.Local, "big.bin");
        await using (var file = File.Create(source))
        {
            file.SetLength(64 << 20);
        }

        await folder.PutAsync("warm", "up");
        var before = GC.GetAllocatedBytesForCurrentThread();
        var copying = folder.Repository.LogArtifactAsync(source);

        copying.IsCompleted.Should().BeTrue("copying local files is complete on return");
        await copying;
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(1 << 20);
        new FileInfo(folder.RootPath("big.bin")).Length.Should().Be(64 << 20);
    }

    [Fact]
    public async Task A_file_is_hidden_until_it_is_whole_and_the_old_one_stays_until_then()
    {
        using var folder = new ArtifactFolder();
        await folder.PutAsync("d/a.txt", "old");
        using var paused = new PausedStream("new");

        var upload = folder.Repository.UploadAsync(paused, "d/a.txt").AsTask();
        await paused.Reading;

        Directory.GetFiles(folder.RootPath("d")).Select(Path.GetFileName).Should().HaveCount(2).And.Contain(name => name!.StartsWith(".artifact.uploading."));
        (await folder.NamesAsync("d")).Should().Equal("d/a.txt");
        (await folder.ReadAsync("d/a.txt")).Should().Be("old");

        paused.Continue();
        await upload;
        (await folder.ReadAsync("d/a.txt")).Should().Be("new");
        Directory.GetFiles(folder.RootPath("d")).Should().ContainSingle();
    }

    [Fact]
    public async Task A_cancelled_upload_leaves_the_old_file_and_nothing_else()
    {
        using var folder = new ArtifactFolder();
        await folder.PutAsync("a.txt", "old");
        using var paused = new PausedStream("new");
        using var cancellation = new CancellationTokenSource();

        var upload = folder.Repository.UploadAsync(paused, "a.txt", cancellation.Token).AsTask();
        await paused.Reading;
        await cancellation.CancelAsync();

        await upload.Awaiting(task => task).Should().ThrowAsync<OperationCanceledException>();
        (await folder.ReadAsync("a.txt")).Should().Be("old");
        Directory.GetFiles(folder.Root).Should().ContainSingle();
    }

    [Fact]
    public async Task A_stream_that_fails_leaves_the_old_file_and_its_own_exception()
    {
        using var folder = new ArtifactFolder();
        await folder.PutAsync("a.txt", "old");
        using var paused = new PausedStream("new");

        var upload = folder.Repository.UploadAsync(paused, "a.txt").AsTask();
        paused.Fail(new InvalidDataException("torn"));

        await upload.Awaiting(task => task).Should().ThrowAsync<InvalidDataException>();
        (await folder.ReadAsync("a.txt")).Should().Be("old");
        Directory.GetFiles(folder.Root).Should().ContainSingle();
    }

    [Fact]
    public async Task Eight_writers_of_one_file_leave_one_whole_content()
    {
        using var folder = new ArtifactFolder();
        var contents = Enumerable.Range(0, 8).Select(i => new string((char)('a' + i), 200_000)).ToArray();

        await Task.WhenAll(contents.Select(content => Task.Run(() => folder.PutAsync("x/y/one.txt", content).AsTask())));

        contents.Should().Contain(await folder.ReadAsync("x/y/one.txt"));
        Directory.GetFiles(folder.RootPath("x/y")).Should().ContainSingle();
    }

    [Fact]
    public async Task A_logged_file_keeps_its_name_time_and_rights()
    {
        using var folder = new ArtifactFolder();
        var source = folder.WriteLocal("in/model.bin", "content");
        var time = new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(source, time);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(source, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        await folder.Repository.LogArtifactAsync(source, "deep/er");

        var copy = folder.RootPath("deep/er/model.bin");
        File.ReadAllText(copy).Should().Be("content");
        File.GetLastWriteTimeUtc(copy).Should().Be(time);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(copy).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public async Task A_logged_folder_is_copied_with_its_name_by_one_call_and_without_by_the_other()
    {
        using var folder = new ArtifactFolder();
        folder.WriteLocal("tree/top.bin", "1");
        folder.WriteLocal("tree/sub dir/ünï.txt", "2");
        folder.WriteLocal("tree/.hidden", "3");
        Directory.CreateDirectory(Path.Combine(folder.Local, "tree", "empty"));
        var tree = Path.Combine(folder.Local, "tree");

        await folder.Repository.LogArtifactAsync(tree + Path.DirectorySeparatorChar, "as-folder");
        await folder.Repository.LogArtifactsAsync(tree);

        string[] expected = [".hidden", "empty", "sub dir", "top.bin"];
        (await folder.NamesAsync("as-folder/tree")).Should().Equal(expected.Select(name => "as-folder/tree/" + name));
        (await folder.NamesAsync()).Should().Equal(".hidden", "as-folder", "empty", "sub dir", "top.bin");
        (await folder.NamesAsync("empty")).Should().BeEmpty();
        Directory.Exists(folder.RootPath("empty")).Should().BeTrue("MLflow keeps empty folders");
        (await folder.ReadAsync("sub dir/ünï.txt")).Should().Be("2");
    }

    [Fact]
    public async Task Logging_the_folder_that_holds_the_artifacts_ends()
    {
        using var folder = new ArtifactFolder();
        folder.WriteLocal("a.txt", "1");
        await folder.PutAsync("old.txt", "2");

        await folder.Repository.LogArtifactsAsync(folder.Around, "all");

        (await folder.NamesAsync("all")).Should().Equal("all/local", "all/run");
        (await folder.NamesAsync("all/run")).Should().BeEmpty("the artifacts are not copied into themselves");
    }

    [Fact]
    public async Task What_is_not_there_is_named()
    {
        using var folder = new ArtifactFolder();
        var missing = Path.Combine(folder.Local, "missing");

        await folder.Awaiting(f => f.Repository.LogArtifactAsync(missing).AsTask()).Should().ThrowAsync<FileNotFoundException>().WithMessage($"*'{missing}'*");
        await folder.Awaiting(f => f.Repository.LogArtifactsAsync(missing).AsTask()).Should().ThrowAsync<DirectoryNotFoundException>().WithMessage($"*'{missing}'*");
    }

    [Fact]
    public async Task A_file_does_not_become_a_folder_nor_a_folder_a_file()
    {
        using var folder = new ArtifactFolder();
        await folder.PutAsync("x", "1");
        await folder.PutAsync("d/a", "2");

        (await folder.Awaiting(f => f.PutAsync("x/y", "3").AsTask()).Should().ThrowAsync<MlTrackException>())
            .Which.ErrorCode.Should().Be(MlTrackErrorCode.InvalidParameterValue);
        (await folder.Awaiting(f => f.PutAsync("d", "3").AsTask()).Should().ThrowAsync<MlTrackException>())
            .Which.ErrorCode.Should().Be(MlTrackErrorCode.InvalidParameterValue);
        (await folder.ReadAsync("x")).Should().Be("1");
        (await folder.ReadAsync("d/a")).Should().Be("2");
        Directory.GetFiles(folder.Root).Should().ContainSingle();
    }

    [Fact]
    public async Task A_pipe_neither_hangs_nor_is_copied()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var folder = new ArtifactFolder();
        var pipe = Path.Combine(folder.Local, "pipe");
        Pipes.Make(pipe);
        Pipes.Make(folder.RootPath("pipe"));

        await folder.Awaiting(f => f.Repository.LogArtifactAsync(pipe).AsTask()).Should().ThrowAsync<MlTrackException>();
        await folder.Awaiting(f => f.Repository.LogArtifactsAsync(f.Local).AsTask()).Should().ThrowAsync<MlTrackException>().WithMessage("*neither a file nor a folder*");
        (await folder.NamesAsync()).Should().BeEmpty();
        await folder.Awaiting(f => f.ReadAsync("pipe")).Should().ThrowAsync<MlTrackException>().WithMessage("No such artifact: 'pipe'");
        await folder.Awaiting(f => f.Repository.DownloadAsync("pipe", f.Local).AsTask()).Should().ThrowAsync<MlTrackException>();
    }

    [Fact]
    public async Task A_name_that_is_reserved_for_uploads_is_refused_in_MLflows_words()
    {
        using var folder = new ArtifactFolder();

        (await folder.Awaiting(f => f.PutAsync("d/.artifact.uploading.x", "1").AsTask()).Should().ThrowAsync<MlTrackException>().WithMessage(
            "Invalid artifact file name: 'd/.artifact.uploading.x'. Artifact names starting with '.artifact.uploading.' are reserved."))
            .Which.ErrorCode.Should().Be(MlTrackErrorCode.InvalidParameterValue);
    }

    /// <summary>Gives a few bytes at a time, as networks do.</summary>
    private sealed class DribblingStream(byte[] bytes) : MemoryStream(bytes)
    {
        private int _reads;

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            base.ReadAsync(buffer, offset, Math.Min(count, (++_reads * 7919) % 70_000 + 1), cancellationToken);
    }

    /// <summary>Gives half of its content, then waits.</summary>
    private sealed class PausedStream(string content) : Stream
    {
        private readonly TaskCompletionSource _reading = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _continue = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly byte[] _bytes = Encoding.UTF8.GetBytes(content);
        private int _position;

        public Task Reading => _reading.Task;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public void Continue() => _continue.SetResult();

        public void Fail(Exception exception) => _continue.SetException(exception);

        public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            if (_position > 0)
            {
                _reading.TrySetResult();
                await _continue.Task.WaitAsync(cancellationToken);
            }

            var size = Math.Min(_bytes.Length - _position, _position == 0 ? 1 : count);
            _bytes.AsSpan(_position, size).CopyTo(buffer.AsSpan(offset));
            _position += size;
            return size;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("The repository must not block on a caller's stream.");

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
