using Microsoft.Extensions.Logging;

namespace MlTrack.Cli.Internal;

/// <summary>The library's warnings, such as a damaged run that a listing leaves out, said on standard error: each text once.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class WarningLog(Terminal terminal) : ILoggerFactory, ILogger
{
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("Messages go to standard error only.");

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning && logLevel != LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        var message = formatter(state, exception);
        lock (_said)
        {
            if (_said.Add(message))
            {
                terminal.Say("warning: " + message);
            }
        }
    }

    public void Dispose()
    {
        // Nothing is held.
    }
}
