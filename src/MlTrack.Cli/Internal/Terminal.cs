using System.Globalization;
using System.Text;
using Spectre.Console;

namespace MlTrack.Cli.Internal;

/// <summary>
/// Where a command writes: results to standard output, everything else to standard error, so that a pipe gets nothing but results. Colours, live
/// charts and progress appear only where a terminal is; <c>NO_COLOR</c> switches colours off, <c>COLUMNS</c> sets the width.
/// </summary>
/// <remarks>One command at a time.</remarks>
internal sealed class Terminal
{
    /// <summary>Wide enough that a table in a pipe is never broken into lines, which no tool behind the pipe could put together again.</summary>
    private const int WidthOfPipe = 1000;

    private Terminal(bool isOutputTerminal, bool isErrorTerminal)
    {
        IsOutputTerminal = isOutputTerminal;
        IsErrorTerminal = isErrorTerminal;
        Out = Create(Console.Out, isOutputTerminal);
        Error = Create(Console.Error, isErrorTerminal);
    }

    /// <summary>Tables and charts.</summary>
    public IAnsiConsole Out { get; }

    /// <summary>Progress.</summary>
    public IAnsiConsole Error { get; }

    /// <summary>True when results are seen by a person.</summary>
    public bool IsOutputTerminal { get; }

    /// <summary>True when messages are seen by a person.</summary>
    public bool IsErrorTerminal { get; }

    /// <summary>The terminal of this process.</summary>
    public static Terminal OfProcess()
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return new Terminal(!Console.IsOutputRedirected, !Console.IsErrorRedirected);
    }

    /// <summary>Opens standard output for bytes: JSON, files.</summary>
    public static Stream OpenOutput() => Console.OpenStandardOutput();

    /// <summary>Says something to the user, beside the results.</summary>
    public void Say(string message) => Console.Error.WriteLine("mltrack: " + SafeText.Lines(message));

    /// <summary>Writes a result of one line, as a script wants to read it.</summary>
    public void WriteLine(string text) => Console.Out.WriteLine(IsOutputTerminal ? SafeText.Line(text) : text);

    /// <summary>Writes a result of several lines, which may hold anything when a file or program takes it.</summary>
    public void Write(string text) => Console.Out.Write(IsOutputTerminal ? SafeText.Lines(text) : text);

    /// <summary>Does work that may take long, with a line on the terminal that says how far it is; where no person looks, nothing is written.</summary>
    /// <param name="title">What is done, until the work says more.</param>
    /// <param name="work">The work; it is given a way to say how far it is.</param>
    public Task<T> WorkAsync<T>(string title, Func<Action<string>, Task<T>> work) => IsErrorTerminal
        ? Error.Status().StartAsync(Markup.Escape(title), status => work(text => status.Status(Markup.Escape(SafeText.Line(text)))))
        : work(_ => { });

    private static IAnsiConsole Create(TextWriter writer, bool isTerminal)
    {
        var settings = new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(isTerminal ? writer : new TrimmingWriter(writer)),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isTerminal ? InteractionSupport.Detect : InteractionSupport.No,
        };
        var console = AnsiConsole.Create(settings);
        if (int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var columns) && columns >= 20)
        {
            console.Profile.Width = columns;
        }
        else if (!isTerminal)
        {
            console.Profile.Width = WidthOfPipe;
        }

        return console;
    }
}
