using MlTrack.Internal.Context;

namespace MlTrack.Client.Tests.Api.Support;

/// <summary>A client on a <see cref="ScriptedStore"/> with a clock that stands, a logger that remembers, and no environment variables but its own.</summary>
internal sealed class Scene : IDisposable
{
    private readonly Dictionary<string, string?> _environment = new(StringComparer.Ordinal);

    public Scene(Action<MlTrackClientOptions>? configure = null)
    {
        Options = new MlTrackClientOptions { TimeProvider = Clock, LoggerFactory = Logger, FlushTimeout = TimeSpan.Zero };
        configure?.Invoke(Options);
        Client = MlTrackClient.Open(Store, Options);
        Client.EnvironmentVariables = new MlflowEnvironment(
            name => _environment.TryGetValue(name, out var value) ? value : null, (name, value) => _environment[name] = value);
    }

    public ManualClock Clock { get; } = new();

    public RecordingLogger Logger { get; } = new();

    public ScriptedStore Store { get; } = new();

    public MlTrackClientOptions Options { get; }

    public MlTrackClient Client { get; }

    public static MlTrackException DiskFull => new(MlTrackErrorCode.IoError, "No space left on device") { IsTransient = true };

    public string? this[string variable]
    {
        get => _environment.TryGetValue(variable, out var value) ? value : null;
        set => _environment[variable] = value;
    }

    public Task<Run> StartAsync(string? name = "run") => Client.StartRunAsync(Quiet(new RunOptions { RunName = name }));

    /// <summary>Without the facts about this machine, which cost time and are tested elsewhere.</summary>
    public static RunOptions Quiet(RunOptions options)
    {
        options.CaptureGit = false;
        options.CaptureEnvironment = false;
        return options;
    }

    /// <summary>What the writer took, without the flushes.</summary>
    public IReadOnlyList<string> WrittenTo(Run run) => [.. Store.WriterOf(run.RunId).Written.Where(write => write != "flush")];

    public RunStatus StatusOf(Run run) => Store.Runs[run.RunId].Info.Status;

    public void Dispose() => Client.Dispose();
}
