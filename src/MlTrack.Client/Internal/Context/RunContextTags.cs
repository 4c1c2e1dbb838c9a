using System.Text.Json;
using Microsoft.Extensions.Logging;
using MlTrack.Internal.Writing;

namespace MlTrack.Internal.Context;

/// <summary>
/// The tags that a new run gets by itself: what MLflow's <c>start_run</c> sets (user, source, git), and runtime, operating system, packages and
/// whether the source had changes.
/// </summary>
/// <remarks>
/// Later sources override earlier ones: program, git, environment, <c>MLFLOW_RUN_CONTEXT</c>, the caller. Only these facts are taken: no command line, no
/// other environment variable, no user-info of a remote. What cannot be found out has no tag; nothing here fails a run. Facts that cannot change are
/// gathered once per process. Thread-safe.
/// </remarks>
internal sealed partial class RunContextTags
{
    private readonly ProgramInfo _program;
    private readonly Lazy<Task<IReadOnlyDictionary<string, string>>> _git;
    private readonly Lazy<IReadOnlyDictionary<string, string>> _environment;

    internal RunContextTags(ProgramInfo program)
    {
        _program = program;
        _git = new Lazy<Task<IReadOnlyDictionary<string, string>>>(() => Task.Run(() => ContextFacts.ReadGitAsync(program)));
        _environment = new Lazy<IReadOnlyDictionary<string, string>>(ContextFacts.ReadEnvironment);
    }

    /// <summary>The tags of this process.</summary>
    internal static RunContextTags Process { get; } = new(ProgramInfo.Read());

    /// <summary>Starts looking at git in the background, so that the first run need not wait for it.</summary>
    internal void Prefetch(bool captureGit)
    {
        if (captureGit)
        {
            _ = _git.Value;
        }
    }

    /// <summary>Gives the tags of a new run; waits for git at most <see cref="GitStatus.TimeLimit"/>.</summary>
    /// <param name="environment">Where <c>MLFLOW_RUN_CONTEXT</c> and the user's name may stand.</param>
    /// <param name="callerTags">The caller's own tags, which win.</param>
    /// <param name="captureGit">False to leave out git; then no process is started.</param>
    /// <param name="captureEnvironment">False to leave out runtime, operating system and packages.</param>
    /// <param name="logger">Told when <c>MLFLOW_RUN_CONTEXT</c> is not a JSON object; MLflow warns as well and goes on.</param>
    internal async ValueTask<IReadOnlyDictionary<string, string>> ResolveAsync(
        MlflowEnvironment environment,
        IEnumerable<KeyValuePair<string, string>> callerTags,
        bool captureGit,
        bool captureEnvironment,
        ILogger logger)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [ContextTagNames.User] = ReadUser(environment),
        };
        Override(tags, ContextFacts.ReadProgram(_program));
        if (captureGit)
        {
            Override(tags, await _git.Value.ConfigureAwait(false));
        }

        if (captureEnvironment)
        {
            Override(tags, _environment.Value);
        }

        Override(tags, ReadRunContext(environment.RunContext, logger));
        Override(tags, callerTags);
        return tags;
    }

    /// <summary>
    /// The name that a run is kept under: the user of the tracking server where one is set, else the account. MLflow asks the
    /// variables in this order and then the account data base.
    /// </summary>
    internal static string ReadUser(MlflowEnvironment environment) =>
        MlflowCredentials.Read(environment).UserName ?? environment.AccountName ?? Environment.UserName;

    private static IEnumerable<KeyValuePair<string, string>> ReadRunContext(string? json, ILogger logger)
    {
        if (json is null)
        {
            return [];
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document.RootElement.EnumerateObject().Select(tag => new KeyValuePair<string, string>(tag.Name, PythonText.Of(tag.Value))).ToArray();
            }
        }
        catch (JsonException exception)
        {
            LogBadRunContext(logger, exception);
            return [];
        }

        LogBadRunContext(logger, null);
        return [];
    }

    private static void Override(Dictionary<string, string> tags, IEnumerable<KeyValuePair<string, string>> others)
    {
        foreach (var other in others)
        {
            tags[other.Key] = other.Value;
        }
    }

    [LoggerMessage(EventId = 4101, Level = LogLevel.Warning, Message = MlflowEnvironment.RunContextName + " is not a JSON object of tags; it is ignored.")]
    private static partial void LogBadRunContext(ILogger logger, Exception? exception);
}
