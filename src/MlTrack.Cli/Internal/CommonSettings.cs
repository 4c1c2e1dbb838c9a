using System.CommandLine;
using System.Globalization;

namespace MlTrack.Cli.Internal;

/// <summary>Settings that several commands have, each said in the same words.</summary>
internal static class CommonSettings
{
    public const string JsonName = "--json";

    /// <summary>The store; every command has it.</summary>
    public static readonly Option<string> Store = new("--store", "-s")
    {
        Description = "The store: a folder, a file: URI, or a URI of a registered scheme. [default: MLFLOW_TRACKING_URI, else ./mlruns]",
        HelpName = "uri",
        Recursive = true,
    };

    public static Option<bool> Json(string shape) => new(JsonName) { Description = $"Write JSON: {shape}." };

    public static Option<string[]> Experiments() => new("--experiment", "-e")
    {
        Description = "Only this experiment, by id or name; may be repeated. [default: all]",
        HelpName = "id|name",
        CompletionSources = { Completions.Experiments },
    };

    public static Option<string> View() => new Option<string>("--view")
    {
        Description = "Which to look at.",
        HelpName = "active|deleted|all",
        DefaultValueFactory = _ => "active",
    }.AcceptOnlyFromAmong("active", "deleted", "all");

    public static Option<int> Limit() => new("--limit", "-n")
    {
        Description = "At most this many; 0 for all.",
        HelpName = "count",
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            {
                return count;
            }

            result.AddError($"--limit takes a number of 0 or more, not '{result.Tokens[0].Value}'.");
            return 0;
        },
    };

    public static Option<string[]> OrderBy(string example) => new("--order-by", "-o")
    {
        Description = $"A key of the order, such as \"{example}\"; may be repeated. [default: newest first]",
        HelpName = "key",
    };

    public static Argument<string> Run() => new("run")
    {
        Description = "The run's id, or the beginning of it (4 characters or more).",
        CompletionSources = { Completions.Runs },
    };

    public static Argument<string[]> Runs(int atLeast) => new("run")
    {
        Description = "The runs' ids, or the beginnings of them (4 characters or more).",
        Arity = new ArgumentArity(atLeast, 100_000),
        CompletionSources = { Completions.Runs },
    };

    public static Argument<string[]> ExperimentArguments() => new("experiment")
    {
        Description = "The experiments' ids or names.",
        Arity = new ArgumentArity(1, 100_000),
        CompletionSources = { Completions.Experiments },
    };

    public static Option<string[]> Tags() => new("--tag", "-t") { Description = "A tag to set; may be repeated.", HelpName = "key=value" };

    /// <summary>The view type that <see cref="View"/> chose.</summary>
    public static ViewType ToViewType(string? view) => view switch
    {
        "deleted" => ViewType.DeletedOnly,
        "all" => ViewType.All,
        _ => ViewType.ActiveOnly,
    };
}
