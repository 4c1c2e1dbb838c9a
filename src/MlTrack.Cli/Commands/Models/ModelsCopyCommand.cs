using System.CommandLine;
using MlTrack.Cli.Internal;

namespace MlTrack.Cli.Commands.Models;

/// <summary><c>models copy</c>.</summary>
internal sealed class ModelsCopyCommand : CliCommand
{
    private readonly Argument<string> _version;
    private readonly Argument<string> _name;

    public ModelsCopyCommand()
        : base("models copy", "Makes a version of another registered model from a version, without copying files, and writes its URI.")
    {
        _version = Add(ModelSettings.Version());
        _name = Add(new Argument<string>("name") { Description = "The registered model that gets the version; it is made when missing." });
        Add(CommonSettings.Json("the new version"));
    }

    public override async Task<int> RunAsync(CommandContext context)
    {
        await using var client = context.Open();
        var source = await ModelReference.VersionAsync(client, context.Get(_version), context.CancellationToken);
        var copy = await client.CopyModelVersionAsync($"models:/{source.Name}/{source.Version}", context.Get(_name), context.CancellationToken);
        ModelReference.WriteVersion(context, copy);
        return ExitCodes.Done;
    }
}
