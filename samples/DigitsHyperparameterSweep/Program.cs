using System.Globalization;
using DigitsHyperparameterSweep;
using Microsoft.ML;
using Microsoft.ML.Trainers;
using MlTrack;
using MlTrack.MLNet;
using MlTrack.Models;

const string Champion = "models:/digits@champion";

var ml = new MLContext(seed: 1);
var csv = Path.Combine(AppContext.BaseDirectory, "data", "digits.csv");
var data = ml.Data.TrainTestSplit(ml.Data.Cache(ml.Data.LoadFromTextFile<Digit>(csv, separatorChar: ',', hasHeader: true)), testFraction: 0.3, seed: 1);

await using var client = MlTrackClient.Open();
await client.TrackAsync("digits", async sweep =>
{
    // A child run for each pair of settings; all of them hang below the sweep's run, and each logs its model.
    foreach (var (l2, iterations) in from l2 in new[] { 0.01f, 1f, 30f } from iterations in new[] { 5, 20 } select (l2, iterations))
    {
        await sweep.TrackChildAsync(string.Create(CultureInfo.InvariantCulture, $"l2={l2} iterations={iterations}"), trial => TrainAsync(trial, l2, iterations));
    }

    // The best one, found as anybody would find it later.
    var best = (await client.SearchRunsAsync(new()
    {
        ExperimentIds = [sweep.ExperimentId],
        Filter = $"tags.mlflow.parentRunId = '{sweep.RunId}'",
        OrderBy = ["metrics.accuracy_score DESC", "metrics.log_loss ASC"],
        MaxResults = 1,
    })).Items[0];
    sweep.SetTag("best_run", best.Info.RunId)
        .LogMetric("best_accuracy_score", best.Data.Metrics["accuracy_score"].Value)
        .LogParam("best_L2Regularization", best.Data.Params["L2Regularization"]);
    Console.WriteLine(FormattableString.Invariant($"Best of the sweep {sweep.RunId}: '{best.Info.RunName}', accuracy {best.Data.Metrics["accuracy_score"].Value:0.000}"));

    // It becomes a version of the registered model, and the champion.
    var version = await client.RegisterModelAsync($"runs:/{best.Info.RunId}/digits", "digits");
    await client.SetRegisteredModelAliasAsync("digits", "champion", version.Version);

    // As a service would do it, which knows nothing but the alias.
    var champion = await client.LoadTransformerAsync(Champion, new MLContext());
    var again = ml.MulticlassClassification.Evaluate(champion.Transform(data.TestSet));
    sweep.LogMetric("champion_accuracy_score", again.MicroAccuracy);
    Console.WriteLine(FormattableString.Invariant($"{Champion} is version {version.Version}; loaded again, its accuracy is {again.MicroAccuracy:0.000}"));

    using var engine = await client.LoadPredictionEngineAsync<Digit, Guess>(Champion, new MLContext());
    foreach (var digit in ml.Data.CreateEnumerable<Digit>(data.TestSet, reuseRowObject: false).Take(3))
    {
        Console.WriteLine($"  {digit.Target} looks like a {engine.Predict(digit).Digit}");
    }
});

async Task TrainAsync(Run trial, float l2, int iterations)
{
    var pipeline = ml.Transforms.Conversion.MapValueToKey("Label", nameof(Digit.Target))
        .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(new LbfgsMaximumEntropyMulticlassTrainer.Options
        {
            L1Regularization = 0, L2Regularization = l2, MaximumNumberOfIterations = iterations, NumberOfThreads = 1,
        }))
        .Append(ml.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
    var model = trial.Fit(pipeline, data.TrainSet, new FitOptions { DatasetName = "digits" });
    var scored = model.Transform(data.TestSet);
    trial.LogMetrics(ml.MulticlassClassification.Evaluate(scored), scored);
    await trial.LogModelAsync("digits", new MLNetFlavor(ml, model, data.TrainSet), new LogModelOptions { ModelType = "classifier" });
}
