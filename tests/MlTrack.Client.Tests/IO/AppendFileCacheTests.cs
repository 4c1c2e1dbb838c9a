using System.Text;
using MlTrack.Internal.IO;
using MlTrack.Tests.IO.Support;
using MlTrack.Tests.Support;

namespace MlTrack.Tests.IO;

public sealed class AppendFileCacheTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_same_path_gives_the_same_object_until_it_is_released()
    {
        var cache = new AppendFileCache(PhysicalFileSystem.Instance);
        var first = Get(cache, "a");

        Get(cache, "a").Should().BeSameAs(first);
        cache.Release(first);
        Get(cache, "a").Should().NotBeSameAs(first);
    }

    [Fact]
    public void Beyond_the_bound_those_used_least_lately_are_closed_and_the_rest_stays_open()
    {
        var files = new FaultyFileSystem();
        var cache = new AppendFileCache(files, limit: 16);
        var all = Enumerable.Range(0, 17).Select(i => Get(cache, "m" + i)).ToArray();
        for (var i = 0; i < 16; i++) all[i].Append("1\n"u8);
        all[0].Append("2\n"u8); // the oldest handle, but used last

        all[16].Append("1\n"u8);

        cache.OpenCount.Should().Be(15, "an eighth of the bound is closed at a time");
        files.Log.Clear();
        all[0].Append("3\n"u8);
        all[3].Append("2\n"u8);
        files.Log.Should().NotContain(call => call.StartsWith("OpenAppend", StringComparison.Ordinal));
        all[1].Append("2\n"u8);
        files.Log.Should().ContainSingle(call => call.StartsWith("OpenAppend", StringComparison.Ordinal));
        File.ReadAllText(_folder.PathOf("m1")).Should().Be("1\n2\n");
        foreach (var file in all) cache.Release(file);
        cache.OpenCount.Should().Be(0);
    }

    [Fact]
    public void When_handles_run_out_half_are_closed_and_the_append_succeeds()
    {
        var files = new FaultyFileSystem();
        var cache = new AppendFileCache(files, limit: 64);
        var all = Enumerable.Range(0, 41).Select(i => Get(cache, "m" + i)).ToArray();
        for (var i = 0; i < 40; i++) all[i].Append("1\n"u8);
        files.FailOnce(1, StoreIOError.TooManyOpenFiles);

        all[40].Append("1\n"u8);

        files.HasStruck.Should().BeTrue();
        cache.Limit.Should().Be(32);
        cache.OpenCount.Should().Be(21);
        File.ReadAllText(_folder.PathOf("m40")).Should().Be("1\n");
        foreach (var file in all) cache.Release(file);
    }

    [Fact]
    public void When_handles_stay_exhausted_the_append_fails_instead_of_trying_for_ever()
    {
        var files = new FaultyFileSystem();
        var cache = new AppendFileCache(files);
        files.FailFrom(1, StoreIOError.TooManyOpenFiles);

        var append = FluentActions.Invoking(() => Get(cache, "m").Append("1\n"u8));

        append.Should().Throw<StoreIOException>().Which.Error.Should().Be(StoreIOError.TooManyOpenFiles);
    }

    [Fact]
    public void Many_threads_on_more_files_than_handles_lose_nothing()
    {
        const int threads = 8;
        const int files = 40;
        const int rounds = 50;
        var cache = new AppendFileCache(PhysicalFileSystem.Instance, limit: 8);

        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, thread =>
        {
            for (var round = 0; round < rounds; round++)
            {
                for (var i = 0; i < files; i++) Get(cache, "m" + ((i + thread) % files)).Append(Encoding.ASCII.GetBytes($"{thread} {round}\n"));
            }
        });

        cache.OpenCount.Should().BeLessOrEqualTo(8 + threads, "a file in the middle of an append cannot be closed");
        for (var i = 0; i < files; i++)
        {
            File.ReadAllLines(_folder.PathOf("m" + i)).Should().HaveCount(threads * rounds).And.OnlyHaveUniqueItems();
            cache.Release(Get(cache, "m" + i));
        }

        cache.OpenCount.Should().Be(0);
    }

    private AppendFile Get(AppendFileCache cache, string name) =>
        cache.Get(_folder.PathOf(name), new AppendFileOptions { LockFolder = _folder.Path });
}
