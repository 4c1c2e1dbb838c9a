using MlTrack.Testing.Internal;

namespace MlTrack.Testing;

/// <summary>
/// A store for one test, empty at first and gone afterwards: in memory, or in a temporary folder where the files themselves matter.
/// Times stand still, ids are counted, what is captured of the machine is left out, and a fault in logging is an exception.
/// </summary>
/// <remarks>Thread-safe. Each test has a store of its own, so tests may run at once.</remarks>
public sealed class TestStore : IAsyncDisposable, IDisposable
{
    private readonly string? _temporary;

    private TestStore(string uri, string? folder, string? temporary, Action<MlTrackClientOptions>? configure)
    {
        Clock = new FixedClock();
        Folder = folder;
        _temporary = temporary;
        var options = new MlTrackClientOptions
        {
            OnFailure = OnFailure.Throw,
            TimeProvider = Clock,
            IdGenerator = new SequentialIds(),
            UseIndex = false,
        };
        configure?.Invoke(options);
        Client = MlTrackClient.Open(uri, options);
    }

    /// <summary>The client of the store.</summary>
    public MlTrackClient Client { get; }

    /// <summary>What the store takes for the time.</summary>
    public FixedClock Clock { get; }

    /// <summary>The <c>mlruns</c> folder; null in memory.</summary>
    public string? Folder { get; }

    /// <summary>Opens a store in memory.</summary>
    /// <param name="configure">Changes the client's options; null for those above.</param>
    public static TestStore InMemory(Action<MlTrackClientOptions>? configure = null) => new("memory:", null, null, configure);

    /// <summary>Opens a store in a new folder under the system's temporary folder, which is removed when the store is disposed.</summary>
    /// <param name="configure">Changes the client's options; null for those above.</param>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    public static TestStore InTemporaryFolder(Action<MlTrackClientOptions>? configure = null)
    {
        var temporary = Path.Combine(Path.GetTempPath(), "mltrack-test-" + Guid.NewGuid().ToString("N"));
        var folder = Path.Combine(temporary, "mlruns");
        Directory.CreateDirectory(folder);
        return new TestStore(folder, folder, temporary, configure);
    }

    /// <summary>Starts a run without what would differ from machine to machine: git commit, runtime, packages.</summary>
    /// <param name="runName">Its name; null for a generated one, always the same for the same order of calls.</param>
    /// <param name="experimentName">Its experiment.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task<Run> StartRunAsync(string? runName = null, string experimentName = "tests", CancellationToken cancellationToken = default)
    {
        Guard.NotNull(experimentName);
        return Client.StartRunAsync(
            new RunOptions { ExperimentName = experimentName, RunName = runName, CaptureGit = false, CaptureEnvironment = false }, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync().ConfigureAwait(false);
        Remove();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Client.Dispose();
        Remove();
    }

    private void Remove()
    {
        if (_temporary is not null && Directory.Exists(_temporary))
        {
            Directory.Delete(_temporary, recursive: true);
        }
    }
}
