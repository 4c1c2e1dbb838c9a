using MlTrack.Internal.Context;
using MlTrack.Tests.Support;

namespace MlTrack.Tests.Context;

public sealed class GitRepositoryTests
{
    [Fact]
    public void Commit_and_branch_are_read_from_a_folder_below()
    {
        using var git = new GitFolder();
        git.Write("src/deep/a.txt", "x");

        var repository = GitRepository.Find(Path.Combine(git.Path, "src", "deep"))!;

        repository.WorkTree.Should().Be(git.Path);
        repository.ReadCommit().Should().Be(git.Git("rev-parse", "HEAD"));
        repository.ReadBranch().Should().Be("main");
        repository.ReadRemoteUrl().Should().BeNull();
    }

    [Fact]
    public void Packed_references_and_slashes_in_branch_names_are_read()
    {
        using var git = new GitFolder();
        git.Git("checkout", "-q", "-b", "feature/one");
        git.Git("pack-refs", "--all");

        var repository = GitRepository.Find(git.Path)!;

        repository.ReadBranch().Should().Be("feature/one");
        repository.ReadCommit().Should().Be(git.Git("rev-parse", "HEAD"));
    }

    [Fact]
    public void A_detached_head_has_a_commit_and_no_branch()
    {
        using var git = new GitFolder();
        git.Git("checkout", "-q", "--detach");

        var repository = GitRepository.Find(git.Path)!;

        repository.ReadBranch().Should().BeNull();
        repository.ReadCommit().Should().Be(git.Git("rev-parse", "HEAD"));
    }

    [Fact]
    public void A_linked_work_tree_has_its_own_branch_and_the_shared_remote()
    {
        using var git = new GitFolder();
        using var other = new TempFolder();
        git.Git("remote", "add", "origin", "https://example.org/repo.git");
        git.Git("worktree", "add", "-q", other.PathOf("tree"), "-b", "side");

        var repository = GitRepository.Find(other.PathOf("tree"))!;

        repository.ReadBranch().Should().Be("side");
        repository.ReadCommit().Should().Be(git.Git("rev-parse", "HEAD"));
        repository.ReadRemoteUrl().Should().Be("https://example.org/repo.git");
    }

    [Fact]
    public void A_repository_without_commits_has_a_branch_only()
    {
        using var folder = new TempFolder();
        GitFolder.GitIn(folder.Path, "init", "-q", "-b", "main");

        var repository = GitRepository.Find(folder.Path)!;

        repository.ReadCommit().Should().BeNull();
        repository.ReadBranch().Should().Be("main");
    }

    [Theory]
    [InlineData("https://ada:marked-secret@example.org/repo.git", "https://example.org/repo.git")]
    [InlineData("https://marked-secret@example.org:8443/repo.git", "https://example.org:8443/repo.git")]
    [InlineData("https://ada:p@marked-secret@example.org/repo.git", "https://example.org/repo.git")]
    [InlineData("ssh://git:marked-secret@example.org/repo.git", "ssh://example.org/repo.git")]
    [InlineData("git@example.org:team/repo.git", "git@example.org:team/repo.git")]
    [InlineData("ada:marked-secret@example.org:team/repo.git", "example.org:team/repo.git")]
    [InlineData("/srv/git/repo@v2.git", "/srv/git/repo@v2.git")]
    public void The_first_remote_is_given_without_credentials(string url, string expected)
    {
        using var git = new GitFolder();
        git.Git("remote", "add", "zeta", url);
        git.Git("remote", "add", "alpha", "https://example.org/second.git");

        GitRepository.Find(git.Path)!.ReadRemoteUrl().Should().Be(expected);
    }

    [Theory]
    [InlineData("ref: ../../../secret")]
    [InlineData("ref: refs/heads/../../../secret")]
    [InlineData("ref: refs/heads/main\0x")]
    [InlineData("ref: refs/loop")]
    [InlineData("garbage")]
    [InlineData("")]
    public void A_damaged_or_hostile_head_has_no_commit(string head)
    {
        using var folder = new TempFolder();
        folder.Write("secret", new string('a', 40));
        folder.Write("repo/.git/HEAD", head);
        folder.Write("repo/.git/refs/loop", "ref: refs/loop");

        GitRepository.Find(folder.PathOf("repo"))!.ReadCommit().Should().BeNull();
    }

    [Fact]
    public void A_pipe_in_the_place_of_a_file_holds_nobody_up()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var git = new GitFolder();
        var head = Path.Combine(git.Path, ".git", "HEAD");
        File.Delete(head);
        Pipes.Make(head);

        GitRepository.Find(git.Path)!.ReadCommit().Should().BeNull();
    }

    [Fact]
    public void A_folder_outside_any_work_tree_has_no_repository()
    {
        using var folder = new TempFolder();

        GitRepository.Find(folder.Path).Should().BeNull();
    }

    [Fact]
    public async Task Changed_tracked_files_make_a_tree_dirty_and_untracked_ones_do_not()
    {
        using var git = new GitFolder();
        git.Write("mlruns/0/meta.yaml", "untracked");
        (await GitStatus.IsDirtyAsync(git.Path)).Should().BeFalse();

        git.Write("train.cs", "// 2, longer");
        (await GitStatus.IsDirtyAsync(git.Path)).Should().BeTrue();
    }

    [Fact]
    public async Task Programs_named_in_a_repository_are_not_started()
    {
        using var git = new GitFolder();
        var mark = Path.Combine(git.Path, "started");
        git.Git("config", "core.fsmonitor", $"touch '{mark}'; false");
        git.Write("train.cs", "// 2, longer");

        (await GitStatus.IsDirtyAsync(git.Path)).Should().BeTrue();
        File.Exists(mark).Should().BeFalse();

        git.Git("config", "filter.x.clean", $"touch '{mark}'");
        GitRepository.Find(git.Path)!.ConfiguresPrograms().Should().BeTrue();
    }

    [Fact]
    public async Task A_folder_that_git_refuses_has_no_answer()
    {
        using var folder = new TempFolder();

        (await GitStatus.IsDirtyAsync(folder.Path)).Should().BeNull();
    }

    [Fact]
    public void Git_is_looked_for_in_absolute_folders_only()
    {
        using var folder = new TempFolder();
        var git = folder.Write(OperatingSystem.IsWindows() ? "git.exe" : "git", string.Empty);

        ExternalProgram.Find("git", string.Join(Path.PathSeparator, ".", "", "bin", folder.Path)).Should().Be(git);
        ExternalProgram.Find("git", string.Join(Path.PathSeparator, ".", "", "bin")).Should().BeNull();
        ExternalProgram.Find("git", null).Should().BeNull();
    }
}
