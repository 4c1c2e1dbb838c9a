/// The library as an F# program sees it: no overload that needs an annotation, no argument that cannot be left out, nothing to cast.
module MlTrack.FSharp.Tests.RunTests

open System
open System.IO
open System.Threading.Tasks
open MlTrack
open Xunit

type Optimizer =
    | Adam
    | Sgd of momentum: float

type Settings =
    { LearningRate: float
      Layers: int list
      Optimizer: Optimizer
      Schedule: string option
      Warmup: int voption
      Seed: int option }

/// A store in a folder of its own, and what to dispose to be rid of it.
type Place() =
    let folder = Directory.CreateTempSubdirectory "mltrack-"
    member _.Root = Path.Combine(folder.FullName, "mlruns")
    member this.Open() = MlTrackClient.Open(this.Root, MlTrackClientOptions(OnFailure = OnFailure.Throw))

    interface IDisposable with
        member _.Dispose() = folder.Delete true

[<Fact>]
let ``A run is logged with a pipeline-free chain of calls`` () =
    task {
        use place = new Place()
        use client = place.Open()
        use! run = client.StartRunAsync("iris", "sdca")

        run
            .LogParam("learning_rate", 0.01)
            .LogParam("solver", "sdca")
            .LogParams({| Trees = 100; Leaves = 20 |})
            .LogParams(dict [ "folds", 5; "seed", 1 ])
            .SetTag("team", "vision")
            .LogMetric("accuracy", 0.97)
        |> ignore

        do! run.EndAsync()
        let! record = client.GetRunAsync run.RunId

        Assert.Equal(RunStatus.Finished, record.Info.Status)
        Assert.Equal("0.01", record.Data.Params["learning_rate"])
        Assert.Equal("100", record.Data.Params["Trees"])
        Assert.Equal("5", record.Data.Params["folds"])
        Assert.Equal("vision", record.Data.Tags["team"])
        Assert.Equal(0.97, record.Data.Metrics["accuracy"].Value)
    }

[<Fact>]
let ``A record gives params: options their value, unions their case`` () =
    task {
        use place = new Place()
        use client = place.Open()

        let settings =
            { LearningRate = 0.1
              Layers = [ 64; 10 ]
              Optimizer = Adam
              Schedule = Some "cosine"
              Warmup = ValueSome 5
              Seed = None }

        let! runId =
            client.TrackAsync(
                "records",
                fun run ->
                    task {
                        run.LogParams(settings).LogParams {| Tuned = {| Optimizer = Sgd 0.9 |} |} |> ignore
                        return run.RunId
                    }
            )

        let! record = client.GetRunAsync runId

        Assert.Equivalent(
            dict
                [ "LearningRate", "0.1"
                  "Layers", "[64, 10]"
                  "Optimizer", "Adam"
                  "Schedule", "cosine"
                  "Warmup", "5"
                  "Seed", "None"
                  "Tuned.Optimizer", "Sgd 0.9" ],
            record.Data.Params
        )
    }

[<Fact>]
let ``A series takes a step or counts by itself`` () =
    task {
        use place = new Place()
        use client = place.Open()
        use! run = client.StartRunAsync "series"
        let loss = run.Metric "loss"

        for epoch in 0..9 do
            loss.Log(1.0 / float (epoch + 1), step = int64 epoch) |> ignore

        loss.Log 0.05 |> ignore
        do! run.EndAsync()

        let steps = ResizeArray()
        let history = client.GetMetricHistoryAsync(run.RunId, "loss").GetAsyncEnumerator()
        let! first = history.MoveNextAsync()
        let mutable more = first

        while more do
            steps.Add history.Current.Step
            let! next = history.MoveNextAsync()
            more <- next

        Assert.Equal<int64>([ 0L .. 10L ], steps)
    }

[<Fact>]
let ``An exception ends the run as failed and comes back`` () =
    task {
        use place = new Place()
        use client = place.Open()
        let mutable runId = ""

        let body (run: Run) : Task =
            task {
                runId <- run.RunId
                failwith "diverged"
            }

        let! caught = Assert.ThrowsAsync<Exception>(fun () -> client.TrackAsync("failing", body))
        let! record = client.GetRunAsync runId

        Assert.Equal("diverged", caught.Message)
        Assert.Equal(RunStatus.Failed, record.Info.Status)
    }

[<Fact>]
let ``Artifacts, inputs and children need no ceremony`` () =
    task {
        use place = new Place()
        use client = place.Open()
        use! run = client.StartRunAsync "artifacts"
        use! child = run.StartChildAsync "fold-0"

        run
            .LogText("# Notes", "notes.md")
            .LogInput(Dataset(Name = "iris", Digest = "12345678", SourceType = "local", Source = "{}"), "training")
        |> ignore

        do! child.EndAsync()
        do! run.EndAsync()

        use! stream = client.OpenArtifactAsync(run.RunId, "notes.md")
        use reader = new StreamReader(stream)
        let! text = reader.ReadToEndAsync()
        let! record = client.GetRunAsync run.RunId
        let! childRecord = client.GetRunAsync child.RunId

        Assert.Equal("# Notes", text)
        Assert.Equal("iris", record.Inputs.Datasets[0].Dataset.Name)
        Assert.Equal(run.RunId, childRecord.Data.Tags["mlflow.parentRunId"])
    }
