namespace MlTrack.Tests.Artifacts;

/// <summary>Paths that must not lead anywhere, at every entry point.</summary>
public sealed class HostilePathSpecs
{
    /// <summary>Refused wherever a path is taken.</summary>
    public static TheoryData<string> Dangerous =>
    [
        "..", "../x", "a/../../x", "..\\x", "a\\b", "\\x", "/abs", "//server/share", "\\\\server\\share", "\\\\?\\C:\\x", "\\\\.\\pipe\\x",
        "file:x", "file:///etc/passwd", "C:x", "C:/x", "C:\\x", "a\0b", "a\n", "a\r\nb", "a\tb", "\u0007", "\u0085", "a#b", "#a",
        "%2e%2e%2fx", "%2E%2E/x", "%252e%252e%252fx", "%25252e%25252e%25252fx", "..%2fx", "a/%2e%2e/%2e%2e/x", "%2fetc", "%5c%5cserver", "a%23b", "a%00b",
    ];

    /// <summary>Refused when writing; when reading they only name something that is not there, or the plain form of what is.</summary>
    public static TheoryData<string> OnlyWritten =>
    [
        ".", "a//b", "a/./b", "./a", "a/", "...", "..a", "a?b", "a;b", "a%20b", "%c0%ae%c0%ae/x", "a%2Fb", new string('a', 256), new string('é', 128),
        "d/.artifact.uploading.x", ".artifact.uploading.", ".artifact.uploading.x/y",
    ];

    [Theory]
    [MemberData(nameof(Dangerous))]
    [MemberData(nameof(OnlyWritten))]
    public async Task Writing_refuses(string path)
    {
        using var folder = new ArtifactFolder();
        var file = folder.WriteLocal("f.txt", "1");
        var before = folder.Everything();

        await RefusesAsync(() => folder.PutAsync(path, "1"));
        await RefusesAsync(() => folder.Repository.LogArtifactAsync(file, path));
        await RefusesAsync(() => folder.Repository.LogArtifactsAsync(folder.Local, path));

        folder.Everything().Should().Equal(before);
    }

    [Theory]
    [MemberData(nameof(Dangerous))]
    public async Task Reading_and_deleting_refuse(string path)
    {
        using var folder = new ArtifactFolder();
        folder.WriteRoot("a/b", "1");
        File.WriteAllText(Path.Combine(folder.Around, "run", "x"), "secret");
        File.WriteAllText(Path.Combine(folder.Around, "x"), "secret");
        var before = folder.Everything();

        await RefusesAsync(async () => await folder.ReadAsync(path));
        await RefusesAsync(async () => _ = await folder.Repository.DownloadAsync(path, folder.Local));
        await RefusesAsync(() => folder.Repository.DeleteAsync(path));
        await RefusesAsync(async () => await folder.NamesAsync(path));

        folder.Everything().Should().Equal(before);
    }

    [Theory]
    [MemberData(nameof(OnlyWritten))]
    public async Task Reading_what_cannot_be_written_finds_nothing(string path)
    {
        using var folder = new ArtifactFolder();

        (await folder.Awaiting(f => f.ReadAsync(path)).Should().ThrowAsync<MlTrackException>()).Which.ErrorCode.Should().Be(
            path.Length > 100 ? MlTrackErrorCode.IoError : MlTrackErrorCode.ResourceDoesNotExist);
    }

    [Theory]
    [InlineData("a\\b")]
    [InlineData("a#b")]
    [InlineData("a\nb")]
    public async Task Local_files_with_such_names_are_refused_by_name(string name)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var folder = new ArtifactFolder();
        var file = Path.Combine(folder.Local, name);
        await File.WriteAllTextAsync(file, "1");

        await RefusesAsync(() => folder.Repository.LogArtifactAsync(file));
        await RefusesAsync(() => folder.Repository.LogArtifactsAsync(folder.Local));
        (await folder.NamesAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task An_empty_file_name_is_refused()
    {
        using var folder = new ArtifactFolder();

        await RefusesAsync(() => folder.PutAsync(string.Empty, "1"));
    }

    private static async Task RefusesAsync(Func<ValueTask> call) =>
        (await FluentActions.Awaiting(async () => await call()).Should().ThrowAsync<MlTrackException>())
            .Which.ErrorCode.Should().Be(MlTrackErrorCode.InvalidParameterValue);
}
