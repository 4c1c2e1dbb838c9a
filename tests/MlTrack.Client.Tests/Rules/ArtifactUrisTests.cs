using MlTrack.Internal.Rules;

namespace MlTrack.Tests.Rules;

public sealed class ArtifactUrisTests
{
    // As in the recorded case "artifact-locations".
    [Theory]
    [InlineData("/golden/plain path", "/golden/plain path/r/artifacts")]
    [InlineData("/golden/slash/", "/golden/slash/r/artifacts")]
    [InlineData("dbfs:/y", "dbfs:/y/r/artifacts")]
    [InlineData("file:///golden/with%20blank", "file:///golden/with%20blank/r/artifacts")]
    [InlineData("hdfs://nn:8020/a", "hdfs://nn:8020/a/r/artifacts")]
    [InlineData("s3://bucket/prefix?versionId=7", "s3://bucket/prefix/r/artifacts?versionId=7")]
    [InlineData("/a?b", "/a?b/r/artifacts")]
    public void OfRun_appends_to_the_path(string location, string expected) => ArtifactUris.OfRun(location, "r").Should().Be(expected);

    [Fact]
    public void OfModel_appends_to_the_path_before_the_query() =>
        ArtifactUris.OfModel("s3://bucket/prefix?versionId=7", "m-1").Should().Be("s3://bucket/prefix/models/m-1/artifacts?versionId=7");

    [Fact]
    public void Append_refuses_a_query_that_climbs() =>
        FluentActions.Invoking(() => ArtifactUris.OfRun("s3://b/p?x=../y", "r")).Should().Throw<MlTrackException>()
            .WithMessage("Invalid query string").Which.ErrorCode.Should().Be(MlTrackErrorCode.InvalidParameterValue);

    [Theory]
    [InlineData("rel/dir", "/work/rel/dir")]
    [InlineData("./m", "/work/m")]
    [InlineData("../up", "/work/../up")]
    [InlineData("file:rel", "file:///work/rel")]
    [InlineData("file:./m", "file:///work/m")]
    [InlineData("file:/abs/m", "file:/abs/m")]
    [InlineData("file:///abs/m", "file:///abs/m")]
    [InlineData("/abs/", "/abs/")]
    [InlineData("s3://b/p", "s3://b/p")]
    [InlineData("mlflow-artifacts:/x", "mlflow-artifacts:/x")]
    public void Resolve_makes_only_relative_local_places_absolute(string location, string expected) =>
        ArtifactUris.Resolve(location, "/work").Should().Be(expected);

    [Fact]
    public void Resolve_knows_drives_of_Windows()
    {
        ArtifactUris.Resolve("rel", @"C:\work").Should().Be("C:/work/rel");
        ArtifactUris.Resolve("file:rel", @"C:\work").Should().Be("file:///C:/work/rel");
        ArtifactUris.Resolve(@"D:\data", @"C:\work").Should().Be(@"D:\data");
    }
}
