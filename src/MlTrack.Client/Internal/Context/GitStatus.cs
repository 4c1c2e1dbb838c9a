using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MlTrack.Internal.Context;

/// <summary>Asks git whether tracked files of a work tree differ from its commit. The only process that the library ever starts.</summary>
/// <remarks>
/// git is taken from an absolute folder of <c>PATH</c>, since Windows would look into the current folder first; started without a shell, with what runs
/// further programs or uses the network switched off, and stopped after the time limit. No answer (no git, not allowed, too slow) is null.
/// Untracked files do not count: a program that logs into <c>./mlruns</c> would else always be dirty.
/// </remarks>
internal static class GitStatus
{
    internal static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(5);

    private const string Arguments =
        "-c core.fsmonitor= -c core.hooksPath=/dev/null status --porcelain --untracked-files=no --ignore-submodules=dirty";

    internal static async Task<bool?> IsDirtyAsync(string workTree)
    {
        if (FindGit(Environment.GetEnvironmentVariable("PATH")) is not { } git)
        {
            return null;
        }

        var process = new Process { StartInfo = MakeStartInfo(git, workTree), EnableRaisingEvents = true };
        var comparing = CompareAsync(process);

        // Not WaitForExit: a child of git that keeps the pipe open would hold us for ever.
        if (await Task.WhenAny(comparing, Task.Delay(TimeLimit)).ConfigureAwait(false) == comparing)
        {
            return await comparing.ConfigureAwait(false);
        }

        Stop(process);
        return null;
    }

    private static async Task<bool?> CompareAsync(Process process)
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

            var errors = ReadAnyAsync(process.StandardError);
            var changed = await ReadAnyAsync(process.StandardOutput).ConfigureAwait(false);
            await errors.ConfigureAwait(false);
            await exited.Task.ConfigureAwait(false);
            return process.ExitCode == 0 ? changed : null;
        }
    }

    /// <summary>Gives the full path of the first git in the absolute folders of a search path.</summary>
    internal static string? FindGit(string? searchPath)
    {
        var name = RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "git.exe" : "git";
        foreach (var folder in (searchPath ?? string.Empty).Split(Path.PathSeparator))
        {
            if (folder.Length > 0 && folder.IndexOfAny(Path.GetInvalidPathChars()) < 0 && Path.IsPathRooted(folder))
            {
                var file = Path.Combine(folder, name);
                if (File.Exists(file))
                {
                    return file;
                }
            }
        }

        return null;
    }

    private static ProcessStartInfo MakeStartInfo(string git, string workTree)
    {
        var start = new ProcessStartInfo(git, Arguments)
        {
            WorkingDirectory = workTree,
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.EnvironmentVariables["GIT_OPTIONAL_LOCKS"] = "0";
        start.EnvironmentVariables["GIT_TERMINAL_PROMPT"] = "0";
        start.EnvironmentVariables["GIT_NO_LAZY_FETCH"] = "1";
        return start;
    }

    // The rest is read too, so that git can end; only whether there is anything matters.
    private static async Task<bool> ReadAnyAsync(StreamReader output)
    {
        var any = false;
        var buffer = new char[4096];
        int count;
        while ((count = await output.ReadAsync(buffer, 0, buffer.Length).ConfigureAwait(false)) > 0)
        {
            any |= count > 0;
        }

        return any;
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
