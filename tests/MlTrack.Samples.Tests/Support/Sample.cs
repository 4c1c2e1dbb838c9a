using System.Diagnostics;

namespace MlTrack.Samples.Tests.Support;

/// <summary>A sample that has run in an empty folder, and what it left there.</summary>
internal sealed class Sample : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private readonly string _folder;

    private Sample(string folder) => _folder = folder;

    public int ExitCode { get; private set; }

    public string Output { get; private set; } = string.Empty;

    public static async Task<Sample> RunAsync(string name)
    {
        var sample = new Sample(Directory.CreateTempSubdirectory("mltrack-").FullName);
        await sample.StartAsync(["exec", PathOf(name, name + ".dll")], null);
        sample.ExitCode.Should().Be(0, "it runs; it said: {0}", sample.Output);
        return sample;
    }

    public static async Task<Sample> TestAsync(string name, string assembly, (string Name, string? Value) variable)
    {
        var sample = new Sample(Directory.CreateTempSubdirectory("mltrack-").FullName);
        await sample.StartAsync(["vstest", PathOf(name, assembly)], variable);
        return sample;
    }

    public MlTrackClient OpenClient() => MlTrackClient.Open(Path.Combine(_folder, "mlruns"));

    public async Task<IReadOnlyList<RunRecord>> RunsAsync(string experiment)
    {
        await using var client = OpenClient();
        var found = await client.SearchExperimentsAsync(new() { Filter = $"name = '{experiment}'" });
        return (await client.SearchRunsAsync(new() { ExperimentIds = [found.Items.Single().ExperimentId] })).Items;
    }

    public IReadOnlyList<string> ArtifactsOf(RunRecord run) =>
        [.. Directory.EnumerateFiles(new Uri(run.Info.ArtifactUri).LocalPath).Select(path => Path.GetFileName(path))];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Built beside these tests, in the same configuration: …/tests/X/bin/Debug/net10.0 → …/samples/NAME/bin/Debug/net10.0.
    private static string PathOf(string name, string assembly)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var root = own.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        return Path.Combine(root, "samples", name, "bin", own.Parent.Name, own.Name, assembly);
    }

    private async Task StartAsync(string[] arguments, (string Name, string? Value)? variable)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove("MLFLOW_TRACKING_URI");
        start.Environment.Remove("MLTRACK_UPDATE_GOLDEN");
        if (variable is { } given)
        {
            start.Environment[given.Name] = given.Value;
        }

        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            Output = await output + await error;
            ExitCode = process.ExitCode;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
