using MlTrack.Conventions.Tests.Support;

namespace MlTrack.Conventions.Tests;

/// <summary>The library is trim- and AOT-clean: an application is compiled to native code with all of it rooted, and logs a run.</summary>
[Collection(NestedBuilds.Name)]
public sealed class NativeAotSpecs
{
    [Fact]
    public async Task An_application_compiled_ahead_of_time_logs_a_run_and_reads_it_back()
    {
        using var folder = new TempFolder();
        var project = Repository.PathOf("tests", "MlTrack.AotApp");

        // Outputs and intermediates of their own: the outer build may still be writing into the projects' usual folders.
        var publish = await Command.DotnetAsync(
            project, "publish", "--configuration", "Release", "-p:MlTrackPublishAot=true", "-p:UseArtifactsOutput=true", "-p:ArtifactsPath=" + folder.PathOf("build"),
            "--output", folder.PathOf("app"));

        publish.ExitCode.Should().Be(0, "it compiles without a warning; the build said: {0}", publish.Output);
        publish.Output.Should().NotContain("warning");

        var app = await Command.RunAsync(folder.PathOf("app", "MlTrack.AotApp"), folder.Path, folder.PathOf("mlruns"));

        app.ExitCode.Should().Be(0, "it logs and reads; it said: {0}", app.Output);
        File.Exists(folder.PathOf("app", "MlTrack.AotApp.dll")).Should().BeFalse("native code needs no assembly");
    }
}
