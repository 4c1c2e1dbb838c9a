using System.CommandLine;
using MlTrack.Cli.Internal;

namespace MlTrack.Cli.Commands.Models;

/// <summary><c>models delete</c>.</summary>
internal sealed class ModelsDeleteCommand : CliCommand
{
    private readonly Argument<string[]> _models;

    public ModelsDeleteCommand()
        : base("models delete", "Deletes versions, or registered models with all of their versions, for good. Files of logged models stay.")
    {
        _models = Add(new Argument<string[]>("model")
        {
            Description = "Registered models' names, or versions: name/3, name@alias.", Arity = new ArgumentArity(1, 100_000), CompletionSources = { Completions.Models },
        });
    }

    public override async Task<int> RunAsync(CommandContext context)
    {
        await using var client = context.Open();
        var found = new List<(string Name, string? Version)>();
        foreach (var text in context.Get(_models))
        {
            var (name, which) = ModelReference.Split(text);
            found.Add(which is null
                ? ((await client.GetRegisteredModelAsync(name, context.CancellationToken)).Name, null)
                : (name, (await ModelReference.VersionAsync(client, text, context.CancellationToken)).Version));
        }

        foreach (var (name, version) in found.Distinct())
        {
            await (version is null
                ? client.DeleteRegisteredModelAsync(name, context.CancellationToken)
                : client.DeleteModelVersionAsync(name, version, context.CancellationToken));
            context.Terminal.Say(version is null ? $"deleted '{name}'." : $"deleted version {version} of '{name}'.");
        }

        return ExitCodes.Done;
    }
}
