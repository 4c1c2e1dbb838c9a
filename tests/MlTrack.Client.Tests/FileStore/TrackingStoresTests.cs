using MlTrack.Stores;

namespace MlTrack.Tests.FileStore;

public sealed class TrackingStoresTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "mltrack-open-" + Guid.NewGuid().ToString("N"));

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("{0}/m", "m", "{0}/m/0")]
    [InlineData("file:{0}/m", "m", "file://{0}/m/0")]
    [InlineData("file://{0}/m", "m", "file://{0}/m/0")]
    [InlineData("file://localhost{0}/m", "m", "file://localhost{0}/m/0")]
    [InlineData("file://{0}/a%20b", "a b", "file://{0}/a%20b/0")]
    [InlineData("{0}/m%2011", "m 11", "{0}/m 11/0")]
    [InlineData("file://{0}/é", "é", "file://{0}/é/0")]
    public async Task Open_reads_a_URI_as_MLflow_does(string uri, string folder, string location)
    {
        var store = TrackingStores.Open(uri.Replace("{0}", _folder, StringComparison.Ordinal));

        Directory.Exists(Path.Combine(_folder, folder)).Should().BeTrue();
        (await store.GetExperimentAsync("0")).ArtifactLocation.Should().Be(location.Replace("{0}", _folder, StringComparison.Ordinal));
    }

    [Fact]
    public async Task File_takes_the_path_as_it_is_written_and_records_a_URI()
    {
        var store = TrackingStores.File(Path.Combine(_folder, "a%20b ü"));

        Directory.Exists(Path.Combine(_folder, "a%20b ü")).Should().BeTrue();
        (await store.GetExperimentAsync("0")).ArtifactLocation.Should().Be($"file://{_folder}/a%2520b%20%C3%BC/0");
    }

    [Fact]
    public void Open_refuses_another_host_and_an_unknown_scheme()
    {
        var host = () => TrackingStores.Open("file://host/abs");
        var scheme = () => TrackingStores.Open("nosuch://x");

        host.Should().Throw<MlTrackException>().Which.ErrorCode.Should().Be(MlTrackErrorCode.InternalError);
        scheme.Should().Throw<MlTrackException>().WithMessage("*'nosuch'*").Which.ErrorCode.Should().Be(MlTrackErrorCode.InvalidParameterValue);
    }

    [Fact]
    public void Open_asks_who_registered_the_scheme()
    {
        var own = TrackingStores.Memory();
        TrackingStores.Register("my-own", (uri, _) => uri == "MY-OWN:x" ? own : throw new InvalidOperationException(uri));

        TrackingStores.Open("MY-OWN:x").Should().BeSameAs(own);
        FluentActions.Invoking(() => TrackingStores.Register("file", (_, _) => own)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => TrackingStores.Register("c", (_, _) => own)).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Open_refuses_a_file()
    {
        Directory.CreateDirectory(_folder);
        var path = Path.Combine(_folder, "file");
        File.WriteAllText(path, "");

        FluentActions.Invoking(() => TrackingStores.Open(path)).Should().Throw<MlTrackException>().Which.ErrorCode.Should().Be(MlTrackErrorCode.InvalidParameterValue);
    }
}
