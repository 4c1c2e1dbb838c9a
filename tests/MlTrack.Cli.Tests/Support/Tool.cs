using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace MlTrack.Cli.Tests.Support;

/// <summary>The tool, run as users run it: in a process of its own.</summary>
internal static class Tool
{
    public static string Dll { get; } = Path.Combine(AppContext.BaseDirectory, "mltrack.dll");

    /// <summary>Runs a command to its end.</summary>
    public static Task<ToolResult> RunAsync(params string[] arguments) => RunAsync(environment: null, arguments);

    /// <summary>Runs a command to its end, with environment variables, in a working folder of choice (variable <c>PWD</c>).</summary>
    public static async Task<ToolResult> RunAsync(Dictionary<string, string>? environment, params string[] arguments)
    {
        using var process = Start(environment, arguments);
        process.StandardInput.Close();
        return await EndAsync(process);
    }

    /// <summary>Starts a command that the test will end.</summary>
    public static Process Start(Dictionary<string, string>? environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Dll, .. arguments])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
            StandardOutputEncoding = new UTF8Encoding(false), StandardErrorEncoding = new UTF8Encoding(false),
        };
        start.Environment.Remove("MLFLOW_TRACKING_URI");
        start.Environment.Remove("COLUMNS");
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var (name, value) in environment ?? [])
        {
            if (name == "PWD")
            {
                start.WorkingDirectory = value;
            }

            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Reads what a started command still writes, until it ends.</summary>
    public static async Task<ToolResult> EndAsync(Process process)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
        var error = process.StandardError.ReadToEndAsync(timeout.Token);
        await process.WaitForExitAsync(timeout.Token);
        return new ToolResult(process.ExitCode, await output, await error);
    }
}

/// <summary>How a command ended.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Error)
{
    /// <summary>The output's lines.</summary>
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The output as JSON; fails when the command failed.</summary>
    public JsonNode Json()
    {
        Succeeded();
        return JsonNode.Parse(Output)!;
    }

    /// <summary>Fails when the command failed.</summary>
    public ToolResult Succeeded()
    {
        ExitCode.Should().Be(0, "it said: {0}", Error);
        return this;
    }
}
