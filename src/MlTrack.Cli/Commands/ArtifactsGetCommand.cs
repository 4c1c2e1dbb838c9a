using System.CommandLine;
using MlTrack.Cli.Internal;
using Spectre.Console;

namespace MlTrack.Cli.Commands;

/// <summary><c>artifacts get</c>.</summary>
internal sealed class ArtifactsGetCommand : CliCommand
{
    private const string StandardOutput = "-";

    private readonly Argument<string> _run;
    private readonly Argument<string?> _path;
    private readonly Option<string> _output;

    public ArtifactsGetCommand()
        : base("artifacts get", "Copies an artifact, or a folder of them, out of a run, and writes the local path.")
    {
        _run = Add(CommonSettings.Run());
        _path = Add(new Argument<string?>("path") { Description = "The file or folder. [default: all artifacts of the run]", Arity = ArgumentArity.ZeroOrOne });
        _output = Add(new Option<string>("--output", "-O")
        {
            Description = "The folder to copy to; - writes a file to standard output.", HelpName = "folder", DefaultValueFactory = _ => ".",
        });
    }

    public override async Task<int> RunAsync(CommandContext context)
    {
        await using var client = context.Open();
        var run = await Lookup.RunAsync(client, context.Get(_run), context.CancellationToken);
        var path = context.Get(_path);
        var target = context.Get(_output)!;
        if (target == StandardOutput)
        {
            if (path is null)
            {
                throw new UsageException("Name a file: a whole folder cannot be written to standard output.");
            }

            await using var content = await client.OpenArtifactAsync(run.Info.RunId, path, context.CancellationToken);
            await using var output = Terminal.OpenOutput();
            await content.CopyToAsync(output, context.CancellationToken);
            return ExitCodes.Done;
        }

        context.Terminal.WriteLine(context.Terminal.IsErrorTerminal
            ? await DownloadWithProgressAsync(context, client, run.Info.RunId, path, target)
            : await client.DownloadArtifactsAsync(run.Info.RunId, path, target, context.CancellationToken));
        return ExitCodes.Done;
    }

    private static Task<string> DownloadWithProgressAsync(CommandContext context, MlTrackClient client, string runId, string? path, string target) =>
        context.Terminal.Error.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new DownloadedColumn(), new TransferSpeedColumn()).StartAsync(async progress =>
        {
            var look = TimeSpan.FromMilliseconds(200);
            var files = await ArtifactFiles.UnderAsync(await client.GetRunArtifactsAsync(runId, context.CancellationToken), path, context.CancellationToken);
            var bar = progress.AddTask("Copying", maxValue: Math.Max(1, files.Sum(file => file.FileSize ?? 0)));
            var download = client.DownloadArtifactsAsync(runId, path, target, context.CancellationToken);
            while (await Task.WhenAny(download, Task.Delay(look, context.CancellationToken)) != download)
            {
                bar.Value = files.Select(file => new FileInfo(System.IO.Path.Combine(target, file.Path))).Where(file => file.Exists).Sum(file => (double)file.Length);
            }

            bar.Value = bar.MaxValue;
            return await download;
        });
}
