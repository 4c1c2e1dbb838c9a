using MlTrack.Internal.Artifacts;

namespace MlTrack.Tests.Artifacts;

/// <summary>Links in a tree that came from somebody else, to a secret outside.</summary>
public sealed class ArtifactLinkSpecs : IDisposable
{
    private const string Secret = "marked-secret";

    private readonly List<ArtifactFolder> _folders = [];

    [Theory]
    [InlineData(FollowLinks.WithinRoot)]
    [InlineData(FollowLinks.Never)]
    public async Task Links_to_the_outside_are_not_listed_read_or_downloaded(FollowLinks follow)
    {
        var folder = MakeLinks(follow);

        (await folder.NamesAsync()).Should().NotContain(["out.txt", "outside", "broken", "loop"]);
        await RefusesAsync(() => folder.ReadAsync("out.txt"));
        await RefusesAsync(() => folder.ReadAsync("outside/secret.txt"));
        await RefusesAsync(() => folder.NamesAsync("outside"));
        await RefusesAsync(() => folder.Repository.DownloadAsync("outside", folder.Local).AsTask());

        await folder.Repository.DownloadAsync(null, Path.Combine(folder.Local, "all"));
        Directory.GetFiles(Path.Combine(folder.Local, "all"), "*", SearchOption.AllDirectories).Select(File.ReadAllText).Should().NotContain(Secret);
    }

    [Theory]
    [InlineData(FollowLinks.WithinRoot)]
    [InlineData(FollowLinks.Never)]
    public async Task Nothing_is_written_through_a_link_to_the_outside(FollowLinks follow)
    {
        var folder = MakeLinks(follow);

        await RefusesAsync(() => folder.PutAsync("outside/new.txt", "1").AsTask());
        await RefusesAsync(() => folder.PutAsync("outside/new/er.txt", "1").AsTask());
        await RefusesAsync(() => folder.PutAsync("broken/new.txt", "1").AsTask());
        await folder.PutAsync("out.txt", "replaced");

        File.ReadAllText(Path.Combine(folder.Around, "outside", "secret.txt")).Should().Be(Secret);
        Directory.GetFileSystemEntries(Path.Combine(folder.Around, "outside")).Should().ContainSingle();
        new FileInfo(folder.RootPath("out.txt")).LinkTarget.Should().BeNull("a link in the last place is replaced");
    }

    [Fact]
    public async Task Links_within_the_artifacts_are_followed_by_default()
    {
        var folder = MakeLinks(FollowLinks.WithinRoot);

        (await folder.NamesAsync()).Should().Contain(["in.txt", "inside"]);
        (await folder.ReadAsync("in.txt")).Should().Be("own");
        (await folder.NamesAsync("inside")).Should().Equal("inside/own.txt");
    }

    [Fact]
    public async Task No_link_at_all_is_followed_where_links_are_off()
    {
        var folder = MakeLinks(FollowLinks.Never);

        (await folder.NamesAsync()).Should().Equal("real");
        await RefusesAsync(() => folder.ReadAsync("in.txt"));
        await RefusesAsync(() => folder.ReadAsync("inside/own.txt"));
        await RefusesAsync(() => folder.PutAsync("inside/new.txt", "1").AsTask());
    }

    [Fact]
    public async Task Links_to_anywhere_must_be_asked_for()
    {
        var folder = MakeLinks(FollowLinks.Anywhere);

        (await folder.ReadAsync("out.txt")).Should().Be(Secret);
        (await folder.NamesAsync("outside")).Should().Equal("outside/secret.txt");
        (await folder.NamesAsync()).Should().NotContain(["broken", "loop"]);
    }

    [Fact]
    public async Task A_link_to_a_folder_around_it_ends()
    {
        var folder = MakeLinks(FollowLinks.WithinRoot);
        Directory.CreateSymbolicLink(folder.RootPath("real/up"), folder.Root);
        Directory.CreateSymbolicLink(Path.Combine(folder.Local, "self"), folder.Local);
        folder.WriteLocal("a", "1");

        await folder.Repository.DownloadAsync(null, Path.Combine(folder.Around, "copy"));
        await folder.Repository.LogArtifactsAsync(folder.Local, "copy");

        (await folder.NamesAsync("copy")).Should().Equal("copy/a");
    }

    [Fact]
    public async Task Deleting_takes_the_link_and_not_what_it_leads_to()
    {
        var folder = MakeLinks(FollowLinks.Anywhere);
        Directory.CreateSymbolicLink(folder.RootPath("real/away"), Path.Combine(folder.Around, "outside"));

        await folder.Repository.DeleteAsync("outside");
        await folder.Repository.DeleteAsync("real");
        await folder.Repository.DeleteAsync(null);

        Directory.GetFileSystemEntries(folder.Root).Should().BeEmpty();
        File.ReadAllText(Path.Combine(folder.Around, "outside", "secret.txt")).Should().Be(Secret);
    }

    [Fact]
    public async Task Nothing_is_deleted_through_a_link_to_the_outside()
    {
        var folder = MakeLinks(FollowLinks.WithinRoot);

        await RefusesAsync(() => folder.Repository.DeleteAsync("outside/secret.txt").AsTask());

        File.Exists(Path.Combine(folder.Around, "outside", "secret.txt")).Should().BeTrue();
    }

    [Theory]
    [InlineData(FollowLinks.WithinRoot)]
    [InlineData(FollowLinks.Never)]
    public async Task An_artifact_folder_that_is_itself_a_link_out_of_the_store_is_refused(FollowLinks follow)
    {
        var folder = MakeLinks(follow);
        var store = Path.Combine(folder.Around, "store");
        Directory.CreateDirectory(store);
        Directory.CreateSymbolicLink(Path.Combine(store, "artifacts"), Path.Combine(folder.Around, "outside"));
        var repository = new LocalArtifactRepository(
            Path.Combine(store, "artifacts"), "file:///x", new MlTrackClientOptions { FollowLinks = follow }, boundary: store);

        await RefusesAsync(() => repository.ListAsync().AsTask());
        await RefusesAsync(() => repository.OpenReadAsync("secret.txt").AsTask());
        await RefusesAsync(() => repository.UploadAsync(new MemoryStream(), "a").AsTask());
    }

    [Fact]
    public async Task A_store_below_a_link_is_what_its_user_opened()
    {
        var folder = MakeLinks(FollowLinks.Never);
        var link = Path.Combine(folder.Around, "link");
        Directory.CreateSymbolicLink(link, folder.Root);
        var repository = new LocalArtifactRepository(link, "file:///x", new MlTrackClientOptions { FollowLinks = FollowLinks.Never });

        (await repository.ListAsync("real")).Select(entry => entry.Path).Should().Equal("real/own.txt");
        await repository.UploadAsync(new MemoryStream([1]), "real/b");
        File.Exists(folder.RootPath("real/b")).Should().BeTrue();
    }

    public void Dispose() => _folders.ForEach(folder => folder.Dispose());

    private ArtifactFolder MakeLinks(FollowLinks follow)
    {
        var folder = new ArtifactFolder(follow);
        _folders.Add(folder);
        var outside = Path.Combine(folder.Around, "outside");
        Directory.CreateDirectory(outside);
        File.WriteAllText(Path.Combine(outside, "secret.txt"), Secret);
        folder.WriteRoot("real/own.txt", "own");
        File.CreateSymbolicLink(folder.RootPath("out.txt"), Path.Combine(outside, "secret.txt"));
        Directory.CreateSymbolicLink(folder.RootPath("outside"), outside);
        File.CreateSymbolicLink(folder.RootPath("in.txt"), Path.Combine("real", "own.txt"));
        Directory.CreateSymbolicLink(folder.RootPath("inside"), "real");
        File.CreateSymbolicLink(folder.RootPath("broken"), "nowhere");
        File.CreateSymbolicLink(folder.RootPath("loop"), "loop");
        return folder;
    }

    private static async Task RefusesAsync(Func<Task> call) =>
        (await FluentActions.Awaiting(call).Should().ThrowAsync<MlTrackException>().WithMessage("Invalid path: resolved path is outside the artifact directory"))
            .Which.ErrorCode.Should().Be(MlTrackErrorCode.InvalidParameterValue);
}
