using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MlTrack.Internal.Writing;

/// <summary>
/// Says what went wrong, on the logger or, when the program set none, on the standard error stream: at most one message of a kind a minute,
/// with the number of those that were not said. Thread-safe; never throws.
/// </summary>
internal sealed class FailureReporter
{
    internal static readonly TimeSpan QuietTime = TimeSpan.FromMinutes(1);

    private readonly object _sync = new();
    private readonly Dictionary<string, Kind> _kinds = new(StringComparer.Ordinal);
    private readonly ILogger _logger;
    private readonly TextWriter? _error;
    private readonly TimeProvider _time;
    private readonly bool _showValues;

    /// <param name="options">Logger, clock, whether values may be shown.</param>
    /// <param name="error">Where to write without a logger; null for the standard error stream.</param>
    internal FailureReporter(MlTrackClientOptions options, TextWriter? error = null)
    {
        _logger = options.LoggerFactory.CreateLogger("MlTrack.Run");
        _time = options.TimeProvider;
        _showValues = options.EnableSensitiveDataLogging;
        _error = options.LoggerFactory is NullLoggerFactory ? error ?? Console.Error : null;
    }

    /// <summary>Says one failure, unless one of its kind was said less than a minute ago.</summary>
    internal void Report(string runId, PendingWrite write, RunFailure failure)
    {
        if (!MaySay(failure.ErrorCode, out var unsaid))
        {
            return;
        }

        var what = write.Key is null ? write.Operation : $"{write.Operation} '{write.Key}'";
        var why = write.MayLeakValue && !_showValues && !failure.IsKept ? "the value was refused; run.Failures has the reason" : failure.Message;
        var then = failure.IsKept ? " It is kept in memory and tried again." : string.Empty;
        var more = unsaid == 0
            ? string.Empty
            : string.Format(CultureInfo.InvariantCulture, " ({0} more of this kind since the last message.)", unsaid);
        Say($"Run {runId}: {what} failed with {failure.ErrorCode}: {why}{then}{more}", WritingLog.Failed);
    }

    /// <summary>Says that memory is at its bound and records are dropped.</summary>
    internal void ReportDropped(string runId, string key)
    {
        if (MaySay("dropped", out _))
        {
            Say(
                $"Run {runId}: the memory for records that cannot be written is full; points of metric '{key}' and perhaps others are lost. " +
                "The run's end says how many.",
                WritingLog.Failed);
        }
    }

    /// <summary>Says that everything that waited is written.</summary>
    internal void ReportRecovered(string runId)
    {
        if (MaySay("recovered", out _))
        {
            Say($"Run {runId}: what could not be written before is written now.", WritingLog.Recovered);
        }
    }

    /// <summary>Says that a run starts in another place than it was meant for.</summary>
    internal void ReportSpooled(string uri, string folder, Exception cause) => Say(
        $"A run for '{uri}' cannot be started there ({cause.Message}) and is logged into '{folder}' instead, which can be opened like any other store, and is sent when it can be.",
        WritingLog.Failed);

    /// <summary>Says that a run that ended is not yet whole on its server.</summary>
    internal void ReportUnsent(string runId, string uri, string folder) => Say(
        $"Run {runId}: not all of it has reached '{uri}' yet. It is kept in '{folder}', and sent by the next program that logs there, or by: mltrack sync \"{folder}\" --to {uri}",
        WritingLog.Failed);

    /// <summary>Says that sending to a server does not work at the moment.</summary>
    internal void ReportSendFailure(string uri, Exception cause)
    {
        if (MaySay("send", out var unsaid))
        {
            Say($"Sending to '{uri}' failed: {cause.Message} What is logged is kept, and it is tried again.{(unsaid > 0 ? $" ({unsaid} more like this.)" : "")}", WritingLog.Failed);
        }
    }

    /// <summary>Says in one line what a run that ended is missing; says nothing about one without faults.</summary>
    internal void Summarize(string runId, string runName, RunFailures failures)
    {
        if (failures.TotalCount == 0 && failures.LostRecords == 0)
        {
            return;
        }

        var kinds = string.Join(", ", failures.CountsByKind.OrderBy(kind => kind.Key, StringComparer.Ordinal)
            .Select(kind => string.Format(CultureInfo.InvariantCulture, "{0} {1}", kind.Value, kind.Key)));
        var lost = failures.LostRecordsByKey.OrderByDescending(key => key.Value).Take(3).Select(key => key.Key);
        Say(
            string.Format(
                CultureInfo.InvariantCulture,
                "Run {0} '{1}' ended with {2} failures of logging ({3}); {4} records are lost{5}.",
                runId,
                runName,
                failures.TotalCount,
                kinds,
                failures.LostRecords,
                failures.LostRecords == 0 ? string.Empty : $", most of them of {string.Join(", ", lost)}"),
            WritingLog.Summary);
    }

    private bool MaySay(string kind, out int unsaid)
    {
        var now = _time.GetTimestamp();
        lock (_sync)
        {
            if (!_kinds.TryGetValue(kind, out var last))
            {
                _kinds.Add(kind, new Kind { Said = now });
                unsaid = 0;
                return true;
            }

            unsaid = last.Unsaid;
            if (_time.GetElapsedTime(last.Said, now) < QuietTime)
            {
                last.Unsaid++;
                return false;
            }

            last.Said = now;
            last.Unsaid = 0;
            return true;
        }
    }

    private void Say(string message, Action<ILogger, string> log)
    {
        if (_error is null)
        {
            log(_logger, message);
            return;
        }

        try
        {
            _error.WriteLine("mltrack: " + message);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The program closed its error stream: nobody is left to be told, and run.Failures still has it.
        }
    }

    private sealed class Kind
    {
        internal long Said { get; set; }

        internal int Unsaid { get; set; }
    }
}
