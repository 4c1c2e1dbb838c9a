using System.CommandLine;
using MlTrack.Cli.Internal;
using MlTrack.Models;

namespace MlTrack.Cli.Commands.Models;

/// <summary><c>models log</c>.</summary>
internal sealed class ModelsLogCommand : CliCommand
{
    private const string OnnxExtension = ".onnx";

    private readonly Argument<string> _path;
    private readonly Option<string> _name;
    private readonly Option<string> _run;
    private readonly Option<string> _experiment;
    private readonly Option<string> _register;
    private readonly Option<string[]> _tags;

    public ModelsLogCommand()
        : base("models log", "Logs a model that lies in files: a folder with an MLmodel file, or an .onnx file; writes its URI.")
    {
        _path = Add(new Argument<string>("path") { Description = "The folder or the .onnx file." });
        _name = Add(new Option<string>("--name") { Description = "The logged model's name. [default: the file's or folder's]", HelpName = "name" });
        _run = Add(new Option<string>("--run", "-r")
        {
            Description = "The run that made it, by id or its beginning; it may have ended. [default: a new run]", HelpName = "run", CompletionSources = { Completions.Runs },
        });
        _experiment = Add(new Option<string>("--experiment", "-e")
        {
            Description = "The experiment of the new run, by name; it is made when missing. [default: Default]", HelpName = "name", CompletionSources = { Completions.Experiments },
        });
        _register = Add(new Option<string>("--register") { Description = "Register it under this name, too.", HelpName = "name", CompletionSources = { Completions.Models } });
        _tags = Add(CommonSettings.Tags());
        Add(CommonSettings.Json("{uri, model_id, run_id, name, version}"));
    }

    public override async Task<int> RunAsync(CommandContext context)
    {
        if (context.Get(_run) is not null && context.Get(_experiment) is not null)
        {
            throw new UsageException("--run and --experiment exclude each other: a run has its experiment.");
        }

        var path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(context.Get(_path)));
        IModelFlavor flavor = Directory.Exists(path) ? new SavedModelFlavor(path)
            : !File.Exists(path) ? throw new MlTrackException(MlTrackErrorCode.ResourceDoesNotExist, $"There is no file or folder '{path}'.")
            : path.EndsWith(OnnxExtension, StringComparison.OrdinalIgnoreCase) ? new OnnxFlavor(path)
            : throw new UsageException($"'{path}' is neither a folder with an MLmodel file nor an {OnnxExtension} file.");
        var options = new LogModelOptions { RegisteredModelName = context.Get(_register), Tags = KeyValue.ParseAll(context.GetAll(_tags)) };
        await using var client = context.Open(create: true);
        var name = context.Get(_name) ?? System.IO.Path.GetFileNameWithoutExtension(path);
        var info = await context.Terminal.WorkAsync($"Logging {path}", async _ => await LogAsync(context, client, name, flavor, options));
        if (context.IsJson)
        {
            JsonOutput.WriteValue(json =>
            {
                json.WriteStartObject();
                json.WriteString("uri", info.ModelUri);
                json.WriteString("model_id", info.Model.ModelId);
                json.WriteString("run_id", info.Model.SourceRunId);
                json.WriteString("name", info.Model.Name);
                EntityJson.WriteNumber(json, "version", info.Version?.Version);
                json.WriteEndObject();
            });
        }
        else
        {
            context.Terminal.WriteLine(info.ModelUri);
            if (info.Version is { } version)
            {
                context.Terminal.Say($"registered as version {version.Version} of '{version.Name}'.");
            }
        }

        return ExitCodes.Done;
    }

    private async Task<LoggedModelInfo> LogAsync(CommandContext context, MlTrackClient client, string name, IModelFlavor flavor, LogModelOptions options)
    {
        if (context.Get(_run) is not { } id)
        {
            await using var made = await client.StartRunAsync(context.Get(_experiment) ?? "Default", cancellationToken: context.CancellationToken);
            return await made.LogModelAsync(name, flavor, options, context.CancellationToken);
        }

        var record = await Lookup.RunAsync(client, id, context.CancellationToken);
        return await client.LogModelAsync(record.Info.RunId, name, [flavor], options, context.CancellationToken);
    }
}
