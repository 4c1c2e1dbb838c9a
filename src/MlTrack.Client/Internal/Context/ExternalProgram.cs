using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MlTrack.Internal.Context;

/// <summary>Starts a known program with fixed arguments, reads what it says, and never waits for it longer than a limit.</summary>
/// <remarks>
/// The program is taken from an absolute folder of the search path, since Windows would look into the current folder first; no shell. The output is
/// kept up to a limit and read to its end, so that the program can end.
/// </remarks>
internal static class ExternalProgram
{
    private const int MaxOutput = 1 << 20;

    /// <summary>Gives the full path of the first program of that name in the absolute folders of a search path.</summary>
    /// <param name="name">The name without <c>.exe</c>.</param>
    internal static string? Find(string name, string? searchPath)
    {
        var file = RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? name + ".exe" : name;
        foreach (var folder in (searchPath ?? string.Empty).Split(Path.PathSeparator))
        {
            if (folder.Length > 0 && folder.IndexOfAny(Path.GetInvalidPathChars()) < 0 && Path.IsPathRooted(folder))
            {
                var path = Path.Combine(folder, file);
                if (File.Exists(path))
                {
                    return path;
                }
            }
        }

        return null;
    }

    /// <summary>Gives what the program wrote to its standard output; null when it cannot be started, fails, or takes too long.</summary>
    /// <param name="arguments">A constant: nothing of it comes from data.</param>
    internal static async Task<string?> RunAsync(
        string program, string arguments, string? folder, IReadOnlyDictionary<string, string>? variables, TimeSpan timeLimit)
    {
        var process = new Process { StartInfo = MakeStartInfo(program, arguments, folder, variables), EnableRaisingEvents = true };
        var reading = ReadAsync(process);

        // Not WaitForExit: a child of the program that keeps the pipe open would hold us for ever.
        if (await Task.WhenAny(reading, Task.Delay(timeLimit)).ConfigureAwait(false) == reading)
        {
            return await reading.ConfigureAwait(false);
        }

        Stop(process);
        return null;
    }

    private static async Task<string?> ReadAsync(Process process)
    {
        using (process)
        {
            var exited = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            process.Exited += (_, _) => exited.TrySetResult(true);
            try
            {
                process.Start();
            }
            catch (Exception exception) when (exception is Win32Exception or InvalidOperationException or PlatformNotSupportedException)
            {
                return null;
            }

            var errors = ReadToEndAsync(process.StandardError);
            var output = await ReadToEndAsync(process.StandardOutput).ConfigureAwait(false);
            await errors.ConfigureAwait(false);
            await exited.Task.ConfigureAwait(false);
            return process.ExitCode == 0 ? output : null;
        }
    }

    private static ProcessStartInfo MakeStartInfo(string program, string arguments, string? folder, IReadOnlyDictionary<string, string>? variables)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder ?? string.Empty,
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var variable in variables ?? new Dictionary<string, string>())
        {
            start.EnvironmentVariables[variable.Key] = variable.Value;
        }

        return start;
    }

    private static async Task<string> ReadToEndAsync(StreamReader reader)
    {
        var text = new System.Text.StringBuilder();
        var buffer = new char[4096];
        int count;
        while ((count = await reader.ReadAsync(buffer, 0, buffer.Length).ConfigureAwait(false)) > 0)
        {
            text.Append(buffer, 0, Math.Min(count, MaxOutput - text.Length));
        }

        return text.ToString();
    }

    private static void Stop(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            // It has ended by itself in this moment, which is what was wanted.
        }
    }
}
