using System.CommandLine;
using MlTrack.Cli.Internal;

namespace MlTrack.Cli.Commands;

/// <summary><c>runs tag</c>.</summary>
internal sealed class RunsTagCommand : CliCommand
{
    private readonly Argument<string> _run;
    private readonly Argument<string[]> _tags;
    private readonly Option<string[]> _delete;

    public RunsTagCommand()
        : base("runs tag", "Sets and removes tags of a run.")
    {
        _run = Add(CommonSettings.Run());
        _tags = Add(new Argument<string[]>("tag") { Description = "Tags to set, each as key=value.", Arity = ArgumentArity.ZeroOrMore, HelpName = "key=value" });
        _delete = Add(new Option<string[]>("--delete", "-d") { Description = "A tag to remove; may be repeated.", HelpName = "key" });
    }

    public override async Task<int> RunAsync(CommandContext context)
    {
        var tags = KeyValue.ParseAll(context.Get(_tags) ?? []);
        var removed = context.GetAll(_delete);
        if (tags.Count == 0 && removed.Length == 0)
        {
            throw new UsageException("Name tags to set (key=value) or to remove (--delete key).");
        }

        await using var client = context.Open();
        var run = await Lookup.RunAsync(client, context.Get(_run), context.CancellationToken);
        foreach (var tag in tags)
        {
            await client.SetTagAsync(run.Info.RunId, tag.Key, tag.Value, context.CancellationToken);
        }

        foreach (var key in removed)
        {
            await client.DeleteTagAsync(run.Info.RunId, key, context.CancellationToken);
        }

        return ExitCodes.Done;
    }
}
