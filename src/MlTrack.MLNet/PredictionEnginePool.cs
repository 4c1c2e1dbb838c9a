using Microsoft.ML;
using MlTrack.MLNet.Internal;
using MlTrack.Models;

namespace MlTrack.MLNet;

/// <summary>
/// Predicts with the model that a URI leads to, on any number of threads, and goes over to the new one when the URI leads elsewhere: when the alias
/// of <c>models:/name@alias</c> is moved. Predictions under way end with the model they began with, which is given back after the last of them.
/// </summary>
/// <typeparam name="TInput">A row as the model takes it.</typeparam>
/// <typeparam name="TOutput">What is wanted of its prediction.</typeparam>
/// <remarks>Thread-safe, <see cref="DisposeAsync"/> included. Whoever opened it disposes it before the client.</remarks>
/// <example>
/// <code>
/// await using var pool = await PredictionEnginePool&lt;Trip, Fare&gt;.OpenAsync(client, "models:/taxi@champion", new MLContext());
/// var fare = pool.Predict(new Trip { Distance = 3.2f }).Score;
/// </code>
/// </example>
public sealed class PredictionEnginePool<TInput, TOutput> : IAsyncDisposable, IDisposable
    where TInput : class
    where TOutput : class, new()
{
    private readonly MlTrackClient _client;
    private readonly MLContext _context;
    private readonly string _modelUri;

    // Neither a wait handle nor a timer of these is asked for, so there is nothing to free; the watcher may look at them after the end.
#pragma warning disable CA2213
    private readonly SemaphoreSlim _refreshing = new(1, 1);
    private readonly CancellationTokenSource _disposed = new();
#pragma warning restore CA2213
    private Task _watching = Task.CompletedTask;
    private EngineBag<TInput, TOutput> _current;
    private int _disposals;

    private PredictionEnginePool(MlTrackClient client, MLContext context, string modelUri, EngineBag<TInput, TOutput> first)
    {
        _client = client;
        _context = context;
        _modelUri = modelUri;
        _current = first;
    }

    /// <summary>How often the URI is looked up by default: every 30 seconds.</summary>
    public static TimeSpan DefaultCheckInterval { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Where the model that predicts now comes from.</summary>
    public ModelLocation Location => Volatile.Read(ref _current).Location;

    /// <summary>Why the last look-up, the loading of a new model, or a listener of <see cref="ModelChanged"/> failed; null when nothing did. The model before goes on predicting.</summary>
    public Exception? LastFailure { get; private set; }

    /// <summary>Raised after the pool went over to another model, on the thread that loaded it.</summary>
    public event EventHandler? ModelChanged;

    /// <summary>Loads the model and begins to watch its URI.</summary>
    /// <param name="client">The client of the store; it must outlive the pool.</param>
    /// <param name="modelUri">The model, such as <c>models:/name@alias</c>.</param>
    /// <param name="context">The context that is to hold it.</param>
    /// <param name="checkInterval">How often the URI is looked up; null for <see cref="DefaultCheckInterval"/>, <see cref="Timeout.InfiniteTimeSpan"/> for never (<see cref="RefreshAsync"/> does it).</param>
    /// <param name="cancellationToken">Stops loading.</param>
    /// <returns>The pool.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The interval is zero or negative.</exception>
    /// <exception cref="MlTrackException">There is no such model, or it cannot be loaded.</exception>
    public static async Task<PredictionEnginePool<TInput, TOutput>> OpenAsync(
        MlTrackClient client, string modelUri, MLContext context, TimeSpan? checkInterval = null, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(client);
        Guard.NotNull(modelUri);
        Guard.NotNull(context);
        var interval = checkInterval ?? DefaultCheckInterval;
        if (interval <= TimeSpan.Zero && interval != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(nameof(checkInterval), interval, "The interval is longer than zero, or infinite.");
        }

        var first = await LoadAsync(client, modelUri, context, cancellationToken).ConfigureAwait(false);
        var pool = new PredictionEnginePool<TInput, TOutput>(client, context, modelUri, first);
        if (interval != Timeout.InfiniteTimeSpan)
        {
            // What is current where the pool was opened, such as a run, is none of the watcher's business.
            using (ExecutionContext.SuppressFlow())
            {
                pool._watching = Task.Run(() => pool.WatchAsync(interval), CancellationToken.None);
            }
        }

        return pool;
    }

    /// <summary>Predicts one row.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The prediction.</returns>
    /// <exception cref="ArgumentNullException">The row is null.</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public TOutput Predict(TInput row)
    {
        Guard.NotNull(row);
        while (true)
        {
            var bag = Volatile.Read(ref _current);
            if (bag.TryEnter())
            {
                return bag.PredictAndLeave(row);
            }

            // The bag was closed between the two lines above: by another one, or for good.
            ThrowIfDisposed();
        }
    }

    /// <summary>Looks up the URI now, and goes over to the model that it leads to.</summary>
    /// <param name="cancellationToken">Stops loading; the model before stays.</param>
    /// <returns>Whether it is another model now.</returns>
    /// <exception cref="MlTrackException">There is no such model any longer, or it cannot be loaded; the model before stays.</exception>
    /// <exception cref="ObjectDisposedException">The pool is disposed.</exception>
    public async Task<bool> RefreshAsync(CancellationToken cancellationToken = default)
    {
        await _refreshing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ThrowIfDisposed();
            var location = await _client.ResolveModelUriAsync(_modelUri, cancellationToken).ConfigureAwait(false);
            if (IsSame(location, Location))
            {
                LastFailure = null;
                return false;
            }

            var next = await LoadAsync(_client, _modelUri, _context, cancellationToken).ConfigureAwait(false);
            Interlocked.Exchange(ref _current, next).Close();
            LastFailure = null;
        }
        catch (Exception exception)
        {
            LastFailure = exception;
            throw;
        }
        finally
        {
            _refreshing.Release();
        }

        ModelChanged?.Invoke(this, EventArgs.Empty);
        return true;
    }

    /// <summary>Stops watching, and gives the model back after the last prediction. Does not wait for a look-up that is under way; <see cref="DisposeAsync"/> does.</summary>
    public void Dispose() => _ = DisposeAsync();

    /// <summary>Stops watching, waits for a look-up that is under way, and gives the model back after the last prediction.</summary>
    /// <returns>A task that ends when nothing works any longer but predictions that had begun.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposals, 1) != 0)
        {
            return;
        }

        _disposed.Cancel();
        await _watching.ConfigureAwait(false);

        // A refresh that the caller asked for may still put another model in place.
        await _refreshing.WaitAsync().ConfigureAwait(false);
        try
        {
            _current.Close();
        }
        finally
        {
            _refreshing.Release();
        }
    }

    private static bool IsSame(ModelLocation left, ModelLocation right) =>
        left.Uri == right.Uri && left.Path == right.Path && left.Version?.Version == right.Version?.Version && left.Model?.ModelId == right.Model?.ModelId;

    private static async Task<EngineBag<TInput, TOutput>> LoadAsync(MlTrackClient client, string modelUri, MLContext context, CancellationToken cancellationToken)
    {
        // One look-up for place and files, so that an alias which moves in between cannot mix two models.
        using var folder = await client.OpenModelAsync(modelUri, verify: true, cancellationToken).ConfigureAwait(false);
        var model = await folder.LoadAsync(new TransformerLoader(context), cancellationToken).ConfigureAwait(false);
        return new EngineBag<TInput, TOutput>(context, model, folder.Location);
    }

    private async Task WatchAsync(TimeSpan interval)
    {
        while (!_disposed.IsCancellationRequested)
        {
            // A registry that is away, or a model that is broken, is told by LastFailure; the model at hand goes on, and the next look-up may succeed.
            try
            {
                await Task.Delay(interval, _disposed.Token).ConfigureAwait(false);
                await RefreshAsync(_disposed.Token).ConfigureAwait(false);
            }
            catch (Exception) when (_disposed.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LastFailure = exception;
            }
        }
    }

    private void ThrowIfDisposed()
    {
        if (_disposed.IsCancellationRequested)
        {
            throw new ObjectDisposedException(nameof(PredictionEnginePool<TInput, TOutput>));
        }
    }
}
