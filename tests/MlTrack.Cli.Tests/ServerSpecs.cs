using System.Globalization;
using MlTrack.Cli.Internal;
using MlTrack.Cli.Tests.Support;

namespace MlTrack.Cli.Tests;

/// <summary>A tree is served to others, and a run that is logged to the server lies in it.</summary>
public sealed class ServerSpecs : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_store_is_served_until_the_tool_is_told_to_end()
    {
        using var server = Tool.Start(environment: null, "server", "--port", "0", "--store", _folder.PathOf("mlruns"));
        server.StandardInput.Close();
        var line = (await server.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)))!;
        line.Should().MatchRegex("^MLFLOW_TRACKING_URI=http://127.0.0.1:[0-9]+/?$");
        var variables = new Dictionary<string, string> { ["MLFLOW_TRACKING_URI"] = line["MLFLOW_TRACKING_URI=".Length..] };

        var created = (await Tool.RunAsync(variables, "experiments", "create", "iris")).Succeeded();
        (await Tool.RunAsync(variables, "experiments", "list", "--json")).Json().AsArray().Should().Contain(experiment => (string?)experiment!["name"] == "iris");
        Directory.Exists(Path.Combine(_folder.PathOf("mlruns"), created.Output.Trim())).Should().BeTrue();

        if (!OperatingSystem.IsWindows())
        {
            System.Diagnostics.Process.Start("kill", ["-TERM", server.Id.ToString(CultureInfo.InvariantCulture)])!.WaitForExit();
            (await Tool.EndAsync(server)).ExitCode.Should().BeOneOf(ExitCodes.Done, ExitCodes.Terminated);
        }
    }

    [Fact]
    public async Task A_server_that_would_be_open_to_everybody_is_refused()
    {
        var result = await Tool.RunAsync("server", "--host", "0.0.0.0", "--port", "0", "--store", _folder.PathOf("mlruns"));

        result.ExitCode.Should().Be(ExitCodes.Usage);
        result.Error.Should().NotBeEmpty();
    }
}
