using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using MlTrack.Internal.Diagnostics;
using MlTrack.Stores;

namespace MlTrack.Internal.FileStore;

/// <summary>Says each problem once as a warning; a search that is repeated every second must not fill the log. Notes are not said.</summary>
internal sealed class LoggingProblems : ProblemSink
{
    private const int MaxRemembered = 10_000;

    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<(string Path, string Kind), bool> _said = new();

    internal LoggingProblems(ILogger logger) => _logger = logger;

    internal override bool WantsNotes => false;

    internal override void Report(StoreProblem problem)
    {
        if (problem.Severity == ProblemSeverity.Note || !_logger.IsEnabled(LogLevel.Warning))
        {
            return;
        }

        if (_said.Count < MaxRemembered && _said.TryAdd((problem.Path, problem.Kind), true))
        {
            Log.StoreProblem(_logger, problem.Kind, problem.Path, problem.Message);
        }
    }
}
