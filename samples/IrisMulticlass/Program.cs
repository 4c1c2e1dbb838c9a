using IrisMulticlass;
using Microsoft.ML;
using Microsoft.ML.Trainers;
using MlTrack;
using MlTrack.MLNet;

var ml = new MLContext(seed: 1);
var csv = Path.Combine(AppContext.BaseDirectory, "data", "iris.csv");
var data = ml.Data.TrainTestSplit(ml.Data.LoadFromTextFile<Iris>(csv, separatorChar: ',', hasHeader: true), testFraction: 0.3, seed: 1);
var pipeline = ml.Transforms.Conversion.MapValueToKey("Label", nameof(Iris.Species))
    .Append(ml.Transforms.NormalizeMeanVariance("Features"))
    .Append(ml.MulticlassClassification.Trainers.SdcaMaximumEntropy(new SdcaMaximumEntropyMulticlassTrainer.Options { MaximumNumberOfIterations = 20, NumberOfThreads = 1 }));

await using var client = MlTrackClient.Open();
await using var run = await client.StartRunAsync("iris", "sdca");

var model = run.Fit(pipeline, data.TrainSet, new FitOptions { DatasetName = "iris", Context = ml });
var scored = model.Transform(data.TestSet);
run.LogMetrics(ml.MulticlassClassification.Evaluate(scored), scored);

Console.WriteLine($"Run {run.RunId}; its confusion matrix is {new Uri(run.Info.ArtifactUri).LocalPath}/confusion_matrix.png");
