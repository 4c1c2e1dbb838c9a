using MlTrack.Internal.FileStore;
using MlTrack.Stores;

namespace MlTrack.Tests.FileStore.Faults;

/// <summary>Something that is done to a store while its disk fails.</summary>
/// <param name="Do">Does it; may be repeated after a fault.</param>
/// <param name="Done">What a repetition answers when only the very last step had failed before: it had been done already.</param>
/// <param name="RepeatsPoints">Whether a repetition may write points once more that had been written: a caller cannot tell.</param>
internal sealed record StoreScenario(Func<FileTrackingStore, ValueTask> Do, MlTrackErrorCode? Done = null, bool RepeatsPoints = false)
{
    /// <summary>Whether the run beside the victim is changed too.</summary>
    internal bool ChangesNeighbour { get; init; }

    /// <summary>Whether it does what it can where a part cannot be read, says so, and leaves that part to the next time.</summary>
    internal bool PassesOver { get; init; }

    private const string Victim = FaultScene.Victim;

    private static readonly Dictionary<string, string> Training = new(StringComparer.Ordinal) { ["mlflow.data.context"] = "training" };

    internal static IReadOnlyDictionary<string, StoreScenario> All { get; } = new Dictionary<string, StoreScenario>(StringComparer.Ordinal)
    {
        ["create an experiment"] = new(
            store => Drop(store.CreateExperimentAsync(new CreateExperimentRequest { Name = "new" })), MlTrackErrorCode.ResourceAlreadyExists),
        ["rename an experiment"] = new(store => store.RenameExperimentAsync(FaultScene.Sick, "renamed"), MlTrackErrorCode.ResourceAlreadyExists),
        ["delete an experiment"] = new(store => store.DeleteExperimentAsync(FaultScene.Sick), MlTrackErrorCode.ResourceDoesNotExist) { ChangesNeighbour = true },
        ["restore an experiment"] = new(store => store.RestoreExperimentAsync(FaultScene.Trashed), MlTrackErrorCode.ResourceDoesNotExist),
        ["tag an experiment"] = new(store => store.SetExperimentTagAsync(FaultScene.Sick, "note", "new")),
        ["remove an experiment's tag"] = new(store => store.DeleteExperimentTagAsync(FaultScene.Sick, "note"), MlTrackErrorCode.ResourceDoesNotExist),
        ["create a run"] = new(store => Drop(store.CreateRunAsync(NewRun())), MlTrackErrorCode.ResourceAlreadyExists),
        ["log a param"] = new(store => store.LogParamAsync(Victim, new Param("q", "2"))),
        ["log a nested param"] = new(store => store.LogParamAsync(Victim, new Param("a/b/c", "2"))),
        ["log a point"] = new(store => store.LogMetricAsync(Victim, Point("m", 2)), RepeatsPoints: true),
        ["log a nested point"] = new(store => store.LogMetricAsync(Victim, Point("val/loss", 2)), RepeatsPoints: true),
        ["log a batch"] = new(store => store.LogBatchAsync(Victim, Batch()), RepeatsPoints: true),
        ["set a tag"] = new(store => store.SetTagAsync(Victim, new RunTag("t", "new"))),
        ["set a nested tag"] = new(store => store.SetTagAsync(Victim, new RunTag("a/b", "new"))),
        ["rename a run"] = new(store => store.SetTagAsync(Victim, new RunTag("mlflow.runName", "renamed"))),
        ["remove a tag"] = new(store => store.DeleteTagAsync(Victim, "t"), MlTrackErrorCode.ResourceDoesNotExist),
        ["log inputs"] = new(store => store.LogInputsAsync(
            Victim, [new DatasetInput { Dataset = new Dataset { Name = "iris", Digest = "0a1b2c3d", SourceType = "local", Source = "{}" }, Tags = Training }],
            [new LoggedModelInput(FaultScene.Model)])),
        ["log outputs"] = new(store => store.LogOutputsAsync(Victim, [new LoggedModelOutput(FaultScene.Model, 3)])),
        ["end a run"] = new(store => Drop(store.UpdateRunAsync(
            Victim, new RunUpdate { Status = RunStatus.Finished, EndTime = DateTimeOffset.FromUnixTimeMilliseconds(2), RunName = "ended" }))),
        ["delete a run"] = new(store => store.DeleteRunAsync(Victim)),
        ["restore a run"] = new(store => store.RestoreRunAsync(FaultScene.DeletedRun)),
        ["create a model"] = new(store => Drop(store.CreateLoggedModelAsync(new CreateLoggedModelRequest
        {
            ExperimentId = FaultScene.Sick, Name = "new", Tags = [new RunTag("a/b", "v")], Params = [new Param("p", "v")],
        }))),
        ["finalize a model"] = new(store => Drop(store.FinalizeLoggedModelAsync(FaultScene.Model, LoggedModelStatus.Ready))),
        ["tag a model"] = new(store => store.SetLoggedModelTagsAsync(FaultScene.Model, [new RunTag("t", "new")])),
        ["delete a model"] = new(store => store.DeleteLoggedModelAsync(FaultScene.Model), MlTrackErrorCode.ResourceDoesNotExist),
        ["collect garbage"] = new(store => Drop(store.CollectGarbageAsync(new GarbageCollectionOptions()))) { PassesOver = true },
    };

    private static CreateRunRequest NewRun() => new()
    {
        ExperimentId = FaultScene.Sick, RunId = FaultScene.NewId, RunName = "new", Tags = [new RunTag("a/b", "v"), new RunTag("t", "v")],
    };

    private static RunBatch Batch() => new()
    {
        Params = [new Param("q", "2"), new Param("r", "3")],
        Metrics = [Point("m", 2), Point("n", 3), Point("m", 4)],
        Tags = [new RunTag("t", "new"), new RunTag("u", "new")],
    };

    private static Metric Point(string key, long step) => new() { Key = key, Value = step * 0.5, TimestampMilliseconds = 1_700_000_000_000 + step, Step = step };

    private static async ValueTask Drop<T>(ValueTask<T> task) => await task;
}
