using System.Diagnostics;

namespace MlTrack.Tests.Support;

/// <summary>A verb of <c>tests/MlTrack.TestApp</c> running in a process of its own.</summary>
internal sealed class TestApp : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private TestApp(ProcessStartInfo start)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        _process = Process.Start(start)!;
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>The program's file: built beside the test project that is running, in the same configuration.</summary>
    public static string Dll
    {
        get
        {
            var output = new DirectoryInfo(AppContext.BaseDirectory); // tests/<project>/bin/<configuration>/net10.0/
            var tests = output.Parent!.Parent!.Parent!.Parent!;
            return Path.Combine(tests.FullName, "MlTrack.TestApp", "bin", output.Parent.Name, output.Name, "MlTrack.TestApp.dll");
        }
    }

    public int Id => _process.Id;

    public static TestApp Start(params string[] arguments) => new(new ProcessStartInfo("dotnet", [Dll, .. arguments]));

    /// <summary>Starts it under a shell that first sets a limit, as in <c>ulimit -n 1024</c>.</summary>
    /// <remarks>The runtime's own double mapping of code is switched off: it is a large file, which a limit on the size of files forbids.</remarks>
    public static TestApp StartLimited(string ulimit, params string[] arguments)
    {
        var start = new ProcessStartInfo("bash", ["-c", $"ulimit {ulimit} && exec dotnet \"$@\"", "test-app", Dll, .. arguments]);
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return new TestApp(start);
    }

    /// <summary>Waits until it says that it is ready.</summary>
    public async Task ReadyAsync()
    {
        var line = await ReadLineAsync();
        line.Should().Be("ready", "its errors are: {0}", _process.HasExited ? await _errors : "(it runs)");
    }

    public async Task<string?> ReadLineAsync() => await _process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));

    /// <summary>Writes a line that the process reads.</summary>
    public void Tell(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    /// <summary>Gives the word that a ready process waits for.</summary>
    public void Go() => WriteLine("");

    /// <summary>Sends it a line.</summary>
    public void WriteLine(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    /// <summary>Ends its input.</summary>
    public void CloseInput() => _process.StandardInput.Close();

    /// <summary>Waits for a good end and gives what it printed since the last line read.</summary>
    public async Task<string> EndAsync()
    {
        var output = await _process.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(120));
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
        _process.ExitCode.Should().Be(0, "its errors are: {0}", await _errors);
        return output;
    }

    /// <summary>Waits for its end, good or bad, and gives the exit code and what it printed on the error stream.</summary>
    public async Task<(int Code, string Errors)> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return (_process.ExitCode, await _errors);
    }

    /// <summary>Sends it a signal by name, such as <c>TERM</c>. Not on Windows.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
        kill.ExitCode.Should().Be(0);
    }

    /// <summary>Ends it as kill -9 does and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
