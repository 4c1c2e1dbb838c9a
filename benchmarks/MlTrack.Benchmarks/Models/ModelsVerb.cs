using System.Globalization;

namespace MlTrack.Benchmarks.Models;

/// <summary><c>models [ROUNDS]</c>: measures what logging adds to an evaluation of ML.NET, what a logged model costs beside copying and hashing its file, scoring beside ML.NET's own, and listing a registry, in turns.</summary>
internal static class ModelsVerb
{
    private const int DefaultRounds = 7;

    public static int Run(ReadOnlySpan<string> args)
    {
        var rounds = DefaultRounds;
        if (args.Length > 1 || (args.Length == 1 && !int.TryParse(args[0], NumberStyles.None, CultureInfo.InvariantCulture, out rounds)) || rounds < 1)
        {
            Console.Error.WriteLine("usage: models [ROUNDS]");
            return 2;
        }

        Say($"best of {rounds} rounds; processor time, and in brackets the clock, in ms");
        using (var evaluation = new EvaluationWork())
        {
            const int calls = EvaluationWork.Calls;
            var costs = Rounds.Measure(rounds, evaluation.Evaluate, evaluation.RawFiles, evaluation.Again, evaluation.First, evaluation.Tables, evaluation.Pictures);
            string[] names =
            [
                "ML.NET evaluates 1,000 rows, 3 classes", $"raw: {evaluation.Figures} files made with a line each", "its figures again, at another step", "its figures for the first time",
                "with tables, and curves of the scores", "with pictures as well",
            ];
            for (var i = 0; i < names.Length; i++)
            {
                Say($"{names[i],-45} {Text(costs[i] / calls)}");
            }
        }

        using (var model = new LogModelWork())
        {
            var costs = Rounds.Measure(rounds, model.Raw, model.Log);
            Say($"{"raw: copy a file of 100 MB and hash it",-45} {Text(costs[0])}");
            Say($"{"LogModelAsync",-45} {Text(costs[1])}  ratio {(costs[1].Processor / costs[0].Processor).ToString("0.00", CultureInfo.InvariantCulture)} "
                + $"({(costs[1].Time / costs[0].Time).ToString("0.00", CultureInfo.InvariantCulture)})");
        }

        using (var score = new ScoreWork())
        {
            var costs = Rounds.Measure(rounds, score.Raw, score.Score);
            Say($"{$"raw: ML.NET loads and scores {ScoreWork.Rows} rows of CSV",-45} {Text(costs[0])}");
            Say($"{"ModelScorer",-45} {Text(costs[1])}  {Share(costs)} of the rate");
        }

        using (var registry = new RegistryWork())
        {
            var costs = Rounds.Measure(rounds, registry.Raw, registry.List);
            Say($"{$"raw: read the files of {RegistryWork.Models} models",-45} {Text(costs[0])}");
            Say($"{$"list them with {RegistryWork.Versions} versions each",-45} {Text(costs[1])}  ratio {(costs[1].Processor / costs[0].Processor).ToString("0.00", CultureInfo.InvariantCulture)}");
        }

        return 0;
    }

    private static string Share(Cost[] costs) => string.Create(
        CultureInfo.InvariantCulture, $"{costs[0].Processor / costs[1].Processor * 100:0} % ({costs[0].Time / costs[1].Time * 100:0} %)");

    private static string Text(Cost cost) => string.Create(CultureInfo.InvariantCulture, $"{cost.Processor:0.000} ({cost.Time:0.000})");

    private static void Say(string line) => Console.WriteLine(line);
}
