using MlTrack.Cli.Commands;
using MlTrack.Cli.Commands.Models;

namespace MlTrack.Cli.Internal;

/// <summary>The table of all commands.</summary>
internal static class CommandTable
{
    /// <summary>The words above commands of two words, in the order of the help.</summary>
    public static IReadOnlyList<(string Name, string Summary)> Groups { get; } =
    [
        ("experiments", "Experiments: named groups of runs."),
        ("runs", "Runs: find, look at, compare, follow, export, change."),
        ("spool", "Spools: local trees through which runs of servers are written."),
        ("models", "Models: log, register, promote, verify."),
        ("artifacts", "Files that runs keep: list them, get them."),
    ];

    /// <summary>Makes all commands, in the order of the help.</summary>
    public static IReadOnlyList<CliCommand> Create() =>
    [
        new ExperimentsListCommand(),
        new ExperimentsCreateCommand(),
        new ExperimentsRenameCommand(),
        ExperimentsChangeCommand.Delete(),
        ExperimentsChangeCommand.Restore(),
        new RunsListCommand(),
        new RunsShowCommand(),
        new RunsSearchCommand(),
        new RunsCompareCommand(),
        new RunsTailCommand(),
        new RunsExportCommand(),
        new RunsTagCommand(),
        RunsChangeCommand.Delete(),
        RunsChangeCommand.Restore(),
        new ArtifactsListCommand(),
        new ArtifactsGetCommand(),
        new ModelsLogCommand(),
        new ModelsListCommand(),
        new ModelsShowCommand(),
        new ModelsVersionsCommand(),
        new ModelsAliasCommand(),
        new ModelsGuardCommand(),
        new ModelsPromoteCommand(),
        new ModelsTagCommand(),
        new ModelsCopyCommand(),
        new ModelsDeleteCommand(),
        new ModelsVerifyCommand(),
        new ModelsPredictCommand(),
        new SyncCommand(),
        new SpoolListCommand(),
        new SpoolSyncCommand(),
        new SpoolDropCommand(),
        new ServerCommand(),
        new VerifyCommand(),
        new GcCommand(),
        new InfoCommand(),
        new CompletionCommand(),
    ];
}
