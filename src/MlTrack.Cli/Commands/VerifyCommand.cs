using System.CommandLine;
using MlTrack.Cli.Internal;
using MlTrack.Stores;

namespace MlTrack.Cli.Commands;

/// <summary><c>verify</c>.</summary>
internal sealed class VerifyCommand : CliCommand
{
    private readonly Option<bool> _repair;
    private readonly Option<bool> _notes;

    public VerifyCommand()
        : base("verify", "Looks for what is wrong in a store. Nothing is changed unless --repair is given.")
    {
        _repair = Add(new Option<bool>("--repair") { Description = "Mend what can be mended without losing anything." });
        _notes = Add(new Option<bool>("--notes") { Description = "Show what is only odd, too." });
        Add(CommonSettings.Json("an array of severity, kind, path, message, experiment_id, run_id, can_repair, repaired"));
    }

    public override async Task<int> RunAsync(CommandContext context)
    {
        await using var client = context.OpenQuietly();
        var problems = await context.Terminal.WorkAsync("Looking through the store …", say => FindAsync(context, client, say));
        if (context.IsJson)
        {
            await JsonOutput.WriteListAsync(problems, EntityJson.Write, context.CancellationToken);
        }
        else
        {
            Write(context.Terminal, problems, context.Get(_repair));
        }

        return problems.Any(problem => problem is { Severity: ProblemSeverity.Problem, Repaired: false }) ? ExitCodes.ProblemsFound : ExitCodes.Done;
    }

    private async Task<List<StoreProblem>> FindAsync(CommandContext context, MlTrackClient client, Action<string> say)
    {
        var problems = new List<StoreProblem>();
        var found = context.Get(_repair) ? client.RepairAsync(context.CancellationToken) : client.VerifyAsync(context.CancellationToken);
        await foreach (var problem in found.WithCancellation(context.CancellationToken))
        {
            if (problem.Severity == ProblemSeverity.Problem || context.Get(_notes))
            {
                problems.Add(problem);
                say(Show.Count(problems.Count, "problem") + " …");
            }
        }

        return problems;
    }

    private static void Write(Terminal terminal, List<StoreProblem> problems, bool repaired)
    {
        foreach (var problem in problems)
        {
            var state = problem.Repaired ? "repaired" : problem.Severity == ProblemSeverity.Note ? "note" : problem.CanRepair ? "problem (can be repaired)" : "problem";
            terminal.WriteLine($"{state}: {problem.Path}: {problem.Message}");
        }

        var open = problems.Where(problem => problem is { Severity: ProblemSeverity.Problem, Repaired: false }).ToList();
        terminal.Say(open.Count == 0
            ? "no problems."
            : $"{Show.Count(open.Count, "problem")}{(open.Exists(problem => problem.CanRepair) ? repaired ? "; what changed in the last minutes may still be in use and is left alone, so repair later" : "; --repair mends what can be mended" : "")}.");
    }
}
