using System.Text;
using MlTrack.Internal.IO;
using MlTrack.Tests.Support;

namespace MlTrack.Tests.IO;

/// <summary>A folder in focus changes how the system is asked, and no answer.</summary>
public sealed class FolderFocusTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly IFileSystem _files = PhysicalFileSystem.Instance;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Files_and_folders_inside_and_outside_are_what_they_are_without()
    {
        var inside = _folder.Write("run/metrics/größe", "1 2 3\n");
        var outside = _folder.Write("runner/metrics/loss", "4 5 6\n");
        using var focus = new FolderFocus();
        focus.MoveTo(Path.Combine(_folder.Path, "run"));

        Read(inside).Should().Be("1 2 3\n");
        Read(outside).Should().Be("4 5 6\n");
        _files.TryStat(inside, out var stat).Should().BeTrue();
        stat.Size.Should().Be(6);
        _files.TryStat(Path.Combine(_folder.Path, "run"), out stat).Should().BeTrue();
        stat.Kind.Should().Be(EntryKind.Directory);
        var entries = new List<DirectoryEntry>();
        _files.TryList(Path.Combine(_folder.Path, "run", "metrics"), entries).Should().BeTrue();
        entries.Should().ContainSingle().Which.Name.Should().Be("größe");
        Read(Path.Combine(_folder.Path, "run", "no", "such")).Should().BeNull();
        Read(Path.Combine(inside, "below")).Should().BeNull();
        Read(Path.Combine(_folder.Path, "run", new string('x', 200), new string('y', 900))).Should().BeNull();
    }

    [Fact]
    public void A_folder_that_is_not_there_cannot_be_in_focus_and_does_no_harm()
    {
        var file = _folder.Write("run/file", "x");
        using var focus = new FolderFocus();
        focus.MoveTo(Path.Combine(_folder.Path, "none"));
        Read(file).Should().Be("x");
        focus.MoveTo(file);
        Read(file).Should().Be("x");
    }

    [Fact]
    public void A_link_on_the_way_is_refused_where_that_is_promised_and_followed_where_it_is_wanted()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // Links need a right there.
        }

        var target = _folder.Write("elsewhere/loss", "7 8 9\n");
        Directory.CreateDirectory(Path.Combine(_folder.Path, "run"));
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "run", "metrics"), Path.GetDirectoryName(target)!);
        var path = Path.Combine(_folder.Path, "run", "metrics", "loss");
        using var focus = new FolderFocus();
        FolderFocus.RefusesLinksTo(path).Should().BeFalse("nothing is in focus");
        Read(path).Should().Be("7 8 9\n");
        focus.MoveTo(Path.Combine(_folder.Path, "run"));

        if (FolderFocus.RefusesLinksTo(path))
        {
            FluentActions.Invoking(() => Read(path)).Should().Throw<StoreIOException>().Which.Error.Should().Be(StoreIOError.Link);
        }

        Read(path, followLink: true).Should().Be("7 8 9\n");
        FolderFocus.RefusesLinksTo(target).Should().BeFalse("it lies elsewhere");
    }

    [Fact]
    public void Each_thread_has_its_own_and_none_when_it_is_disposed()
    {
        var path = _folder.Write("run/file", "x");
        using (var focus = new FolderFocus())
        {
            focus.MoveTo(Path.GetDirectoryName(path)!);
            var other = new Thread(() => FolderFocus.Current.Should().BeNull());
            other.Start();
            other.Join();
        }

        FolderFocus.Current.Should().BeNull();
        Read(path).Should().Be("x");
    }

    private string? Read(string path, bool followLink = false)
    {
        var buffer = new FileBuffer();
        return _files.TryReadFile(path, buffer, 1000, followLink) ? Encoding.UTF8.GetString(buffer.Span) : null;
    }
}
