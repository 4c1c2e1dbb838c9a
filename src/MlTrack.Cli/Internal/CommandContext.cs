using System.CommandLine;

namespace MlTrack.Cli.Internal;

/// <summary>What a command works with: its arguments, the terminal, the store.</summary>
internal sealed class CommandContext(ParseResult arguments, Terminal terminal, CancellationToken cancellationToken)
{
    /// <summary>Where it writes.</summary>
    public Terminal Terminal { get; } = terminal;

    /// <summary>Cancelled by Ctrl-C and SIGTERM.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>What <c>--store</c> says, or null.</summary>
    public string? StoreUri => arguments.GetValue(CommonSettings.Store);

    /// <summary>True when the command has <c>--json</c> and it was given.</summary>
    public bool IsJson => arguments.CommandResult.Command.Options.OfType<Option<bool>>().FirstOrDefault(option => option.Name == CommonSettings.JsonName) is { } json
        && arguments.GetValue(json);

    /// <summary>The value of an option, or its default.</summary>
    public T? Get<T>(Option<T> option) => arguments.GetValue(option);

    /// <summary>The values of an option that may be repeated.</summary>
    public T[] GetAll<T>(Option<T[]> option) => arguments.GetValue(option) ?? [];

    /// <summary>The value of an argument that must be given.</summary>
    public T Get<T>(Argument<T> argument) => arguments.GetValue(argument)!;

    /// <summary>The value of an argument that need not be given.</summary>
    public string? Get(Argument<string?> argument, string? missing = null) => arguments.GetValue(argument) ?? missing;

    /// <summary>Opens an existing store without saying its warnings: for a command whose result they are.</summary>
    /// <param name="uri">The store; null for the one that <c>--store</c>, the environment or the current folder names.</param>
    public MlTrackClient OpenQuietly(string? uri = null)
    {
        StoreFolder.DemandExists(uri ?? StoreUri);
        return MlTrackClient.Open(uri ?? StoreUri);
    }

    /// <summary>Opens the store that <c>--store</c>, the environment or the current folder names.</summary>
    /// <param name="create">True when a folder that is missing is to be made; otherwise it is an error, for nobody wants an empty tree because of a slip in a path.</param>
    public MlTrackClient Open(bool create = false)
    {
        if (!create)
        {
            StoreFolder.DemandExists(StoreUri);
        }

        return MlTrackClient.Open(StoreUri, new MlTrackClientOptions { LoggerFactory = new WarningLog(Terminal) });
    }
}
