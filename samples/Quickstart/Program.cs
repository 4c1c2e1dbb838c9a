using System.Globalization;
using MlTrack;
using Quickstart;

// Quickstart [ITERATIONS]: run it with several numbers to have something to compare.
var settings = args is [var iterations] ? new Settings { Iterations = int.Parse(iterations, CultureInfo.InvariantCulture) } : new Settings();
var training = new Training(settings);
var csv = Path.Combine(AppContext.BaseDirectory, "data", "iris.csv");
var data = training.Load(csv);

// Nothing given: MLFLOW_TRACKING_URI decides, and without it the folder mlruns where you are.
await using var client = MlTrackClient.Open();

// An exception ends the run as FAILED, Ctrl-C as KILLED, otherwise it is FINISHED.
var runId = await client.TrackAsync("iris", async run =>
{
    run.LogParams(settings);
    run.LogInput(Datasets.FromCsv(csv, name: "iris"), context: "training");

    // The learning curve: each point is a model that made so many passes over the data.
    var trainLoss = run.Metric("train_log_loss");
    var testLoss = run.Metric("test_log_loss");
    for (var pass = 1; pass <= settings.Iterations; pass++)
    {
        var candidate = training.Pipeline(pass).Fit(data.TrainSet);
        trainLoss.Log(training.Evaluate(candidate, data.TrainSet).LogLoss, step: pass);
        testLoss.Log(training.Evaluate(candidate, data.TestSet).LogLoss, step: pass);
    }

    // How much the result depends on which flowers were seen: one point per fold.
    var folds = training.CrossValidate(data.TrainSet).ToArray();
    for (var fold = 0; fold < folds.Length; fold++)
    {
        run.LogMetric("fold_accuracy", folds[fold].MicroAccuracy, step: fold)
           .LogMetric("fold_log_loss", folds[fold].LogLoss, step: fold);
    }

    // The model itself, judged by flowers it never saw.
    var model = training.Pipeline(settings.Iterations).Fit(data.TrainSet);
    var evaluation = training.Evaluate(model, data.TestSet);
    run.LogMetrics(new Dictionary<string, double>
    {
        ["accuracy"] = evaluation.MicroAccuracy,
        ["macro_accuracy"] = evaluation.MacroAccuracy,
        ["log_loss"] = evaluation.LogLoss,
        ["log_loss_reduction"] = evaluation.LogLossReduction,
        ["cross_validation_accuracy"] = folds.Average(fold => fold.MicroAccuracy),
    });

    var confusion = new Confusion(Training.Classes(model, data.TestSet), evaluation.ConfusionMatrix);
    run.LogTable(confusion.ToColumns(), "evaluation/confusion.json")
       .LogText(confusion.ToCsv(), "evaluation/confusion.csv")
       .LogText(evaluation.ConfusionMatrix.GetFormattedConfusionTable(), "evaluation/confusion.txt");

    using var file = new MemoryStream();
    training.Save(model, data.TrainSet, file);
    file.Position = 0;
    await run.LogArtifactAsync(file, "model/model.zip");

    run.SetTag("task", "multiclass classification").SetNote("Iris flowers by a **linear** model.");
    return run.RunId;
});

await Summary.PrintAsync(client, runId);
