using System.CommandLine;

namespace MlTrack.Cli.Internal;

/// <summary>One command: its place in the tree, its settings, what it does and with which exit code it ends.</summary>
/// <param name="path">The words that call it, such as <c>runs list</c>.</param>
/// <param name="summary">What the help says.</param>
internal abstract class CliCommand(string path, string summary)
{
    private readonly List<Symbol> _settings = [];

    /// <summary>The words that call it.</summary>
    public string Path { get; } = path;

    /// <summary>What the help says.</summary>
    public string Summary { get; } = summary;

    /// <summary>Arguments and options, in the order of the help.</summary>
    public IReadOnlyList<Symbol> Settings => _settings;

    /// <summary>Does it.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public abstract Task<int> RunAsync(CommandContext context);

    /// <summary>Declares a setting.</summary>
    protected T Add<T>(T setting)
        where T : Symbol
    {
        _settings.Add(setting);
        return setting;
    }
}
