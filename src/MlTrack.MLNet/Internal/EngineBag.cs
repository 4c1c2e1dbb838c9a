using System.Collections.Concurrent;
using Microsoft.ML;
using MlTrack.Models;

namespace MlTrack.MLNet.Internal;

/// <summary>
/// One model and its engines, each of which one thread at a time may use. Lives until it was closed and the last prediction has left.
/// </summary>
internal sealed class EngineBag<TInput, TOutput>(MLContext context, ITransformer model, ModelLocation location)
    where TInput : class
    where TOutput : class, new()
{
    // All engines share the model, so none of them may take it away.
    private static readonly PredictionEngineOptions Options = new() { IgnoreMissingColumns = true, OwnsTransformer = false };

    private readonly ConcurrentBag<PredictionEngine<TInput, TOutput>> _idle = [];

    // One for the pool, and one for each prediction under way; at zero nobody enters any more.
    private int _users = 1;

    internal ModelLocation Location { get; } = location;

    /// <summary>Keeps the model alive for one prediction, which <see cref="PredictAndLeave"/> ends. False when the model is given back already.</summary>
    internal bool TryEnter()
    {
        var users = Volatile.Read(ref _users);
        while (users > 0)
        {
            var before = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (before == users)
            {
                return true;
            }

            users = before;
        }

        return false;
    }

    internal TOutput PredictAndLeave(TInput row)
    {
        try
        {
            var engine = _idle.TryTake(out var known) ? known : context.Model.CreatePredictionEngine<TInput, TOutput>(model, Options);
            try
            {
                return engine.Predict(row);
            }
            finally
            {
                _idle.Add(engine);
            }
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Lets nobody in any more once the predictions under way have left. Called once.</summary>
    internal void Close() => Leave();

    private void Leave()
    {
        if (Interlocked.Decrement(ref _users) > 0)
        {
            return;
        }

        while (_idle.TryTake(out var engine))
        {
            engine.Dispose();
        }

        (model as IDisposable)?.Dispose();
    }
}
