using System.CommandLine;
using System.Text.Json;
using MlTrack.Cli.Internal;
using MlTrack.Stores;
using Spectre.Console;

namespace MlTrack.Cli.Commands.Models;

/// <summary><c>models verify</c>.</summary>
internal sealed class ModelsVerifyCommand : CliCommand
{
    private readonly Argument<string[]> _models;

    public ModelsVerifyCommand()
        : base("models verify", "Compares models' files with the hashes that were recorded when they were logged.")
    {
        _models = Add(new Argument<string[]>("model")
        {
            Description = "Models: name/3, name@alias, models:/…, runs:/run/name, folders. [default: every version of every registered model]", Arity = ArgumentArity.ZeroOrMore,
            CompletionSources = { Completions.Models },
        });
        Add(CommonSettings.Json("an array of {model, result: \"same\"|\"unknown\"|\"changed\"|\"missing\", message}"));
    }

    public override async Task<int> RunAsync(CommandContext context)
    {
        await using var client = context.Open();
        var named = context.Get(_models) ?? [];
        var uris = named.Length > 0 ? [.. named.Select(ModelReference.ToUri)] : await AllAsync(client, context.CancellationToken);
        var results = await context.Terminal.WorkAsync("Verifying", async say =>
        {
            var done = new List<Result>();
            foreach (var uri in uris)
            {
                say($"Verifying {uri} ({done.Count + 1} of {uris.Count})");
                done.Add(await VerifyAsync(client, uri, context.CancellationToken));
            }

            return done;
        });
        if (context.IsJson)
        {
            await JsonOutput.WriteListAsync(results, Write, context.CancellationToken);
        }
        else
        {
            new PagedTable(context.Terminal.Out, "model", "files", "").Write([.. results.Select(result => new Cell[] { result.Model, new(result.Text, result.Color), result.Message })]);
        }

        return results.Exists(result => result.IsProblem) ? ExitCodes.ProblemsFound : ExitCodes.Done;
    }

    private static async Task<Result> VerifyAsync(MlTrackClient client, string uri, CancellationToken cancellationToken)
    {
        try
        {
            using var folder = await client.OpenModelAsync(uri, verify: true, cancellationToken);
            return folder.IsVerified ? new Result(uri, "same", Color.Green, "") : new Result(uri, "unknown", Color.Grey, "There is no manifest: MLflow or somebody else wrote this model.");
        }
        catch (MlTrackException fault) when (fault.ErrorCode == MlTrackErrorCode.InvalidState)
        {
            return new Result(uri, "changed", Color.Red, fault.Message);
        }
        catch (MlTrackException fault) when (!fault.IsTransient)
        {
            return new Result(uri, "missing", Color.Red, fault.Message);
        }
    }

    private static async Task<List<string>> AllAsync(MlTrackClient client, CancellationToken cancellationToken) =>
        await client.ListModelVersionsAsync(new SearchRegistryQuery(), cancellationToken).Select(version => $"models:/{version.Name}/{version.Version}").ToListAsync(cancellationToken);

    private static void Write(Utf8JsonWriter json, Result result)
    {
        json.WriteStartObject();
        json.WriteString("model", result.Model);
        json.WriteString("result", result.Text);
        json.WriteString("message", result.Message);
        json.WriteEndObject();
    }

    private sealed record Result(string Model, string Text, Color Color, string Message)
    {
        internal bool IsProblem => Color == Color.Red;
    }
}
