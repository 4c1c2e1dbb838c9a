using System.Diagnostics;
using System.Globalization;

namespace MlTrack.Benchmarks.Remote;

/// <summary>A server in a process of its own: <c>mltrack server</c>, or the bare one of this program.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, Uri address, double startMilliseconds)
    {
        _process = process;
        Address = address;
        StartMilliseconds = startMilliseconds;
    }

    public Uri Address { get; }

    /// <summary>From before the process was made until the first answer.</summary>
    public double StartMilliseconds { get; }

    /// <summary>What the processors have spent on it.</summary>
    public TimeSpan Processor
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>The memory of the process in MiB, code of the runtime that it shares with others included.</summary>
    public double Resident => Status("VmRSS");

    /// <summary>The most it has been.</summary>
    public double Peak => Status("VmHWM");

    public static Task<ServerProcess> StartBareAsync() => StartAsync([Environment.ProcessPath!, BareServer.Verb]);

    /// <summary>Starts the tool that was built beside this program, or the one that <c>MLTRACK_TOOL</c> names.</summary>
    public static Task<ServerProcess> StartToolAsync(string store) => StartAsync([FindTool(), "server", "--port", "0", "--store", store]);

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static async Task<ServerProcess> StartAsync(string[] command)
    {
        var watch = Stopwatch.StartNew();
        var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true })!;
        try
        {
            var line = await process.StandardOutput.ReadLineAsync().ConfigureAwait(false) ?? throw new InvalidOperationException($"{command[0]} said nothing.");
            var address = new Uri(line[line.IndexOf("http", StringComparison.Ordinal)..].Trim());
            using var http = new HttpClient();
            await http.GetStringAsync(new Uri(address, "/health")).ConfigureAwait(false);
            return new ServerProcess(process, address, watch.Elapsed.TotalMilliseconds);
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    private static string FindTool()
    {
        if (Environment.GetEnvironmentVariable("MLTRACK_TOOL") is { } tool)
        {
            return tool;
        }

        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var built = Path.Combine(folder, "src", "MlTrack.Cli", "bin", "Release", "net10.0", "mltrack");
            if (File.Exists(built))
            {
                return built;
            }
        }

        throw new FileNotFoundException("Build the tool first: dotnet build -c Release src/MlTrack.Cli");
    }

    private double Status(string name)
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(text => text.StartsWith(name, StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
