using System.CommandLine;
using MlTrack.Cli.Internal;

namespace MlTrack.Cli.Commands;

/// <summary><c>artifacts list</c>.</summary>
internal sealed class ArtifactsListCommand : CliCommand
{
    private readonly Argument<string> _run;
    private readonly Argument<string?> _path;
    private readonly Option<bool> _recursive;

    public ArtifactsListCommand()
        : base("artifacts list", "Lists the artifacts of a run.")
    {
        _run = Add(CommonSettings.Run());
        _path = Add(new Argument<string?>("path") { Description = "Only this folder.", Arity = ArgumentArity.ZeroOrOne });
        _recursive = Add(new Option<bool>("--recursive", "-r") { Description = "What is in folders, too." });
        Add(CommonSettings.Json("an array of path, is_dir, file_size"));
    }

    public override async Task<int> RunAsync(CommandContext context)
    {
        await using var client = context.Open();
        var run = await Lookup.RunAsync(client, context.Get(_run), context.CancellationToken);
        var artifacts = await client.GetRunArtifactsAsync(run.Info.RunId, context.CancellationToken);
        var entries = context.Get(_recursive)
            ? await ArtifactFiles.EntriesAsync(artifacts, context.Get(_path), context.CancellationToken)
            : await artifacts.ListAsync(context.Get(_path), context.CancellationToken);
        if (context.IsJson)
        {
            await JsonOutput.WriteListAsync(entries, EntityJson.Write, context.CancellationToken);
            return ExitCodes.Done;
        }

        if (entries.Count == 0)
        {
            context.Terminal.Say("no artifacts found.");
            return ExitCodes.Done;
        }

        new PagedTable(context.Terminal.Out, "path", new Column("size", IsNumber: true))
            .Write([.. entries.Select(entry => new Cell[] { entry.IsDirectory ? entry.Path + "/" : entry.Path, Show.Size(entry.FileSize) })]);
        return ExitCodes.Done;
    }
}
