using System.Reflection;
using System.Runtime.Versioning;

namespace MlTrack.Client.Tests;

/// <summary>Guards the purpose of this project: a reference that resolved to the other build would test the same thing twice.</summary>
public sealed class BuildUnderTestSpecs
{
    [Fact]
    public void The_library_under_test_is_the_netstandard_build() =>
        typeof(MlTrackClientOptions).Assembly.GetCustomAttribute<TargetFrameworkAttribute>()!.FrameworkName.Should().Be(".NETStandard,Version=v2.0");
}
