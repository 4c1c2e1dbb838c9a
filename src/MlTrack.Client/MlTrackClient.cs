using Microsoft.Extensions.Logging;
using MlTrack.Internal.Context;
using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Writing;
using MlTrack.Stores;

namespace MlTrack;

/// <summary>The way into a store of experiments, runs and models: what a program opens once and keeps.</summary>
/// <remarks>
/// Thread-safe and meant to live long. Members throw <see cref="MlTrackException"/> with MLflow's codes and messages, whatever
/// <see cref="MlTrackClientOptions.OnFailure"/> says, which is about logging into a <see cref="Run"/> only. Disposing a client does not end runs that are
/// still open: they end by themselves, at the latest with the process.
/// </remarks>
public sealed partial class MlTrackClient : IAsyncDisposable, IDisposable
{
    private readonly IRunWriterFactory _writers;
    private readonly bool _ownsStore;
    private readonly MlTrackClientOptions _options;
    private readonly object _sync = new();
    private int _openRuns;
    private bool _isDisposed;
    private bool _isStoreDisposed;

    private MlTrackClient(ITrackingStore store, MlTrackClientOptions options, IRunWriterFactory? writers = null)
    {
        Store = store;
        _options = options;
        Policy = new WritePolicy(options);
        Ids = options.IdGenerator;
        Logger = options.LoggerFactory.CreateLogger("MlTrack.Client");
        _ownsStore = writers is null;
        _writers = writers ?? RunWriterFactories.For(store, options, () => EnvironmentVariables, Policy, Logger);
    }

    /// <summary>The URI of the store, without secrets.</summary>
    public string TrackingUri => Store.Uri;

    /// <summary>The store itself, for what this class has no member for.</summary>
    public ITrackingStore Store { get; }

    internal WritePolicy Policy { get; }

    internal IdGenerator Ids { get; }

    internal ILogger Logger { get; }

    /// <summary>MLflow's environment variables; tests put others in their place.</summary>
    internal MlflowEnvironment EnvironmentVariables { get; set; } = MlflowEnvironment.Process;

    /// <summary>Opens a client on a store that the program made, such as one of its own.</summary>
    /// <param name="store">The store; it is disposed with the client if it can be.</param>
    /// <param name="options">How the client works, or null for the defaults.</param>
    /// <returns>The client.</returns>
    public static MlTrackClient Open(ITrackingStore store, MlTrackClientOptions? options = null)
    {
        Guard.NotNull(store);
        return new MlTrackClient(store, options ?? new MlTrackClientOptions());
    }

    /// <summary>Closes the client. Runs that are open go on; the store is closed after the last of them.</summary>
    public void Dispose()
    {
        lock (_sync)
        {
            _isDisposed = true;
        }

        DisposeRegistries();
        DisposeStoreIfUnused();
    }

    /// <summary>Closes the client. Runs that are open go on; the store is closed after the last of them.</summary>
    /// <returns>A task that ends when the client is closed.</returns>
    public async ValueTask DisposeAsync()
    {
        lock (_sync)
        {
            _isDisposed = true;
        }

        DisposeRegistries();
        if (Store is IAsyncDisposable store && TryClaimStoreDisposal())
        {
            (_writers as IDisposable)?.Dispose();
            await store.DisposeAsync().ConfigureAwait(false);
        }
        else
        {
            DisposeStoreIfUnused();
        }
    }

    internal void RunEnded()
    {
        lock (_sync)
        {
            _openRuns--;
        }

        DisposeStoreIfUnused();
    }

    private void RunStarted()
    {
        lock (_sync)
        {
            _openRuns++;
        }
    }

    private void DisposeStoreIfUnused()
    {
        if (TryClaimStoreDisposal())
        {
            // The sender first: it uses the store.
            (_writers as IDisposable)?.Dispose();
            (Store as IDisposable)?.Dispose();
        }
    }

    private bool TryClaimStoreDisposal()
    {
        lock (_sync)
        {
            if (!_ownsStore || !_isDisposed || _openRuns > 0 || _isStoreDisposed)
            {
                return false;
            }

            _isStoreDisposed = true;
            return true;
        }
    }

    private void ThrowIfDisposed()
    {
        lock (_sync)
        {
            if (_isDisposed)
            {
                throw new ObjectDisposedException(nameof(MlTrackClient));
            }
        }
    }
}
