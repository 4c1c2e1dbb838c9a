using System.Globalization;
using System.Text;
using MlTrack.Internal.IO;
using MlTrack.Tests.Support;

namespace MlTrack.Tests.IO;

public sealed class AppendFileTests : IDisposable
{
    private const string Sound = "1700000000000 0.25 1\n1700000000001 0.5 2\n";
    private readonly TempFolder _folder = new();
    private readonly List<AppendProblem> _problems = [];
    private TimeSpan _waited;

    public void Dispose() => _folder.Dispose();

    public static TheoryData<int> TornLengths => new(Enumerable.Range(1, 40));

    [Theory]
    [MemberData(nameof(TornLengths))]
    public void A_torn_tail_is_cut_off_and_reported_before_the_next_line(int length)
    {
        const string line = "1700000000002 0.12345678901234567 1234567\n";
        var torn = line.Substring(0, length);
        File.WriteAllText(_folder.PathOf("m"), Sound + torn);

        var file = Open();
        file.Append("1700000000999 0.75 3\n"u8);
        file.Close();

        File.ReadAllText(_folder.PathOf("m")).Should().Be(Sound + "1700000000999 0.75 3\n");
        var problem = _problems.Should().ContainSingle().Subject;
        problem.Kind.Should().Be(AppendProblemKind.TornTailRemoved);
        (problem.Offset, problem.Length).Should().Be((Sound.Length, length));
        Encoding.ASCII.GetString(problem.Bytes.Span).Should().Be(torn);
        _waited.Should().BeGreaterOrEqualTo(TimeSpan.FromSeconds(1));
        Directory.GetFiles(_folder.Path).Should().Equal(_folder.PathOf("m"));
    }

    [Fact]
    public void A_torn_tail_far_larger_than_a_block_or_without_any_whole_line_is_cut_too()
    {
        File.WriteAllText(_folder.PathOf("m"), Sound + new string('\0', 50_000));
        File.WriteAllText(_folder.PathOf("n"), new string('7', 20_000));

        foreach (var name in new[] { "m", "n" })
        {
            var file = Open(name);
            file.Append("1 2 3\n"u8);
            file.Close();
        }

        File.ReadAllText(_folder.PathOf("m")).Should().Be(Sound + "1 2 3\n");
        File.ReadAllText(_folder.PathOf("n")).Should().Be("1 2 3\n");
        _problems.Select(p => p.Length).Should().Equal(50_000, 20_000);
        _problems.Should().OnlyContain(p => p.Bytes.Length == AppendProblem.MaxBytes);
    }

    [Fact]
    public void A_line_that_a_living_writer_completes_is_not_cut()
    {
        File.WriteAllText(_folder.PathOf("m"), Sound + "1700000000002 0.");
        var polls = 0;

        var file = Open(wait: _ =>
        {
            // Just before the second is over the writer goes on, twice; then it ends its line.
            polls++;
            if (polls % 45 == 0 && polls < 100) File.AppendAllText(_folder.PathOf("m"), "1");
            if (polls == 120) File.AppendAllText(_folder.PathOf("m"), "5 3\n");
        });
        file.Append("1700000000003 0.5 4\n"u8);
        file.Close();

        File.ReadAllText(_folder.PathOf("m")).Should().Be(Sound + "1700000000002 0.115 3\n1700000000003 0.5 4\n");
        _problems.Should().BeEmpty();
        polls.Should().Be(120);
    }

    [Fact]
    public void A_line_that_grows_for_ever_is_an_error_and_not_an_endless_wait()
    {
        File.WriteAllText(_folder.PathOf("m"), Sound + "1");

        var file = Open(wait: _ => File.AppendAllText(_folder.PathOf("m"), "0"));

        file.Invoking(f => f.Append("1 2 3\n"u8)).Should().Throw<StoreIOException>().Which.Error.Should().Be(StoreIOError.Busy);
    }

    [Fact]
    public void Sixteen_threads_append_a_thousand_lines_each_and_none_is_lost_or_torn()
    {
        const int threads = 16;
        const int lines = 1000;
        var file = Open();

        var workers = Enumerable.Range(0, threads).Select(thread => new Thread(() =>
        {
            for (var i = 0; i < lines; i++) file.Append(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{thread} {i} x\n")));
        })).ToArray();
        foreach (var worker in workers) worker.Start();
        foreach (var worker in workers) worker.Join();
        file.Close();

        var read = File.ReadAllLines(_folder.PathOf("m"));
        read.Should().HaveCount(threads * lines);
        for (var thread = 0; thread < threads; thread++)
        {
            var own = read.Where(line => line.StartsWith($"{thread} ", StringComparison.Ordinal));
            own.Should().Equal(Enumerable.Range(0, lines).Select(i => $"{thread} {i} x"));
        }
    }

    [Fact]
    public void An_append_in_steady_state_allocates_nothing()
    {
        var file = Open();
        file.Append("1700000000000 0.25 1\n"u8);

        Allocation.Of(() =>
        {
            for (var i = 0; i < 1000; i++) file.Append("1700000000000 0.25 1\n"u8);
        }).Should().Be(0);
        file.Close();
    }

    [Fact]
    public void A_closed_file_opens_itself_again()
    {
        var file = Open();
        file.Append("1\n"u8);
        file.Close();
        file.Append("2\n"u8);
        file.Sync();
        file.Close();
        file.Sync();

        File.ReadAllText(_folder.PathOf("m")).Should().Be("1\n2\n");
    }

    [Fact]
    public void A_file_deleted_under_the_writer_is_found_out_and_made_anew()
    {
        var file = Open();
        file.Append("1\n"u8);
        file.CheckStillLinked().Should().BeTrue();
        File.Delete(_folder.PathOf("m"));

        file.CheckStillLinked().Should().BeFalse();
        file.Append("2\n"u8);
        file.Close();

        File.ReadAllText(_folder.PathOf("m")).Should().Be("2\n");
    }

    private AppendFile Open(string name = "m", Action<TimeSpan>? wait = null) => new(PhysicalFileSystem.Instance, _folder.PathOf(name), new AppendFileOptions
    {
        LockFolder = _folder.Path,
        OnProblem = _problems.Add,
        Wait = wait ?? (time => _waited += time),
    });
}
