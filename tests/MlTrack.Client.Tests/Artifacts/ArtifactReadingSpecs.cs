using System.Text.Json;
using MlTrack.Internal.Artifacts;
using MlTrack.Tests.Text;

namespace MlTrack.Tests.Artifacts;

public sealed class ArtifactReadingSpecs
{
    private const string GoldenRun = "664788930953349991/c4f5de58d56b4908b798aec6fb03b595";

    [Fact]
    public async Task A_tree_of_MLflow_is_listed_as_MLflow_lists_it()
    {
        var folder = GoldenFile.PathOf("artifact-kinds");
        using var document = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder, "expected.json")));
        var ids = GoldenRun.Split('/');
        var expected = document.RootElement.GetProperty("experiments").GetProperty(ids[0]).GetProperty("runs").GetProperty(ids[1]).GetProperty("artifacts")
            .EnumerateArray()
            .Select(entry => new ArtifactInfo(
                entry.GetProperty("path").GetString()!,
                entry.GetProperty("is_dir").GetBoolean(),
                entry.GetProperty("file_size") is { ValueKind: JsonValueKind.Number } size ? size.GetInt64() : null))
            .ToList();
        using var copy = new ArtifactFolder();
        await copy.Repository.LogArtifactsAsync(Path.Combine(folder, "mlruns", ids[0], ids[1], "artifacts"));

        // Version control keeps no empty folders.
        Directory.CreateDirectory(copy.RootPath("tree/empty"));
        Directory.CreateDirectory(copy.RootPath("as-folder/tree/empty"));

        (await ListAllAsync(copy, string.Empty)).Should().Equal(expected);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("./")]
    [InlineData("d/..")]
    public async Task The_root_has_many_names(string? path)
    {
        using var folder = await FilledAsync();

        (await folder.NamesAsync(path)).Should().Equal("b", "d", "é", "\uff5e", "\U0001F600");
    }

    [Theory]
    [InlineData("d")]
    [InlineData("d/")]
    [InlineData("./d")]
    [InlineData("d/../d")]
    [InlineData("x/../d")]
    public async Task A_listed_path_is_normalised_as_in_MLflow(string path)
    {
        using var folder = await FilledAsync();

        (await folder.Repository.ListAsync(path)).Should().Equal(new ArtifactInfo("d/a b%20c", false, 3), new ArtifactInfo("d/e", true, null));
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("b")]
    [InlineData("b/c")]
    public async Task A_file_or_nothing_lists_empty(string path)
    {
        using var folder = await FilledAsync();

        (await folder.NamesAsync(path)).Should().BeEmpty();
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../d")]
    [InlineData("d/../..")]
    [InlineData("/etc")]
    public async Task A_listing_outside_is_refused_in_MLflows_words(string path)
    {
        using var folder = await FilledAsync();

        (await folder.Awaiting(f => f.NamesAsync(path)).Should().ThrowAsync<MlTrackException>()
            .WithMessage("Invalid path: resolved path is outside the artifact directory")).Which.ErrorCode.Should().Be(MlTrackErrorCode.InvalidParameterValue);
    }

    [Fact]
    public async Task A_name_with_percent_signs_is_read_literally_where_MLflow_could_not()
    {
        using var folder = await FilledAsync();

        (await folder.ReadAsync("d/a b%20c")).Should().Be("abc");
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("d")]
    [InlineData("b/c")]
    [InlineData("")]
    public async Task What_is_no_file_is_no_such_artifact(string path)
    {
        using var folder = await FilledAsync();

        (await folder.Awaiting(f => f.ReadAsync(path)).Should().ThrowAsync<MlTrackException>().WithMessage($"No such artifact: '{path}'"))
            .Which.ErrorCode.Should().Be(MlTrackErrorCode.ResourceDoesNotExist);
    }

    [Fact]
    public async Task A_file_is_read_from_any_position()
    {
        using var folder = new ArtifactFolder();
        await folder.PutAsync("a", "0123456789");
        await using var stream = await folder.Repository.OpenReadAsync("a");

        stream.Length.Should().Be(10);
        stream.Seek(-3, SeekOrigin.End).Should().Be(7);
        stream.ReadByte().Should().Be('7');
        stream.Position = 2;
        stream.ReadByte().Should().Be('2');
        stream.Seek(1, SeekOrigin.Current).Should().Be(4);
        stream.ReadByte().Should().Be('4');
        stream.Position = 100;
        stream.ReadByte().Should().Be(-1);
        stream.Invoking(s => s.Position = -1).Should().Throw<IOException>();
    }

    [Fact]
    public async Task A_file_that_is_replaced_meanwhile_is_read_to_its_old_end()
    {
        using var folder = new ArtifactFolder();
        await folder.PutAsync("a", "old");
        await using var stream = await folder.Repository.OpenReadAsync("a");
        await folder.PutAsync("a", "newer");

        using var reader = new StreamReader(stream);
        (await reader.ReadToEndAsync()).Should().Be("old");
        (await folder.ReadAsync("a")).Should().Be("newer");
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData("d", "d")]
    [InlineData("d/e/", "d/e")]
    [InlineData("b", "b")]
    public async Task A_download_keeps_the_relative_path(string? path, string below)
    {
        using var folder = await FilledAsync();
        var destination = Path.Combine(folder.Local, "out", "deeper");

        var local = await folder.Repository.DownloadAsync(path, destination);

        local.Should().Be(below.Length == 0 ? destination : Path.Combine([destination, .. below.Split('/')]));
        var expected = Directory.GetFiles(folder.Root, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder.Root, file))
            .Where(file => below.Length == 0 || file == below || file.StartsWith(below + "/", StringComparison.Ordinal));
        Directory.GetFiles(destination, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(destination, file))
            .Should().BeEquivalentTo(expected);
        Directory.Exists(Path.Combine(destination, "d", "e", "empty")).Should().Be(below is "" or "d" or "d/e");
    }

    [Fact]
    public async Task A_deleted_file_or_folder_is_gone_and_the_rest_stays()
    {
        using var folder = await FilledAsync();

        await folder.Repository.DeleteAsync("d/e");
        await folder.Repository.DeleteAsync("b");
        await folder.Repository.DeleteAsync("missing/too");

        (await folder.NamesAsync("d")).Should().Equal("d/a b%20c");
        (await folder.NamesAsync()).Should().NotContain("b").And.Contain("d");

        await folder.Repository.DeleteAsync(null);
        (await folder.NamesAsync()).Should().BeEmpty();
        Directory.Exists(folder.Root).Should().BeTrue("MLflow does not find a run without it");
    }

    [Fact]
    public async Task Left_over_uploads_are_hidden_and_not_copied()
    {
        using var folder = new ArtifactFolder();
        folder.WriteRoot(".artifact.uploading.abc", "torn");
        folder.WriteRoot("a", "1");

        (await folder.NamesAsync()).Should().Equal("a");
        await folder.Repository.DownloadAsync(null, folder.Local);
        Directory.GetFiles(folder.Local).Should().ContainSingle();
        await folder.Repository.LogArtifactsAsync(folder.Root, "again");
        (await folder.NamesAsync()).Should().Equal("a");
    }

    [Fact]
    public void Order_is_that_of_code_points() =>
        new[] { "\uff5e", "a", "\U0001F600", "", "ab", "B" }.Order(CodePointOrder.Instance).Should().Equal("", "B", "a", "ab", "\uff5e", "\U0001F600");

    private static async Task<ArtifactFolder> FilledAsync()
    {
        var folder = new ArtifactFolder();
        foreach (var path in (string[])["\U0001F600", "\uff5e", "é", "b", "d/e/f"])
        {
            await folder.PutAsync(path, "abc");
        }

        // MLflow writes such a name, we do not.
        folder.WriteRoot("d/a b%20c", "abc");

        Directory.CreateDirectory(folder.RootPath("d/e/empty"));
        return folder;
    }

    private static async Task<List<ArtifactInfo>> ListAllAsync(ArtifactFolder folder, string path)
    {
        var found = new List<ArtifactInfo>();
        foreach (var entry in await folder.Repository.ListAsync(path))
        {
            found.Add(entry);
            if (entry.IsDirectory)
            {
                found.AddRange(await ListAllAsync(folder, entry.Path));
            }
        }

        return found;
    }
}
