using System.Text;
using MlTrack.Internal.IO;
using MlTrack.Tests.IO.Support;
using MlTrack.Tests.Support;

namespace MlTrack.Tests.IO;

public sealed class StoreLockTests : IDisposable
{
    private static readonly IFileSystem _files = PhysicalFileSystem.Instance;
    private static readonly StoreLockOptions _impatient = new() { Timeout = TimeSpan.FromMilliseconds(150) };
    private readonly TempFolder _folder = new();

    private string LockPath => _folder.PathOf(StoreLock.FileName);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_lock_says_who_holds_it_and_leaves_nothing_behind()
    {
        using (var held = StoreLock.Acquire(_files, _folder.Path, "rename 'iris'"))
        {
            held.IsWorking.Should().BeTrue();
            var holder = ReadHolder();
            holder.Process.Should().Be(ProcessIdentity.Current);
            holder.Purpose.Should().Be("rename 'iris'");

            var second = FluentActions.Invoking(() => StoreLock.Acquire(_files, _folder.Path, "delete", _impatient));
            second.Should().Throw<StoreIOException>().Where(e => e.Error == StoreIOError.Busy)
                .WithMessage($"*process {Environment.ProcessId} on '{Environment.MachineName}' (rename 'iris', since *");
        }

        Directory.GetFileSystemEntries(_folder.Path).Should().BeEmpty();
        StoreLock.Acquire(_files, _folder.Path, "again", _impatient).Dispose();
    }

    [Fact]
    public void Only_one_of_many_threads_is_inside_at_a_time()
    {
        var inside = 0;
        var most = 0;
        var total = 0;

        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            for (var i = 0; i < 10; i++)
            {
                using var held = StoreLock.Acquire(_files, _folder.Path, "test", new StoreLockOptions { Timeout = TimeSpan.FromMinutes(1) });
                most = Math.Max(most, Interlocked.Increment(ref inside));
                Interlocked.Increment(ref total);
                Thread.Yield();
                Interlocked.Decrement(ref inside);
            }
        });

        most.Should().Be(1);
        total.Should().Be(80);
        Directory.GetFileSystemEntries(_folder.Path).Should().BeEmpty();
    }

    [Fact]
    public async Task The_lock_of_a_killed_process_is_free_within_a_second()
    {
        using var app = TestApp.Start("lock", _folder.Path);
        await app.ReadyAsync();
        FluentActions.Invoking(() => StoreLock.Acquire(_files, _folder.Path, "test", _impatient))
            .Should().Throw<StoreIOException>().WithMessage($"*process {app.Id} on*");
        await app.KillAsync();
        File.Exists(LockPath).Should().BeTrue("a kill leaves the file");

        StoreLock.Acquire(_files, _folder.Path, "test", new StoreLockOptions { Timeout = TimeSpan.FromSeconds(1) }).Dispose();
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(95, false)]
    [InlineData(101, true)]
    public void A_holder_on_another_machine_is_respected_until_its_lease_ends(int secondsSinceTouch, bool isTaken)
    {
        WriteHolder(ProcessIdentity.Current with { Host = "elsewhere" });
        File.SetLastWriteTimeUtc(LockPath, File.GetLastWriteTimeUtc(LockPath).AddSeconds(-secondsSinceTouch));

        var acquire = FluentActions.Invoking(() => StoreLock.Acquire(_files, _folder.Path, "test", _impatient).Dispose());

        if (isTaken) acquire.Should().NotThrow();
        else acquire.Should().Throw<StoreIOException>().WithMessage("*on 'elsewhere'*");
    }

    [Fact]
    public void A_holder_whose_number_was_given_to_another_process_is_known_by_its_start_time()
    {
        var self = ProcessIdentity.Current;
        self.Check().Should().Be(ProcessState.Alive);
        (self with { StartTime = self.StartTime - 100_000 }).Check().Should().Be(ProcessState.Gone);
        (self with { Pid = 4_000_000 }).Check().Should().Be(ProcessState.Gone);
        (self with { Host = "elsewhere" }).Check().Should().Be(ProcessState.Unknown);
        if (OperatingSystem.IsLinux())
        {
            (self with { Boot = "another" }).Check().Should().Be(ProcessState.Gone);
            (self with { PidNamespace = "1" }).Check().Should().Be(ProcessState.Unknown);
        }

        WriteHolder(self with { StartTime = self.StartTime - 100_000 });
        StoreLock.Acquire(_files, _folder.Path, "test", _impatient).Dispose();
    }

    [Fact]
    public void On_a_disk_that_does_not_lock_the_content_still_tells_a_living_holder_from_a_dead_one()
    {
        var files = new LocklessFileSystem();
        var told = new List<string>();
        var options = _impatient with { OnNotWorking = told.Add };

        using (var held = StoreLock.Acquire(files, _folder.Path, "first", options))
        {
            held.IsWorking.Should().BeFalse();
            FluentActions.Invoking(() => StoreLock.Acquire(files, _folder.Path, "second", options)).Should().Throw<StoreIOException>();
        }

        WriteHolder(ProcessIdentity.Current with { Pid = 4_000_000 });
        StoreLock.Acquire(files, _folder.Path, "third", options).Dispose();
        told.Should().Equal(LockPath, LockPath);
    }

    [Fact]
    public void Holding_a_lock_touches_its_file()
    {
        using var held = StoreLock.Acquire(_files, _folder.Path, "long work", new StoreLockOptions { TouchInterval = TimeSpan.FromMilliseconds(20) });
        var old = DateTime.UnixEpoch.AddYears(40);
        File.SetLastWriteTimeUtc(LockPath, old);

        SpinWait.SpinUntil(() => File.GetLastWriteTimeUtc(LockPath) != old, TimeSpan.FromSeconds(10)).Should().BeTrue();

        ReadHolder().Purpose.Should().Be("long work");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    [InlineData("{\"pid\":\"1\",\"process_start\":1}")]
    [InlineData("{\"pid\":1,\"process_start\":1e400}")]
    public void A_damaged_lock_file_names_nobody_and_does_not_stand_in_the_way(string content)
    {
        LockHolder.Parse(Encoding.UTF8.GetBytes(content)).Should().BeNull();
        File.WriteAllText(LockPath, content);

        StoreLock.Acquire(_files, _folder.Path, "test", _impatient).Dispose();
    }

    [Fact]
    public void A_link_in_place_of_the_lock_file_is_refused()
    {
        if (OperatingSystem.IsWindows()) return;
        File.WriteAllText(_folder.PathOf("precious"), "data");
        File.CreateSymbolicLink(LockPath, _folder.PathOf("precious"));

        FluentActions.Invoking(() => StoreLock.Acquire(_files, _folder.Path, "test", _impatient))
            .Should().Throw<StoreIOException>().Which.Error.Should().Be(StoreIOError.Link);
        File.ReadAllText(_folder.PathOf("precious")).Should().Be("data");
    }

    // Not by File.ReadAllBytes, which takes a lock of its own and so is refused.
    private LockHolder ReadHolder()
    {
        var buffer = new FileBuffer();
        _files.TryReadFile(LockPath, buffer, 10_000).Should().BeTrue();
        return LockHolder.Parse(buffer.Span.ToArray())!;
    }

    private void WriteHolder(ProcessIdentity process) =>
        File.WriteAllBytes(LockPath, new LockHolder(process, "a test", DateTimeOffset.UnixEpoch).ToJson());
}
