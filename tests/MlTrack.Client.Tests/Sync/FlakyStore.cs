using System.Reflection;
using MlTrack.Stores;

namespace MlTrack.Tests.Sync;

/// <summary>What a sync needs of another store.</summary>
public interface ISyncTarget : ITrackingStore, IArtifactRepositoryProvider;

/// <summary>A real store behind a bad line: calls that never arrive, answers that are lost after the call was done, a sender that stops in the middle.</summary>
public class FlakyStore : DispatchProxy
{
    private static readonly string[] Reading = ["Get", "Find", "Search"];

    private readonly HashSet<(string, string, long, long, double)> _points = [];
    private ITrackingStore _inner = null!;
    private Random _random = null!;

    /// <summary>How many calls that change something were done.</summary>
    public int Changes { get; private set; }

    /// <summary>How often a call does not arrive.</summary>
    public double Refused { get; set; }

    /// <summary>How often a call is done and its answer is lost.</summary>
    public double Lost { get; set; }

    /// <summary>After so many calls the sender is gone: every call throws what nobody catches.</summary>
    public int DiesAfter { get; set; } = int.MaxValue;

    /// <summary>Keeps equal points once, as MLflow's SQL store does.</summary>
    public bool DropsEqualPoints { get; set; }

    /// <summary>Refuses for good what it says.</summary>
    public Func<MethodInfo, object?[], bool>? Refuses { get; set; }

    public static (ISyncTarget Store, FlakyStore Control) Around(ITrackingStore inner, int seed = 0)
    {
        var store = Create<ISyncTarget, FlakyStore>();
        var control = (FlakyStore)(object)store;
        control._inner = inner;
        control._random = new Random(seed);
        return (store, control);
    }

    protected override object? Invoke(MethodInfo? method, object?[]? arguments)
    {
        if (method!.Name == "get_Uri")
        {
            return "flaky:" + _inner.Uri;
        }

        if (DiesAfter-- <= 0)
        {
            throw new SenderDied();
        }

        if (_random.NextDouble() < Refused)
        {
            throw new MlTrackException(MlTrackErrorCode.TemporarilyUnavailable, "nobody answers") { IsTransient = true };
        }

        if (Refuses?.Invoke(method, arguments!) == true)
        {
            throw new MlTrackException(MlTrackErrorCode.InvalidParameterValue, "never");
        }

        if (DropsEqualPoints && method.Name == nameof(ITrackingStore.LogBatchAsync))
        {
            var batch = (RunBatch)arguments![1]!;
            arguments[1] = batch with { Metrics = [.. batch.Metrics.Where(point => _points.Add(((string)arguments[0]!, point.Key, point.TimestampMilliseconds, point.Step, point.Value)))] };
        }

        object? result;
        try
        {
            result = method.Invoke(_inner, arguments);
        }
        catch (TargetInvocationException exception)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(exception.InnerException!).Throw();
            throw;
        }

        Changes += Reading.Any(word => method.Name.StartsWith(word, StringComparison.Ordinal)) ? 0 : 1;
        return _random.NextDouble() < Lost ? throw new MlTrackException(MlTrackErrorCode.TemporarilyUnavailable, "the answer is lost") { IsTransient = true } : result;
    }
}

/// <summary>The sender is killed here.</summary>
public sealed class SenderDied : Exception;
