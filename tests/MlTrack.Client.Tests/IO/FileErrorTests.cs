using MlTrack.Internal.IO;

namespace MlTrack.Tests.IO;

/// <summary>The tables behind the error policy, and what of Windows can be tested anywhere.</summary>
public sealed class FileErrorTests
{
    [Theory]
    [InlineData(2, nameof(StoreIOError.NotFound))]
    [InlineData(5, nameof(StoreIOError.IO))]
    [InlineData(13, nameof(StoreIOError.AccessDenied))]
    [InlineData(17, nameof(StoreIOError.AlreadyExists))]
    [InlineData(20, nameof(StoreIOError.NotADirectory))]
    [InlineData(21, nameof(StoreIOError.IsADirectory))]
    [InlineData(23, nameof(StoreIOError.TooManyOpenFiles))]
    [InlineData(24, nameof(StoreIOError.TooManyOpenFiles))]
    [InlineData(27, nameof(StoreIOError.TooLarge))]
    [InlineData(28, nameof(StoreIOError.NoSpace))]
    [InlineData(30, nameof(StoreIOError.ReadOnly))]
    [InlineData(36, nameof(StoreIOError.NameTooLong))]
    [InlineData(39, nameof(StoreIOError.AlreadyExists))]
    [InlineData(40, nameof(StoreIOError.Link))]
    [InlineData(116, nameof(StoreIOError.Stale))]
    [InlineData(122, nameof(StoreIOError.Quota))]
    [InlineData(9, nameof(StoreIOError.Other))]
    public void Errors_of_Linux_have_their_kinds(int errno, string kind)
    {
        if (!OperatingSystem.IsLinux()) return;

        var fault = UnixErrno.Make(errno, "append to", "/some/file");

        fault.Error.ToString().Should().Be(kind);
        fault.NativeCode.Should().Be(errno);
        fault.Message.Should().StartWith("Cannot append to '/some/file': ").And.NotContain("unknown error");
    }

    [Theory]
    [InlineData(2, nameof(StoreIOError.NotFound))]
    [InlineData(5, nameof(StoreIOError.AccessDenied))]
    [InlineData(32, nameof(StoreIOError.Busy))]
    [InlineData(80, nameof(StoreIOError.AlreadyExists))]
    [InlineData(112, nameof(StoreIOError.NoSpace))]
    [InlineData(183, nameof(StoreIOError.AlreadyExists))]
    [InlineData(206, nameof(StoreIOError.NameTooLong))]
    [InlineData(1295, nameof(StoreIOError.Quota))]
    [InlineData(87, nameof(StoreIOError.Other))]
    public void Errors_of_Windows_have_their_kinds(int code, string kind) => WindowsErrors.KindOf(code).ToString().Should().Be(kind);

    [Theory]
    [InlineData(@"C:\runs\0\meta.yaml", @"\\?\C:\runs\0\meta.yaml")]
    [InlineData(@"C:/runs/0", @"\\?\C:\runs\0")]
    [InlineData(@"\\server\share\runs", @"\\?\UNC\server\share\runs")]
    [InlineData(@"//server/share/runs", @"\\?\UNC\server\share\runs")]
    [InlineData(@"\\?\C:\runs", @"\\?\C:\runs")]
    public void Windows_paths_get_the_literal_prefix_and_lose_it_again(string path, string extended)
    {
        WindowsPath.Extend(path).Should().Be(extended);
        WindowsPath.Extend(WindowsPath.Shorten(extended)).Should().Be(extended);
    }

    [Theory]
    [InlineData(nameof(Durability.Buffered), nameof(FsyncLevel.None), nameof(FsyncLevel.File))]
    [InlineData(nameof(Durability.Process), nameof(FsyncLevel.None), nameof(FsyncLevel.File))]
    [InlineData(nameof(Durability.Disk), nameof(FsyncLevel.FileAndFolder), nameof(FsyncLevel.FileAndFolder))]
    public void Durability_says_what_is_forced_to_the_disk(string level, string ofValues, string ofMeta)
    {
        var durability = Enum.Parse<Durability>(level);

        durability.ForValue().ToString().Should().Be(ofValues);
        durability.ForMeta().ToString().Should().Be(ofMeta);
    }

    [Theory]
    [InlineData(".mltrack-0123456789abcdef.tmp", true)]
    [InlineData(".mltrack-0123456789abcdeF.tmp", false)]
    [InlineData(".mltrack-0123456789abcde.tmp", false)]
    [InlineData(".mltrack-0123456789abcdef.tmp2", false)]
    [InlineData(".mltrack.lock", false)]
    [InlineData("loss", false)]
    public void Temporary_files_are_told_by_their_names(string name, bool isTemp) => TempName.IsTemp(name).Should().Be(isTemp);

    [Fact]
    public void Temporary_names_are_of_that_form_and_differ()
    {
        var names = Enumerable.Range(0, 1000).Select(_ => TempName.NewPath("/run")).ToList();

        names.Should().OnlyHaveUniqueItems().And.OnlyContain(path => TempName.IsTemp(Path.GetFileName(path)));
    }
}
