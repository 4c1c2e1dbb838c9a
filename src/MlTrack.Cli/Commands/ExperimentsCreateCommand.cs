using System.CommandLine;
using MlTrack.Cli.Internal;

namespace MlTrack.Cli.Commands;

/// <summary><c>experiments create</c>.</summary>
internal sealed class ExperimentsCreateCommand : CliCommand
{
    private readonly Argument<string> _name;
    private readonly Option<string> _artifacts;
    private readonly Option<string[]> _tags;

    public ExperimentsCreateCommand()
        : base("experiments create", "Makes an experiment and writes its id. Makes the store, too, if it is a folder that is not there.")
    {
        _name = Add(new Argument<string>("name") { Description = "The name." });
        _artifacts = Add(new Option<string>("--artifact-location") { Description = "Where artifacts go. [default: the store's own place]", HelpName = "uri" });
        _tags = Add(CommonSettings.Tags());
    }

    public override async Task<int> RunAsync(CommandContext context)
    {
        var tags = KeyValue.ParseAll(context.GetAll(_tags));
        await using var client = context.Open(create: true);
        context.Terminal.WriteLine(await client.CreateExperimentAsync(context.Get(_name), context.Get(_artifacts), tags, context.CancellationToken));
        return ExitCodes.Done;
    }
}
