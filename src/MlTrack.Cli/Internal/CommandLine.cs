using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace MlTrack.Cli.Internal;

/// <summary>Builds the tree of commands from <see cref="CommandTable"/>, runs what was called, and ends with an exit code whatever happens.</summary>
internal static class CommandLine
{
    /// <summary>Runs a command line.</summary>
    /// <param name="arguments">The words after the tool's name.</param>
    /// <param name="terminal">Where it writes.</param>
    /// <param name="signals">What interrupts it.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(string[] arguments, Terminal terminal, Signals signals)
    {
        var parsed = Build(terminal, signals).Parse(arguments);
        if (parsed.Errors.Count > 0 && parsed.Action is ParseErrorAction)
        {
            foreach (var error in parsed.Errors)
            {
                terminal.Say(error.Message);
            }

            terminal.Say($"'{CallOf(parsed.CommandResult.Command)} --help' shows what can be written.");
            return ExitCodes.Usage;
        }

        // The signals are ours: the library's own handling would end with its codes and after its time.
        var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        return await parsed.InvokeAsync(configuration, signals.Token);
    }

    private static RootCommand Build(Terminal terminal, Signals signals)
    {
        // Nothing to do is a mistake, too: the help goes where messages go.
        var root = new RootCommand("Lists, searches, compares, follows, exports, checks and cleans what is in a store of experiments and runs (MLflow's mlruns).");
        root.Options.Add(CommonSettings.Store);
        root.SetAction(ShowHelp);
        foreach (var group in CommandTable.Groups)
        {
            var command = new Command(group.Name, group.Summary);
            command.SetAction(ShowHelp);
            root.Subcommands.Add(command);
        }

        foreach (var entry in CommandTable.Create())
        {
            var words = entry.Path.Split(' ');
            var parent = words.Length == 1 ? root : root.Subcommands.Single(command => command.Name == words[0]);
            var command = new Command(words[^1], entry.Summary);
            foreach (var setting in entry.Settings)
            {
                if (setting is Argument argument)
                {
                    command.Arguments.Add(argument);
                }
                else
                {
                    command.Options.Add((Option)setting);
                }
            }

            command.SetAction((parsed, cancellationToken) => RunAsync(entry, new CommandContext(parsed, terminal, cancellationToken), signals));
            parent.Subcommands.Add(command);
        }

        return root;
    }

    private static int ShowHelp(ParseResult parsed)
    {
        parsed.InvocationConfiguration.Output = Console.Error;
        new HelpAction().Invoke(parsed);
        return ExitCodes.Usage;
    }

    private static async Task<int> RunAsync(CliCommand command, CommandContext context, Signals signals)
    {
        try
        {
            return await command.RunAsync(context);
        }
        catch (Exception exception)
        {
            return Faults.Report(exception, context.Terminal, signals);
        }
    }

    private static string CallOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? CallOf(parent) + " " + command.Name : "mltrack";
}
