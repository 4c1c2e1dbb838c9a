using System.Text;
using System.Text.Json;

namespace MlTrack.Conformance.Recorded;

/// <summary>Makes recorded calls on a store. Each call has a run and an experiment of its own, as when it was recorded.</summary>
internal sealed partial class RecordedCallPlayer
{
    private const string DeletedRun = "<deleted run>";

    private readonly ITrackingStore _store;
    private readonly string _deletedExperiment;
    private readonly IArtifactRepository? _artifacts;
    private readonly Dictionary<string, string> _placeholders = [];

    private RecordedCallPlayer(ITrackingStore store, string deletedExperiment, IArtifactRepository? artifacts)
    {
        _store = store;
        _deletedExperiment = deletedExperiment;
        _artifacts = artifacts;
    }

    /// <summary>Makes what the recorded calls expect to find: an experiment "exists", and one "deleted" that is.</summary>
    internal static async Task<RecordedCallPlayer> CreateAsync(ITrackingStore store)
    {
        await store.CreateExperimentAsync(new CreateExperimentRequest { Name = "exists" });
        var deleted = await store.CreateExperimentAsync(new CreateExperimentRequest { Name = "deleted" });
        await store.DeleteExperimentAsync(deleted);
        var run = await store.CreateRunAsync(new CreateRunRequest { ExperimentId = "0" });
        var artifacts = store is IArtifactRepositoryProvider provider ? await provider.GetRunArtifactsAsync(run.Info) : null;
        return new RecordedCallPlayer(store, deleted, artifacts);
    }

    /// <summary>Makes the call and gives its answer, with ids replaced by MLflow's placeholders.</summary>
    internal async Task<RecordedAnswer> PlayAsync(RecordedCall call)
    {
        _placeholders.Clear();
        _placeholders[_deletedExperiment] = "<deleted>";
        try
        {
            return RecordedAnswer.Success with { Returns = await MakeAsync(call) };
        }
        catch (MlTrackException error)
        {
            return new RecordedAnswer(error.ErrorCodeText, Replace(error.Message), null);
        }
        catch (ArgumentException error)
        {
            return new RecordedAnswer(error.GetType().Name, error.Message, null);
        }
    }

    private Task<string?> MakeAsync(RecordedCall call) => call.Op switch
    {
        "log_metric" => LogMetricAsync(call),
        "log_param" => LogParamAsync(call),
        "set_tag" => SetTagAsync(call),
        "set_experiment_tag" => SetExperimentTagAsync(call),
        "log_batch.metrics" => LogMetricBatchAsync(call),
        "log_batch.params" => LogParamBatchAsync(call),
        "log_batch.tags" => LogTagBatchAsync(call),
        "log_batch" => LogBatchAsync(call),
        "state after the failed log_batch" => StateAfterFailedBatchAsync(),
        "get_run" => Done(async () => await _store.GetRunAsync(call.Text("run_id")!)),
        "get_experiment" => GetExperimentAsync(call),
        "create_experiment" => Done(async () => await _store.CreateExperimentAsync(new CreateExperimentRequest { Name = call.Text("name")! })),
        "rename_experiment" => Done(async () => await _store.RenameExperimentAsync(await ExperimentAsync(call), call.Text("new_name")!)),
        "delete_experiment" => Done(async () => await _store.DeleteExperimentAsync(await ExperimentAsync(call))),
        "restore_experiment" => Done(async () => await _store.RestoreExperimentAsync(await ExperimentAsync(call))),
        "delete_experiment_tag" => Done(async () =>
            await _store.DeleteExperimentTagAsync(await ExperimentAsync(call), call.Has("key") ? call.Text("key")! : "k")),
        "create_run" => Done(async () => await CreateRunAsync(call)),
        "delete_run" => Done(async () => await _store.DeleteRunAsync(await RunAsync(call))),
        "restore_run" => Done(async () => await _store.RestoreRunAsync(await RunAsync(call))),
        "update_run_info" => Done(async () => await _store.UpdateRunAsync(
            await RunAsync(call), new RunUpdate { Status = call.Has("status") ? (RunStatus)call.Number("status") : RunStatus.Finished })),
        "delete_tag" => Done(async () => await _store.DeleteTagAsync(await RunAsync(call), call.Has("key") ? call.Text("key")! : "k")),
        "log_inputs" => Done(async () => await _store.LogInputsAsync(await RunAsync(call), [])),
        "log_outputs" => Done(async () => await _store.LogOutputsAsync(await RunAsync(call), [])),
        "search_runs" => Done(async () => await _store.SearchRunsAsync(SearchRuns(call))),
        "search_experiments" => Done(async () =>
            await _store.SearchExperimentsAsync(new SearchExperimentsQuery { MaxResults = call.Number("max_results") })),
        "create_logged_model" => Done(async () => await CreateModelAsync(call)),
        "get_logged_model" => Done(async () => await _store.GetLoggedModelAsync(call.Text("model_id")!)),
        "delete_logged_model_tag" => Done(async () => await _store.DeleteLoggedModelTagAsync(await ModelAsync(), call.Text("key")!)),
        "Metric" => Done(async () => await _store.LogMetricAsync(
            await NewRunAsync(), NewMetric() with { DatasetName = call.Text("dataset_name"), DatasetDigest = call.Text("dataset_digest") })),
        "log_artifact" => Done(() => LogArtifactAsync(call.Text("artifact_path"))),
        "log_text" => Done(() => UploadAsync(call.Text("artifact_file")!)),
        "list_artifacts" => ListArtifactsAsync(call.Text("path")),
        _ => throw new NotSupportedException($"Nobody plays the recorded call {call}."),
    };

    private static async Task<string?> Done(Func<Task> work)
    {
        await work();
        return null;
    }

    private static SearchRunsQuery SearchRuns(RecordedCall call)
    {
        var query = new SearchRunsQuery { ExperimentIds = ["0"] };
        return call.Has("page_token") ? query with { PageToken = call.Text("page_token") } : query with { MaxResults = call.Number("max_results") };
    }

    private static async Task<string> LocalFileAsync(DirectoryInfo folder)
    {
        var path = Path.Combine(folder.FullName, "f.txt");
        await File.WriteAllTextAsync(path, "1");
        return path;
    }

    private async Task<string?> GetExperimentAsync(RecordedCall call)
    {
        var id = call.Text("experiment_id")!;
        var experiment = await _store.GetExperimentAsync(id == "<deleted>" ? _deletedExperiment : id);
        return JsonSerializer.Serialize(experiment.LifecycleStage.ToText());
    }

    private async Task CreateRunAsync(RecordedCall call)
    {
        var request = new CreateRunRequest { ExperimentId = call.Has("experiment") ? await ExperimentAsync(call) : "0" };
        if (call.Has("run_name"))
        {
            request = request with { RunName = call.Text("run_name"), Tags = [.. Pairs(call, "tags").Select(pair => new RunTag(pair.Key, pair.Value))] };
        }

        await _store.CreateRunAsync(request);
    }

    private async Task CreateModelAsync(RecordedCall call) => await _store.CreateLoggedModelAsync(new CreateLoggedModelRequest
    {
        ExperimentId = call.Has("experiment") ? await ExperimentAsync(call) : "0",
        Name = call.Has("name") ? call.Text("name") : "model",
        Params = [.. Pairs(call, "params").Select(pair => new Param(pair.Key, pair.Value))],
        Tags = [.. Pairs(call, "tags").Select(pair => new RunTag(pair.Key, pair.Value))],
    });

    private async Task LogArtifactAsync(string? artifactPath)
    {
        var folder = Directory.CreateTempSubdirectory("mltrack-conformance-");
        try
        {
            await Artifacts.LogArtifactAsync(await LocalFileAsync(folder), artifactPath);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task UploadAsync(string artifactFile) => await Artifacts.UploadAsync(new MemoryStream(Encoding.UTF8.GetBytes("1")), artifactFile);

    private async Task<string?> ListArtifactsAsync(string? path) => JsonSerializer.Serialize(
        (await Artifacts.ListAsync(path)).Select(entry => new object?[] { entry.Path, entry.IsDirectory, entry.FileSize }));

    private IArtifactRepository Artifacts => _artifacts ?? throw new NotSupportedException("The store has no artifacts.");

    private static IEnumerable<KeyValuePair<string, string>> Pairs(RecordedCall call, string name) => call.Has(name)
        ? call.Args.GetProperty(name).EnumerateObject().Select(pair => KeyValuePair.Create(pair.Name, pair.Value.GetString()!))
        : [];

    private async Task<string> ExperimentAsync(RecordedCall call)
    {
        var named = call.Has("experiment") ? call.Text("experiment")! : "<fresh>";
        if (named == "<deleted>")
        {
            return _deletedExperiment;
        }

        if (named != "<fresh>")
        {
            return named;
        }

        var id = await _store.CreateExperimentAsync(new CreateExperimentRequest { Name = Guid.NewGuid().ToString("N") });
        _placeholders[id] = "<experiment>";
        return id;
    }

    private async Task<string> RunAsync(RecordedCall call)
    {
        if (call.Has("run") && call.Text("run") is { } named && named != DeletedRun)
        {
            return named;
        }

        var id = await NewRunAsync();
        if (call.Has("run"))
        {
            await _store.DeleteRunAsync(id);
        }

        return id;
    }

    private async Task<string> NewRunAsync()
    {
        var id = (await _store.CreateRunAsync(new CreateRunRequest { ExperimentId = "0" })).Info.RunId;
        _placeholders[id] = "<run>";
        return id;
    }

    private async Task<string> ModelAsync()
    {
        var id = (await _store.CreateLoggedModelAsync(new CreateLoggedModelRequest { ExperimentId = "0", Name = "model" })).ModelId;
        _placeholders[id] = "<model>";
        return id;
    }

    private string Replace(string message) => _placeholders.Aggregate(message, (text, pair) => text.Replace(pair.Key, pair.Value, StringComparison.Ordinal));
}
