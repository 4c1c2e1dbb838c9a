using MlTrack.Cli.Internal;
using MlTrack.Sync;

namespace MlTrack.Cli.Commands;

/// <summary><c>spool list</c>.</summary>
internal sealed class SpoolListCommand : CliCommand
{
    public SpoolListCommand()
        : base("spool list", "Lists the spools: for which server, where, how large, and what that server has not got yet.") =>
        Add(CommonSettings.Json("an array of target, folder, bytes, left (as sync --json)"));

    public override async Task<int> RunAsync(CommandContext context)
    {
        var found = new List<(Spool Spool, SyncResult Left)>();
        foreach (var spool in Spool.List())
        {
            found.Add((spool, await spool.LeftAsync(context.CancellationToken)));
        }

        if (context.IsJson)
        {
            await JsonOutput.WriteListAsync(
                found,
                (json, entry) =>
                {
                    json.WriteStartObject();
                    json.WriteString("target", entry.Spool.TargetUri);
                    json.WriteString("folder", entry.Spool.Folder);
                    json.WriteNumber("bytes", entry.Spool.Bytes);
                    json.WritePropertyName("left");
                    EntityJson.Write(json, entry.Left);
                    json.WriteEndObject();
                },
                context.CancellationToken);
            return ExitCodes.Done;
        }

        if (found.Count == 0)
        {
            context.Terminal.Say("there is no spool.");
            return ExitCodes.Done;
        }

        new PagedTable(context.Terminal.Out, "target", new Column("runs", IsNumber: true), new Column("size", IsNumber: true), "not sent", "folder").Write(
            [.. found.Select(entry => new Cell[] { entry.Spool.TargetUri, Show.Count(entry.Left.Runs), Show.Size(entry.Spool.Bytes), Left(entry.Left), entry.Spool.Folder })]);
        return ExitCodes.Done;
    }

    private static string Left(SyncResult left) => left.RunsCreated + left.Points + left.Params + left.Tags == 0
        ? "-"
        : $"{Show.Count(left.RunsCreated, "new run")}, {Show.Count(left.Points, "point")}, {Show.Count(left.Params, "param")}, {Show.Count(left.Tags, "tag")}";
}
