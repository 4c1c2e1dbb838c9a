using System.Globalization;
using DigitsHyperparameterSweep;
using Microsoft.ML;
using Microsoft.ML.Trainers;
using MlTrack;
using MlTrack.MLNet;

var ml = new MLContext(seed: 1);
var csv = Path.Combine(AppContext.BaseDirectory, "data", "digits.csv");
var data = ml.Data.TrainTestSplit(ml.Data.Cache(ml.Data.LoadFromTextFile<Digit>(csv, separatorChar: ',', hasHeader: true)), testFraction: 0.3, seed: 1);

await using var client = MlTrackClient.Open();
await client.TrackAsync("digits", async sweep =>
{
    // A child run for each pair of settings; all of them hang below the sweep's run.
    foreach (var (l2, iterations) in from l2 in new[] { 0.01f, 1f, 30f } from iterations in new[] { 5, 20 } select (l2, iterations))
    {
        await sweep.TrackChildAsync(string.Create(CultureInfo.InvariantCulture, $"l2={l2} iterations={iterations}"), trial =>
        {
            Train(trial, l2, iterations);
            return Task.CompletedTask;
        });
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
});

void Train(Run trial, float l2, int iterations)
{
    var pipeline = ml.Transforms.Conversion.MapValueToKey("Label", nameof(Digit.Target))
        .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(new LbfgsMaximumEntropyMulticlassTrainer.Options
        {
            L1Regularization = 0, L2Regularization = l2, MaximumNumberOfIterations = iterations, NumberOfThreads = 1,
        }));
    var scored = trial.Fit(pipeline, data.TrainSet, new FitOptions { DatasetName = "digits" }).Transform(data.TestSet);
    trial.LogMetrics(ml.MulticlassClassification.Evaluate(scored), scored);
}
