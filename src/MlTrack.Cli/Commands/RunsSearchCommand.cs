using System.CommandLine;
using MlTrack.Cli.Internal;

namespace MlTrack.Cli.Commands;

/// <summary><c>runs search</c>.</summary>
internal sealed class RunsSearchCommand : RunListing
{
    private static readonly Argument<string> Filter = new("filter")
    {
        Description = "MLflow's filter or our superset of it, such as \"metrics.loss < 0.1 AND params.opt = 'adam'\".",
    };

    public RunsSearchCommand()
        : base("runs search", "Lists the runs that a filter finds.", Filter)
    {
    }

    protected override string FilterOf(CommandContext context) => context.Get(Filter);
}
