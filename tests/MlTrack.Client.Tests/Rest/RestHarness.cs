using MlTrack.Internal.Context;
using MlTrack.Internal.Rest;
using MlTrack.Stores;
using MlTrack.Tests.Support;

namespace MlTrack.Tests.Rest;

/// <summary>A store of a server whose waits are noted instead of waited, with an environment and a log of its own.</summary>
internal sealed class RestHarness : IDisposable
{
    internal RestHarness(string uri, RestStoreOptions? options = null, MlflowEnvironment? environment = null)
    {
        options ??= new RestStoreOptions();
        options.BackoffJitter ??= TimeSpan.Zero;
        var settings = RestSettings.Resolve(uri, options, environment ?? new FakeEnvironment().Open(), homeFolder: "");
        var clientOptions = new MlTrackClientOptions { LoggerFactory = new OneLogger(Logger) };
        var connection = new RestConnection(settings, clientOptions)
        {
            Delay = (wait, cancellationToken) =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                Waits.Add(wait);
                return Task.CompletedTask;
            },
        };
        Store = new RestTrackingStore(connection, clientOptions);
    }

    internal RestTrackingStore Store { get; }

    internal List<TimeSpan> Waits { get; } = [];

    internal CapturingLogger Logger { get; } = new();

    internal IEnumerable<double> WaitedSeconds => Waits.Select(wait => wait.TotalSeconds);

    /// <summary>The artifacts of a run of that server, behind its proxy.</summary>
    internal async Task<IArtifactRepository> OpenArtifactsAsync(string uri = "mlflow-artifacts:/0/r/artifacts") => await Store.GetRunArtifactsAsync(Run(uri));

    internal static RunInfo Run(string artifactUri) => new()
    {
        RunId = "r", ExperimentId = "0", RunName = "n", UserId = "u", Status = RunStatus.Running, StartTime = default, ArtifactUri = artifactUri,
    };

    public void Dispose() => Store.Dispose();

    private sealed class OneLogger(CapturingLogger logger) : Microsoft.Extensions.Logging.ILoggerFactory
    {
        public void AddProvider(Microsoft.Extensions.Logging.ILoggerProvider provider) => throw new NotSupportedException();

        public Microsoft.Extensions.Logging.ILogger CreateLogger(string categoryName) => logger;

        public void Dispose()
        {
        }
    }
}
