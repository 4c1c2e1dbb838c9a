using System.Text;

namespace MlTrack.Conformance;

/// <summary>Artifacts of runs and models: for stores that are an <see cref="IArtifactRepositoryProvider"/>.</summary>
public abstract class ArtifactSuite : StoreSuite
{
    private readonly DirectoryInfo _local = Directory.CreateTempSubdirectory("mltrack-conformance-");

    /// <inheritdoc/>
    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _local.Delete(recursive: true);
    }

    [Fact]
    public async Task Files_come_back_by_path()
    {
        var artifacts = await OpenAsync();

        await PutAsync(artifacts, "a.txt", "1");
        await PutAsync(artifacts, "d/e/ünï 1.txt", "zwölf");
        await PutAsync(artifacts, "empty", "");

        Assert.Equal("1", await ReadAsync(artifacts, "a.txt"));
        Assert.Equal("zwölf", await ReadAsync(artifacts, "d/e/ünï 1.txt"));
        Assert.Equal("", await ReadAsync(artifacts, "empty"));
    }

    [Fact]
    public async Task A_folder_is_listed_sorted_with_sizes()
    {
        var artifacts = await OpenAsync();
        foreach (var path in new[] { "b/x", "a.txt", "b/a/y", "B", ".hidden" })
        {
            await PutAsync(artifacts, path, path);
        }

        Assert.Equal(
            [new ArtifactInfo(".hidden", false, 7), new("B", false, 1), new("a.txt", false, 5), new("b", true, null)],
            await artifacts.ListAsync());
        ArtifactInfo[] inner = [new("b/a", true, null), new("b/x", false, 3)];
        Assert.Equal(inner, await artifacts.ListAsync("b"));
        Assert.Equal(inner, await artifacts.ListAsync("./b/"));
        Assert.Equal(inner, await artifacts.ListAsync("b/a/.."));
        Assert.Empty(await artifacts.ListAsync("a.txt"));
        Assert.Empty(await artifacts.ListAsync("nothing"));
    }

    [Fact]
    public async Task A_file_is_replaced_and_a_reader_keeps_what_it_opened()
    {
        var artifacts = await OpenAsync();
        await PutAsync(artifacts, "a", "old content");
        using var reader = new StreamReader(await artifacts.OpenReadAsync("a"));

        await PutAsync(artifacts, "a", "new");

        Assert.Equal("old content", await reader.ReadToEndAsync());
        Assert.Equal("new", await ReadAsync(artifacts, "a"));
    }

    [Fact]
    public async Task An_upload_that_fails_leaves_the_old_file()
    {
        var artifacts = await OpenAsync();
        await PutAsync(artifacts, "a", "old");
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await artifacts.UploadAsync(new MemoryStream("new"u8.ToArray()), "a", cancelled.Token));

        Assert.Equal("old", await ReadAsync(artifacts, "a"));
        Assert.Single(await artifacts.ListAsync());
    }

    [Fact]
    public async Task Local_files_and_folders_are_copied()
    {
        var artifacts = await OpenAsync();
        WriteLocal("tree/a.txt", "1");
        WriteLocal("tree/sub/b.txt", "2");
        _local.CreateSubdirectory("tree/empty");
        WriteLocal("single.txt", "3");

        await artifacts.LogArtifactAsync(LocalPath("single.txt"), "files");
        await artifacts.LogArtifactsAsync(LocalPath("tree"), "trees");
        await artifacts.LogArtifactsAsync(LocalPath("tree"));

        Assert.Equal("3", await ReadAsync(artifacts, "files/single.txt"));
        // The API carries files only.
        string[] kept = IsServer ? [] : ["empty"];
        Assert.Equal(["trees/a.txt", .. kept.Select(name => "trees/" + name), "trees/sub"], await NamesAsync(artifacts, "trees"));
        Assert.Equal("2", await ReadAsync(artifacts, "sub/b.txt"));
        Assert.Equal(["a.txt", .. kept, "files", "sub", "trees"], await NamesAsync(artifacts));
    }

    [Fact]
    public async Task Downloads_keep_the_path()
    {
        var artifacts = await OpenAsync();
        await PutAsync(artifacts, "d/e/a.txt", "1");
        await PutAsync(artifacts, "d/b.txt", "2");
        await PutAsync(artifacts, "c.txt", "3");

        var file = await artifacts.DownloadAsync("d/e/a.txt", LocalPath("one"));
        var folder = await artifacts.DownloadAsync("d", LocalPath("two"));
        var all = await artifacts.DownloadAsync(null, LocalPath("all"));

        Assert.Equal(LocalPath("one/d/e/a.txt"), file);
        Assert.Equal("1", await File.ReadAllTextAsync(file));
        Assert.Equal(LocalPath("two/d"), folder);
        Assert.Equal("2", await File.ReadAllTextAsync(Path.Combine(folder, "b.txt")));
        Assert.Equal("1", await File.ReadAllTextAsync(Path.Combine(folder, "e", "a.txt")));
        Assert.False(File.Exists(LocalPath("two/c.txt")));
        Assert.Equal(LocalPath("all"), all);
        Assert.Equal("3", await File.ReadAllTextAsync(Path.Combine(all, "c.txt")));
    }

    [Fact]
    public async Task What_is_not_there_is_named()
    {
        var artifacts = await OpenAsync();
        await PutAsync(artifacts, "d/a", "1");

        await MissesAsync("No such artifact: 'x'", () => ReadAsync(artifacts, "x"));
        await MissesAsync("No such artifact: 'd'", () => ReadAsync(artifacts, "d"));
        await MissesAsync("No such artifact: 'd/x'", async () => await artifacts.DownloadAsync("d/x", LocalPath("down")));
        await artifacts.DeleteAsync("d/x");
    }

    [Fact]
    public async Task Deleting_takes_a_file_a_folder_or_all()
    {
        var artifacts = await OpenAsync();
        foreach (var path in new[] { "d/a", "d/b", "e/a", "f" })
        {
            await PutAsync(artifacts, path, "1");
        }

        await artifacts.DeleteAsync("d/a");
        await artifacts.DeleteAsync("e");
        Assert.Equal(["d", "f"], await NamesAsync(artifacts));
        Assert.Equal(["d/b"], await NamesAsync(artifacts, "d"));

        await artifacts.DeleteAsync(null);
        Assert.Empty(await artifacts.ListAsync());
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("/abs")]
    [InlineData("a\\b")]
    [InlineData("C:/x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("%2e%2e%2fx")]
    [InlineData("a#b")]
    [InlineData("a\n")]
    [InlineData("a\0b")]
    public async Task Paths_that_could_lead_elsewhere_are_refused(string path)
    {
        var artifacts = await OpenAsync();
        WriteLocal("f", "1");

        await RefusesAsync(MlTrackErrorCode.InvalidParameterValue, () => PutAsync(artifacts, path, "1"));
        await RefusesAsync(MlTrackErrorCode.InvalidParameterValue, async () => await artifacts.LogArtifactAsync(LocalPath("f"), path));
        await RefusesAsync(MlTrackErrorCode.InvalidParameterValue, () => ReadAsync(artifacts, path));
        await RefusesAsync(MlTrackErrorCode.InvalidParameterValue, async () => await artifacts.ListAsync(path));
        await RefusesAsync(MlTrackErrorCode.InvalidParameterValue, async () => await artifacts.DownloadAsync(path, LocalPath("down")));
        await RefusesAsync(MlTrackErrorCode.InvalidParameterValue, async () => await artifacts.DeleteAsync(path));
        Assert.Empty(await artifacts.ListAsync());
    }

    [Fact]
    public async Task A_file_does_not_become_a_folder_nor_a_folder_a_file()
    {
        var artifacts = await OpenAsync();
        await PutAsync(artifacts, "x", "1");
        await PutAsync(artifacts, "d/a", "2");

        await RefusesAsync(MlTrackErrorCode.InvalidParameterValue, () => PutAsync(artifacts, "x/y", "3"));
        await RefusesAsync(MlTrackErrorCode.InvalidParameterValue, () => PutAsync(artifacts, "d", "3"));

        Assert.Equal(("1", "2"), (await ReadAsync(artifacts, "x"), await ReadAsync(artifacts, "d/a")));
    }

    [Fact]
    public async Task Each_run_and_each_model_has_files_of_its_own()
    {
        var model = await Store.CreateLoggedModelAsync(new CreateLoggedModelRequest { ExperimentId = "0", Name = "forest" });
        var modelFiles = await StoreAs<IArtifactRepositoryProvider>().GetModelArtifactsAsync(model);
        var first = await OpenAsync();
        var second = await OpenAsync();

        await PutAsync(modelFiles, "MLmodel", "m");
        await PutAsync(first, "a", "1");

        Assert.Empty(await second.ListAsync());
        Assert.Equal(["a"], await NamesAsync(first));
        Assert.Equal(["MLmodel"], await NamesAsync(modelFiles));
        Assert.Equal("m", await ReadAsync(await StoreAs<IArtifactRepositoryProvider>().GetModelArtifactsAsync(model), "MLmodel"));
    }

    private async Task<IArtifactRepository> OpenAsync() =>
        await StoreAs<IArtifactRepositoryProvider>().GetRunArtifactsAsync((await CreateRunAsync()).Info);

    private static async Task PutAsync(IArtifactRepository artifacts, string path, string content) =>
        await artifacts.UploadAsync(new MemoryStream(Encoding.UTF8.GetBytes(content)), path);

    private static async Task<string> ReadAsync(IArtifactRepository artifacts, string path)
    {
        using var reader = new StreamReader(await artifacts.OpenReadAsync(path));
        return await reader.ReadToEndAsync();
    }

    private static async Task<List<string>> NamesAsync(IArtifactRepository artifacts, string? path = null) =>
        [.. (await artifacts.ListAsync(path)).Select(entry => entry.Path)];

    private string LocalPath(string path) => Path.Combine(_local.FullName, path.Replace('/', Path.DirectorySeparatorChar));

    private void WriteLocal(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(LocalPath(path)) ?? _local.FullName);
        File.WriteAllText(LocalPath(path), content);
    }
}
