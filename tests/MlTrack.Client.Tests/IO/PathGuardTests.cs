using MlTrack.Internal.IO;
using MlTrack.Tests.IO.Support;
using MlTrack.Tests.Support;

namespace MlTrack.Tests.IO;

public sealed class PathGuardTests : IDisposable
{
    private static readonly FollowLinks[] _policies = [FollowLinks.WithinRoot, FollowLinks.Never, FollowLinks.Anywhere];
    private readonly TempFolder _folder = new();

    public PathGuardTests() => _folder.Write("outside/secret", "secret");

    private string Root => _folder.PathOf("root");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("../outside/secret")]
    [InlineData("a/../../root-2")]
    [InlineData("../root")]
    [InlineData("../root2/x")]
    [InlineData("a\0b")]
    public void Combine_refuses_what_leaves_the_root_by_its_text(string relative)
    {
        var guard = new PathGuard(PhysicalFileSystem.Instance, Root, FollowLinks.Anywhere);

        FluentActions.Invoking(() => guard.Combine(relative))
            .Should().Throw<MlTrackException>().Which.ErrorCode.Should().Be(MlTrackErrorCode.InvalidParameterValue);
    }

    [Fact]
    public void Combine_and_the_judges_agree_on_names_that_stay_inside()
    {
        var guard = new PathGuard(PhysicalFileSystem.Instance, Root + "/", FollowLinks.WithinRoot);

        guard.Root.Should().Be(Root);
        guard.Combine("1/2/metrics/a/b").Should().Be(_folder.PathOf("root", "1", "2", "metrics", "a", "b"));
        guard.Combine("...").Should().Be(_folder.PathOf("root", "..."));
        FluentActions.Invoking(() => guard.ResolveForRead(_folder.PathOf("outside", "secret"))).Should().Throw<MlTrackException>();
        FluentActions.Invoking(() => guard.ResolveForRead(Root + "/../outside/secret")).Should().Throw<MlTrackException>();
        FluentActions.Invoking(() => guard.ResolveForWrite(Root + "2/x")).Should().Throw<MlTrackException>();
        FluentActions.Invoking(() => guard.ResolveForWrite("x")).Should().Throw<MlTrackException>();
    }

    [Fact]
    public void A_path_without_links_costs_one_question_per_segment_and_a_listed_name_none()
    {
        var path = _folder.Write("root/1/run/params/p", "x");
        var files = new FaultyFileSystem();
        var guard = new PathGuard(files, Root, FollowLinks.WithinRoot);

        guard.ResolveForRead(path).Should().Be(new GuardedPath(true, path));
        files.Log.Should().HaveCount(4).And.OnlyContain(call => call.StartsWith("TryStat", StringComparison.Ordinal));
        files.Log.Clear();
        guard.ResolveEntry(_folder.PathOf("root", "1"), new DirectoryEntry("run", EntryKind.Directory)).Path.Should().Be(_folder.PathOf("root", "1", "run"));
        files.Log.Should().BeEmpty();
        guard.ResolveForRead(_folder.PathOf("root", "2", "none", "x")).Should().Be(new GuardedPath(true, _folder.PathOf("root", "2", "none", "x")));
    }

    [Fact]
    public void Links_that_stay_inside_are_followed_unless_none_is()
    {
        if (OperatingSystem.IsWindows()) return;
        var target = _folder.Write("root/1/run/params/p", "x");
        Directory.CreateSymbolicLink(_folder.PathOf("root", "alias"), _folder.PathOf("root", "1"));
        File.CreateSymbolicLink(_folder.PathOf("root", "1", "run", "params", "q"), "p");

        foreach (var path in new[] { _folder.PathOf("root", "alias", "run", "params", "p"), _folder.PathOf("root", "alias", "run", "params", "q") })
        {
            Guard(FollowLinks.WithinRoot).ResolveForRead(path).Should().Be(new GuardedPath(true, target));
            Guard(FollowLinks.Anywhere).ResolveForRead(path).Should().Be(new GuardedPath(true, target));
            Guard(FollowLinks.Never).ResolveForRead(path).Should().Be(new GuardedPath(false, _folder.PathOf("root", "alias")));
        }

        Guard(FollowLinks.WithinRoot).ResolveForWrite(_folder.PathOf("root", "alias", "new", "x")).Should().Be(_folder.PathOf("root", "1", "new", "x"));
    }

    [Theory]
    [InlineData("root/link", "root/link/secret")]
    [InlineData("root/1/link", "root/1/link/secret")]
    [InlineData("root/1/run/meta.yaml", "root/1/run/meta.yaml")]
    [InlineData("root/1/run/params", "root/1/run/params/secret")]
    [InlineData("root/1/run/params/p", "root/1/run/params/p")]
    public void Links_that_lead_out_are_followed_only_by_who_asked_for_it(string link, string path)
    {
        if (OperatingSystem.IsWindows()) return;
        var isFile = link == path;
        var full = _folder.PathOf(link.Split('/'));
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.CreateSymbolicLink(full, isFile ? _folder.PathOf("outside", "secret") : _folder.PathOf("outside"));
        var wanted = _folder.PathOf(path.Split('/'));

        Guard(FollowLinks.WithinRoot).ResolveForRead(wanted).Should().Be(new GuardedPath(false, full));
        Guard(FollowLinks.Never).ResolveForRead(wanted).Should().Be(new GuardedPath(false, full));
        Guard(FollowLinks.Anywhere).ResolveForRead(wanted).Should().Be(new GuardedPath(true, _folder.PathOf("outside", "secret")));
        var entry = new DirectoryEntry(Path.GetFileName(full), EntryKind.Link);
        Guard(FollowLinks.WithinRoot).ResolveEntry(Path.GetDirectoryName(full)!, entry).IsAllowed.Should().BeFalse();

        if (isFile) Guard(FollowLinks.WithinRoot).ResolveForWrite(wanted).Should().Be(wanted, "the link itself is replaced, never written through");
        else FluentActions.Invoking(() => Guard(FollowLinks.WithinRoot).ResolveForWrite(wanted)).Should().Throw<MlTrackException>().WithMessage("*link*");
    }

    [Fact]
    public void Loops_and_links_to_nowhere_end_and_are_not_followed()
    {
        if (OperatingSystem.IsWindows()) return;
        Directory.CreateDirectory(Root);
        File.CreateSymbolicLink(_folder.PathOf("root", "a"), "b");
        File.CreateSymbolicLink(_folder.PathOf("root", "b"), "a");
        File.CreateSymbolicLink(_folder.PathOf("root", "up"), "../root");
        File.CreateSymbolicLink(_folder.PathOf("root", "nowhere"), "missing");

        foreach (var policy in _policies)
        {
            Guard(policy).ResolveForRead(_folder.PathOf("root", "a", "x")).IsAllowed.Should().BeFalse();
            Guard(policy).ResolveForRead(_folder.PathOf("root", "nowhere")).IsAllowed.Should().BeFalse();
        }

        Guard(FollowLinks.WithinRoot).ResolveForRead(_folder.PathOf("root", "up", "a")).IsAllowed.Should().BeFalse("the root itself does not lie in the root");
    }

    [Fact]
    public void A_root_that_is_a_link_was_chosen_by_the_user()
    {
        if (OperatingSystem.IsWindows()) return;
        _folder.Write("disk2/mlruns/1/meta.yaml", "x");
        Directory.CreateSymbolicLink(Root, _folder.PathOf("disk2", "mlruns"));
        Directory.CreateSymbolicLink(_folder.PathOf("disk2", "mlruns", "2"), "1");

        foreach (var policy in _policies)
        {
            Guard(policy).ResolveForRead(_folder.PathOf("root", "1", "meta.yaml")).IsAllowed.Should().BeTrue();
        }

        Guard(FollowLinks.WithinRoot).ResolveForRead(_folder.PathOf("root", "2", "meta.yaml"))
            .Should().Be(new GuardedPath(true, _folder.PathOf("disk2", "mlruns", "1", "meta.yaml")));
    }

    private PathGuard Guard(FollowLinks policy) => new(PhysicalFileSystem.Instance, Root, policy);
}
