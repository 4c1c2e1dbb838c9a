using MlTrack.MLNet.Internal;

namespace MlTrack.MLNet.Tests;

public sealed class VersionsTests
{
    [Theory]
    [InlineData(".NETCoreApp,Version=v10.0", "net10.0")]
    [InlineData(".NETCoreApp,Version=v3.1", "netcoreapp3.1")]
    [InlineData(".NETFramework,Version=v4.7.2", "net472")]
    [InlineData("Other,Version=v1.0", "Other,Version=v1.0")]
    [InlineData(null, null)]
    public void FindFramework_gives_the_name_that_projects_write(string? attribute, string? expected) =>
        Versions.FindFramework(attribute).Should().Be(expected);
}
