using DiabetesRegression;
using Microsoft.ML;
using Microsoft.ML.Trainers.FastTree;
using MlTrack;
using MlTrack.MLNet;

var ml = new MLContext(seed: 1);
var csv = Path.Combine(AppContext.BaseDirectory, "data", "diabetes.csv");
var data = ml.Data.TrainTestSplit(ml.Data.LoadFromTextFile<Patient>(csv, separatorChar: ',', hasHeader: true), testFraction: 0.2, seed: 1);
string[] measures = [nameof(Patient.Age), nameof(Patient.Sex), nameof(Patient.Bmi), nameof(Patient.BloodPressure)];

// One thread: the same trees on every machine.
var trees = ml.Regression.Trainers.FastTree(new FastTreeRegressionTrainer.Options
{
    NumberOfTrees = 60, NumberOfLeaves = 4, MinimumExampleCountPerLeaf = 10, LearningRate = 0.1, NumberOfThreads = 1,
});
var pipeline = ml.Transforms.Concatenate("Features", [.. measures, nameof(Patient.Serum)]).Append(trees);

await using var client = MlTrackClient.Open();
await client.TrackAsync("diabetes", async run =>
{
    // Trains, and logs the estimators, the trainer's options, the data and the time.
    var model = run.Fit(pipeline, data.TrainSet, new FitOptions { DatasetName = "diabetes", DatasetSource = "data/diabetes.csv" });

    // On patients that the model never saw.
    var scored = model.Transform(data.TestSet);
    var metrics = ml.Regression.Evaluate(scored);
    run.LogMetrics(metrics, scored, new EvaluationOptions { Prefix = "test_" });

    // How much that depends on which patients they were: a child run per fold, mean and deviation here.
    await run.LogCrossValidationAsync(ml.Regression.CrossValidate(data.TrainSet, pipeline, numberOfFolds: 5, seed: 1));

    // Which measures the model relies on. ML.NET wants the last part of the model, and data that has gone through the others.
    ITransformer predictor = model.LastTransformer;
    run.LogFeatureImportance(ml.Regression.PermutationFeatureImportance(predictor, scored, permutationCount: 3));

    Console.WriteLine(FormattableString.Invariant($"Run {run.RunId}: r2 {metrics.RSquared:0.000}, root mean squared error {metrics.RootMeanSquaredError:0.0}"));
});
