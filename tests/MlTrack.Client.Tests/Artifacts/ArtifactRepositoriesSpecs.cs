using MlTrack.Internal.Artifacts;
using MlTrack.Stores;
using MlTrack.Tests.Support;

namespace MlTrack.Tests.Artifacts;

public sealed class ArtifactRepositoriesSpecs
{
    [Theory]
    [InlineData("/abs/m", "/abs/m")]
    [InlineData("file:/abs/m", "/abs/m")]
    [InlineData("file:///abs/m", "/abs/m")]
    [InlineData("FILE:///abs/m", "/abs/m")]
    [InlineData("file://localhost/abs/m", "/abs/m")]
    [InlineData("file:///abs/a%20b", "/abs/a b")]
    [InlineData("/abs/m%2011", "/abs/m 11")]
    [InlineData("/abs/m#f", "/abs/m#f")]
    [InlineData("/abs/m?q", "/abs/m?q")]
    [InlineData("file:///abs/é", "/abs/é")]
    [InlineData("file:///abs/%C3%A9", "/abs/é")]
    [InlineData("file:///abs/m?x#y", "/abs/m")]
    [InlineData("/abs/100%", "/abs/100%")]
    [InlineData("m", "<cwd>/m")]
    [InlineData("./m", "<cwd>/m")]
    [InlineData("file:m", "<cwd>/m")]
    [InlineData("file:./m", "<cwd>/m")]
    [InlineData("m 10", "<cwd>/m 10")]
    [InlineData("~/m", "<cwd>/~/m")]
    public void A_local_URI_becomes_the_path_that_MLflow_takes(string uri, string expected)
    {
        if (!OperatingSystem.IsWindows())
        {
            LocalUri.ToPath(uri).Should().Be(expected.Replace("<cwd>", Environment.CurrentDirectory));
        }
    }

    [Fact]
    public void Another_host_is_refused_in_MLflows_words() =>
        FluentActions.Invoking(() => ArtifactRepositories.Open("file://host/abs")).Should().Throw<MlTrackException>()
            .WithMessage("file://host/abs is not a valid remote uri. For remote access on windows, please consider using a different scheme such as SMB (e.g. smb://<hostname>/<path>).")
            .Which.ErrorCode.Should().Be(MlTrackErrorCode.InternalError);

    [Theory]
    [InlineData("")]
    [InlineData("file:")]
    [InlineData("file://")]
    [InlineData("/a%00b")]
    [InlineData("s3://bucket/x")]
    public void What_names_no_folder_is_refused(string uri) =>
        FluentActions.Invoking(() => LocalUri.ToPath(uri)).Should().Throw<MlTrackException>().Which.ErrorCode.Should().Be(MlTrackErrorCode.InvalidParameterValue);

    [Fact]
    public async Task Paths_and_file_URIs_are_built_in()
    {
        using var folder = new TempFolder();
        var uri = "file://" + folder.PathOf("a%20b");

        var repository = ArtifactRepositories.Open(uri);
        await repository.UploadAsync(new MemoryStream([1]), "x");

        repository.Uri.Should().Be(uri);
        File.Exists(folder.PathOf("a b", "x")).Should().BeTrue();
        (await ArtifactRepositories.Open(folder.PathOf("a b")).ListAsync()).Should().ContainSingle();
    }

    [Fact]
    public void A_registered_scheme_is_opened_with_the_clients_options()
    {
        using var folder = new TempFolder();
        var options = new MlTrackClientOptions();
        (string Uri, MlTrackClientOptions Options)? asked = null;
        var expected = ArtifactRepositories.Open(folder.Path);
        ArtifactRepositories.Register("spec-one", (uri, given) =>
        {
            asked = (uri, given);
            return expected;
        });

        ArtifactRepositories.Open("SPEC-ONE://bucket/x?v=1", options).Should().BeSameAs(expected);

        asked.Should().Be(("SPEC-ONE://bucket/x?v=1", options));
    }

    [Fact]
    public void An_unknown_scheme_is_said_without_secrets() =>
        FluentActions.Invoking(() => ArtifactRepositories.Open("unknown://ada:marked-secret@host/x?sig=marked-secret")).Should().Throw<MlTrackException>()
            .WithMessage("Could not find a registered artifact repository for: unknown://***@host/x?***. Currently registered schemes are: *'file'*")
            .Which.Message.Should().NotContain("marked-secret");

    [Theory]
    [InlineData("file")]
    [InlineData("FILE")]
    [InlineData("c")]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a:")]
    public void What_is_no_scheme_or_built_in_cannot_be_registered(string scheme) =>
        FluentActions.Invoking(() => ArtifactRepositories.Register(scheme, (_, _) => throw new InvalidOperationException()))
            .Should().Throw<ArgumentException>();
}
