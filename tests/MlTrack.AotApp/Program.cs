using MlTrack;
using MlTrack.AotApp;

if (args is not [var root])
{
    Console.Error.WriteLine("usage: MlTrack.AotApp FOLDER");
    return 2;
}

var settings = new Settings { LearningRate = 0.1, Layers = [64, 10], Optimizer = new Optimizer { Name = "adam" } };
await using var client = MlTrackClient.Open(root, new MlTrackClientOptions { OnFailure = OnFailure.Throw });

var runId = await client.TrackAsync("native", async run =>
{
    run.LogParams(settings, SettingsContext.Default.Settings).LogParam("note", "compiled ahead of time").SetTag("team", "vision");
    var loss = run.Metric("loss");
    for (var step = 0; step < 10; step++)
    {
        loss.Log(1.0 / (step + 1), step);
    }

    run.LogInput(new Dataset { Name = "iris", Digest = "12345678", SourceType = "local", Source = "{}" }, "training");
    run.LogText("# Notes", "notes.md");
    await run.FlushAsync();
    return run.RunId;
});

var record = await client.GetRunAsync(runId);
var points = new List<Metric>();
await foreach (var point in client.GetMetricHistoryAsync(runId, "loss"))
{
    points.Add(point);
}

using var notes = new StreamReader(await client.OpenArtifactAsync(runId, "notes.md"));
var text = await notes.ReadToEndAsync();

(string What, bool IsRight)[] checks =
[
    ("status", record.Info.Status == RunStatus.Finished),
    ("param of an object", record.Data.Params["LearningRate"] == "0.1"),
    ("nested param", record.Data.Params["Optimizer.Name"] == "adam"),
    ("param", record.Data.Params["note"] == "compiled ahead of time"),
    ("tag", record.Data.Tags["team"] == "vision"),
    ("latest metric", record.Data.Metrics["loss"] is { Value: 0.1, Step: 9 }),
    ("metric history", points.Count == 10 && points[0].Value == 1.0),
    ("input", record.Inputs.Datasets is [{ Dataset.Name: "iris" }]),
    ("artifact", text == "# Notes"),
];
foreach (var (what, _) in checks.Where(check => !check.IsRight))
{
    Console.Error.WriteLine($"wrong after reading back: {what}");
}

return checks.All(check => check.IsRight) ? 0 : 1;
