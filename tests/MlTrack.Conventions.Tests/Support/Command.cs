using System.Diagnostics;
using System.Text;

namespace MlTrack.Conventions.Tests.Support;

/// <summary>Runs a program to its end and keeps what it said.</summary>
internal sealed record Command(int ExitCode, string Output)
{
    /// <summary>No command of these tests needs longer on two cores, several of them busy.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(8);

    public static Task<Command> DotnetAsync(string workingFolder, params string[] arguments) => RunAsync("dotnet", workingFolder, arguments);

    public static async Task<Command> RunAsync(string program, string workingFolder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = workingFolder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        RemoveInherited(start.Environment);

        using var process = Process.Start(start) ?? throw new InvalidOperationException($"'{program}' did not start.");
        process.StandardInput.Close();
        var output = new StringBuilder();
        var readers = Task.WhenAll(ReadAsync(process.StandardOutput, output), ReadAsync(process.StandardError, output));
        using var timeout = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
            await readers.WaitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"'{program} {string.Join(' ', arguments)}' did not end within {Limit}. It said:\n{output}");
        }

        return new Command(process.ExitCode, output.ToString());
    }

    /// <summary>A nested build must not take the outer one's settings for its own, nor a program the tracking settings of whoever runs the tests.</summary>
    private static void RemoveInherited(IDictionary<string, string?> environment)
    {
        foreach (var name in environment.Keys.Where(IsInherited).ToArray())
        {
            environment.Remove(name);
        }

        environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        environment["MSBUILDDISABLENODEREUSE"] = "1";
    }

    private static bool IsInherited(string name) =>
        name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("MLFLOW_", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("MLTRACK_", StringComparison.OrdinalIgnoreCase);

    private static async Task ReadAsync(StreamReader reader, StringBuilder output)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (output)
            {
                output.AppendLine(line);
            }
        }
    }
}
