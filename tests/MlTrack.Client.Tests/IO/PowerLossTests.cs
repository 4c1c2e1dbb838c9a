using System.Globalization;
using System.Text;
using MlTrack.Internal.IO;
using MlTrack.Tests.IO.Support;
using MlTrack.Tests.Support;

namespace MlTrack.Tests.IO;

/// <summary>What the primitives promise when the power fails, on every kind of disk that may be left.</summary>
public sealed class PowerLossTests : IDisposable
{
    private const int States = 300;
    private readonly TempFolder _folder = new();
    private readonly RecordingFileSystem _files = new();

    private string Root => _folder.PathOf("root");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_synced_file_is_old_or_new_and_never_torn_and_stays_once_its_folder_was_synced()
    {
        var values = Enumerable.Range(0, 6).Select(i => new string((char)('a' + i), 20 + (1000 * i))).ToArray();
        var writer = new AtomicFile(_files);
        _files.CreateDirectory(Root);
        _files.SyncDirectory(_folder.Path);
        foreach (var value in values)
        {
            writer.Replace(Path.Combine(Root, "meta.yaml"), Root, Encoding.ASCII.GetBytes(value), FsyncLevel.FileAndFolder);
            _files.Mark(value);
        }

        ForEachState((disk, acknowledged) =>
        {
            var path = Path.Combine(disk, "meta.yaml");
            var text = File.Exists(path) ? File.ReadAllText(path) : null;
            if (text is not null) values.Should().Contain(text);
            var last = Array.IndexOf(values, acknowledged.LastOrDefault());
            if (last >= 0) Array.IndexOf(values, text).Should().BeGreaterOrEqualTo(last);
        });
    }

    [Fact]
    public void The_generator_tears_a_file_that_was_not_synced()
    {
        // Guards the other tests of this class: a generator too kind would prove nothing.
        var writer = new AtomicFile(_files);
        _files.CreateDirectory(Root);
        _files.SyncDirectory(_folder.Path);
        writer.Replace(Path.Combine(Root, "tag"), Root, "the value"u8, FsyncLevel.None);
        var seen = new HashSet<string>();

        ForEachState((disk, _) => seen.Add(File.Exists(Path.Combine(disk, "tag")) ? File.ReadAllText(Path.Combine(disk, "tag")) : "missing"));

        seen.Should().Contain(["missing", "", "the value", "\0\0\0\0\0\0\0\0\0"]);
        seen.Should().Contain(text => text.Length > 0 && text.Length < 9 && "the value".StartsWith(text, StringComparison.Ordinal));
    }

    [Fact]
    public void Lines_that_a_sync_covered_are_there_and_the_next_line_is_never_joined_to_a_torn_one()
    {
        _files.CreateDirectory(Root);
        _files.SyncDirectory(_folder.Path);
        var file = new AppendFile(_files, Path.Combine(Root, "m"), new AppendFileOptions { LockFolder = Root });
        for (var i = 0; i < 12; i++)
        {
            file.Append(Encoding.ASCII.GetBytes(Line(i)));
            if (i % 4 != 3) continue;
            file.Sync();
            _files.Mark((i + 1).ToString(CultureInfo.InvariantCulture));
        }

        file.Close();

        ForEachState((disk, acknowledged) =>
        {
            var path = Path.Combine(disk, "m");
            var covered = int.Parse(acknowledged.LastOrDefault() ?? "0", CultureInfo.InvariantCulture);
            var later = new AppendFile(PhysicalFileSystem.Instance, path, new AppendFileOptions { LockFolder = disk, Wait = _ => { } });
            later.Append("next\n"u8);
            later.Close();

            var lines = File.ReadAllText(path).Split('\n');
            lines[^1].Should().BeEmpty();
            lines[^2].Should().Be("next");

            // Zeros inside the last line written before the power failed are possible if a line break survived behind them; it is one bad line then.
            var sound = lines[..^2];
            sound.Length.Should().BeGreaterOrEqualTo(covered);
            for (var i = 0; i < covered; i++) sound[i].Should().Be(Line(i).TrimEnd('\n'));
        });
    }

    private static string Line(int i) => string.Create(CultureInfo.InvariantCulture, $"{1700000000000 + i} {i * 0.5} {i}\n");

    private void ForEachState(Action<string, IReadOnlyList<string>> check)
    {
        var calls = _files.Calls;
        var power = new PowerLoss(Root, calls);
        for (var seed = 0; seed < States; seed++)
        {
            var count = seed % (calls.Length + 1);
            var disk = _folder.PathOf("disk" + seed);
            Directory.CreateDirectory(disk);
            power.Build(count, seed, disk);
            check(disk, [.. calls.Take(count).Where(call => call.Kind == FileCallKind.Mark).Select(call => call.Path)]);
            Directory.Delete(disk, recursive: true);
        }
    }
}
