using System.Diagnostics;

namespace MlTrack.Tests.IO.Support;

/// <summary>What tests need of a Unix system and .NET does not offer.</summary>
internal static class Unix
{
    public static bool IsRoot => !OperatingSystem.IsWindows() && Environment.UserName == "root";

    public static void MakeFifo(string path) => Run("mkfifo", path);

    /// <summary>Runs a program to its end and gives what it wrote to standard output.</summary>
    public static string Run(string program, params string[] arguments)
    {
        var (code, output, error) = TryRun(program, arguments);
        return code == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} gave {code}: {error}");
    }

    public static (int Code, string Output, string Error) TryRun(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
