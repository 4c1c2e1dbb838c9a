using System.CommandLine;
using MlTrack.Cli.Internal;
using MlTrack.Serving;
using Spectre.Console;

namespace MlTrack.Cli.Commands.Models;

/// <summary><c>models predict</c>.</summary>
internal sealed class ModelsPredictCommand : CliCommand
{
    private const string Standard = "-";
    private const string Csv = "csv";
    private const string JsonLines = "jsonl";

    private readonly Argument<string> _model;
    private readonly Option<string> _input;
    private readonly Option<string> _inputFormat;
    private readonly Option<string> _output;
    private readonly Option<string> _outputFormat;

    public ModelsPredictCommand()
        : base("models predict", "Scores the rows of a CSV or JSON Lines file with a model of flavor onnx or mlnet, its signature enforced.")
    {
        _model = Add(ModelSettings.Uri());
        _input = Add(new Option<string>("--input", "-i") { Description = "The file with the rows; - for standard input.", HelpName = "file", DefaultValueFactory = _ => Standard });
        _inputFormat = Add(Format("--input-format", "What the rows are. [default: by the file's name, else jsonl]"));
        _output = Add(new Option<string>("--output", "-O") { Description = "The file for the predictions, one for each row, in their order; - for standard output.", HelpName = "file", DefaultValueFactory = _ => Standard });
        _outputFormat = Add(Format("--output-format", "What the predictions are. [default: by the file's name, else as the rows]"));
    }

    public override async Task<int> RunAsync(CommandContext context)
    {
        var (inputName, outputName) = (context.Get(_input)!, context.Get(_output)!);
        var inputFormat = context.Get(_inputFormat) ?? OfName(inputName) ?? JsonLines;
        var outputFormat = context.Get(_outputFormat) ?? OfName(outputName) ?? inputFormat;
        if (inputName != Standard && !File.Exists(inputName))
        {
            throw new MlTrackException(MlTrackErrorCode.ResourceDoesNotExist, $"There is no file '{inputName}'.");
        }

        await using var client = context.Open();
        using var scorer = await ModelScorer.LoadAsync(client, ModelReference.ToUri(context.Get(_model)), context.CancellationToken);
        await using var input = inputName == Standard ? Console.OpenStandardInput() : new FileStream(inputName, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        long rows;
        if (outputName == Standard)
        {
            await using var output = new BufferedStream(Terminal.OpenOutput(), 1 << 16);
            rows = await ScoreAsync(context, scorer, input, inputFormat, output, outputFormat);
        }
        else
        {
            rows = await OutputFile.WriteAsync(outputName, _ => { }, output => ScoreAsync(context, scorer, input, inputFormat, output, outputFormat));
        }

        context.Terminal.Say($"scored {Show.Count(rows, "row")}.");
        return ExitCodes.Done;
    }

    private static async Task<long> ScoreAsync(CommandContext context, ModelScorer scorer, Stream input, string inputFormat, Stream output, string outputFormat)
    {
        using var writer = new ScoringWriter(output, outputFormat == Csv ? ScoringFormat.Csv : ScoringFormat.JsonLines);
        var batches = scorer.Score(inputFormat == Csv ? scorer.ReadCsv(input) : scorer.ReadJsonLines(input));
        if (!context.Terminal.IsErrorTerminal || !input.CanSeek || input.Length == 0)
        {
            return Score(batches, writer, _ => { }, context.CancellationToken);
        }

        return await context.Terminal.Error.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()).StartAsync(progress =>
        {
            var bar = progress.AddTask("Scoring", maxValue: input.Length);
            return Task.Run(() => Score(batches, writer, done => (bar.Value, bar.Description) = (input.Position, $"Scoring, {Show.Count(done, "row")}"), context.CancellationToken));
        });
    }

    private static long Score(IEnumerable<ScoringBatch> batches, ScoringWriter writer, Action<long> tell, CancellationToken cancellationToken)
    {
        long rows = 0;
        foreach (var batch in batches)
        {
            cancellationToken.ThrowIfCancellationRequested();
            writer.Write(batch);
            tell(rows += batch.Rows);
        }

        return rows;
    }

    private static string? OfName(string name) => System.IO.Path.GetExtension(name).ToLowerInvariant() switch
    {
        ".csv" => Csv,
        ".jsonl" or ".ndjson" or ".json" => JsonLines,
        _ => null,
    };

    private static Option<string> Format(string name, string description) =>
        new Option<string>(name) { Description = description, HelpName = $"{Csv}|{JsonLines}" }.AcceptOnlyFromAmong(Csv, JsonLines);
}
