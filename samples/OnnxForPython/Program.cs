using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using MlTrack;
using MlTrack.MLNet;
using MlTrack.Models;
using OnnxForPython;

var ml = new MLContext(seed: 1);
var csv = Path.Combine(AppContext.BaseDirectory, "data", "diabetes.csv");
var data = ml.Data.TrainTestSplit(ml.Data.LoadFromTextFile<Patient>(csv, separatorChar: ',', hasHeader: true), testFraction: 0.2, seed: 1);
var pipeline = ml.Transforms.Concatenate("Features", nameof(Patient.Age), nameof(Patient.Bmi), nameof(Patient.BloodPressure), nameof(Patient.Triglycerides))
    .Append(ml.Transforms.NormalizeMeanVariance("Features"))
    .Append(ml.Regression.Trainers.Sdca(new SdcaRegressionTrainer.Options { MaximumNumberOfIterations = 50, NumberOfThreads = 1 }));

await using var client = MlTrackClient.Open();
await using var run = await client.StartRunAsync("diabetes-for-python");

var model = run.Fit(pipeline, data.TrainSet, new FitOptions { DatasetName = "diabetes" });
var scored = model.Transform(data.TestSet);
run.LogMetrics(ml.Regression.Evaluate(scored), scored);

// Both forms in one folder: model.zip for .NET, model.onnx for Python. A pipeline that cannot be exported is refused, since Python is what this is for.
var logged = await run.LogModelAsync(ml, model, data.TestSet, "progression", onnx: true, new LogModelOptions { RegisteredModelName = "progression" });
await client.SetRegisteredModelAliasAsync("progression", "champion", logged.Version!.Version);

// What .NET predicts, to compare Python's predictions with.
run.LogTable(
    new Dictionary<string, object?[]>
    {
        ["Age"] = Column("Age"), ["Bmi"] = Column("Bmi"), ["BloodPressure"] = Column("BloodPressure"), ["Triglycerides"] = Column("Triglycerides"), ["Score"] = Column("Score"),
    },
    "predictions.json");

Console.WriteLine($"""
    Logged {logged.ModelUri}, which is models:/progression/{logged.Version.Version} and models:/progression@champion.
    It takes and gives: {logged.File.Signature}
    Score it from Python: MLFLOW_ALLOW_FILE_STORE=true MLFLOW_TRACKING_URI="{client.TrackingUri}" python score.py
    """);

object?[] Column(string name) => [.. scored.GetColumn<float>(name).Select(value => (object)value)];
