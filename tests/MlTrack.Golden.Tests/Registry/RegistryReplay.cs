using System.Text.Json.Nodes;
using MlTrack.Stores;

namespace MlTrack.Golden.Tests.Registry;

/// <summary>Runs recorded calls on a client, and says what it answers in the form of the recording.</summary>
public sealed class RegistryReplay(MlTrackClient client)
{
    /// <summary>Gives the recorded id that a call made, with the one it got now; null when it made none.</summary>
    public static (string Recorded, string Now)? NewId(RegistryRecording call, JsonNode? result) => call.Operation switch
    {
        _ when call.Result is null => null,
        "create_experiment" => ((string)call.Result!, (string)result!),
        "create_run" => ((string)call.Result["run_id"]!, (string)result!["run_id"]!),
        "create_logged_model" => ((string)call.Result["model_id"]!, (string)result!["model_id"]!),
        _ => null,
    };

    public async Task<JsonNode?> RunAsync(RegistryRecording call) => call.Operation switch
    {
        "create_registered_model" => RegistryShape.Of(await client.CreateRegisteredModelAsync(call.Text(0), call.NamedMap("tags"), call.NamedText("description"))),
        "get_registered_model" => RegistryShape.Of(await client.GetRegisteredModelAsync(call.Text(0))),
        "update_registered_model" => RegistryShape.Of(await client.UpdateRegisteredModelAsync(call.Text(0), call.Text(1))),
        "rename_registered_model" => await Ignore(client.RenameRegisteredModelAsync(call.Text(0), call.Text(1))),
        "delete_registered_model" => await Nothing(client.DeleteRegisteredModelAsync(call.Text(0))),
        "set_registered_model_tag" => await Nothing(client.SetRegisteredModelTagAsync(call.Text(0), call.Text(1), call.Text(2))),
        "delete_registered_model_tag" => await Nothing(client.DeleteRegisteredModelTagAsync(call.Text(0), call.Text(1))),
        "set_registered_model_alias" => await Nothing(client.SetRegisteredModelAliasAsync(call.Text(0), call.Text(1), TextOf(call.Arg(2)))),
        "delete_registered_model_alias" => await Nothing(client.DeleteRegisteredModelAliasAsync(call.Text(0), call.Text(1))),
        "get_model_version_by_alias" => RegistryShape.Of(await client.GetModelVersionByAliasAsync(call.Text(0), call.Text(1))),
        "get_latest_versions" => RegistryShape.Of(await client.GetLatestVersionsAsync(call.Text(0), call.Arg(1)?.AsArray().Select(stage => (string)stage!).ToList())),
        "create_model_version" => RegistryShape.Of(await client.CreateModelVersionAsync(RequestOf(call))),
        "get_model_version" => RegistryShape.Of(await client.GetModelVersionAsync(call.Text(0), TextOf(call.Arg(1)))),
        "get_model_version_download_uri" => JsonValue.Create(await client.GetModelVersionDownloadUriAsync(call.Text(0), TextOf(call.Arg(1)))),

        // The client refuses null by its signature; the store says what MLflow says.
        "update_model_version" => RegistryShape.Of(await client.Registry.UpdateModelVersionAsync(call.Text(0), TextOf(call.Arg(1)), (string?)call.Arg(2))),
        "transition_model_version_stage" => RegistryShape.Of(await client.TransitionModelVersionStageAsync(
            call.Text(0), TextOf(call.Arg(1)), call.Text(2), (bool?)call.Named("archive_existing_versions") ?? false)),
        "delete_model_version" => await Nothing(client.DeleteModelVersionAsync(call.Text(0), TextOf(call.Arg(1)))),
        "set_model_version_tag" => await Nothing(client.SetModelVersionTagAsync(call.Text(0), TextOf(call.Arg(1)), call.Text(2), call.Text(3))),
        "delete_model_version_tag" => await Nothing(client.DeleteModelVersionTagAsync(call.Text(0), TextOf(call.Arg(1)), call.Text(2))),
        "copy_model_version" => RegistryShape.Of(await client.CopyModelVersionAsync(call.Text(0), call.Text(1))),
        "register_model" => RegistryShape.Of(await client.RegisterModelAsync(call.Text(0), call.Text(1), call.NamedMap("tags"))),
        "create_experiment" => JsonValue.Create(await client.CreateExperimentAsync(call.Text(0))),
        "create_run" => await StartRunAsync(call),
        "create_logged_model" => RegistryShape.Of(await client.CreateLoggedModelAsync(new CreateLoggedModelRequest
        {
            ExperimentId = call.Text(0),
            Name = call.NamedText("name"),
            SourceRunId = call.NamedText("source_run_id"),
            ModelType = call.NamedText("model_type"),
            Tags = [.. (call.NamedMap("tags") ?? []).Select(tag => new RunTag(tag.Key, tag.Value))],
            Params = [.. (call.NamedMap("params") ?? []).Select(param => new Param(param.Key, param.Value))],
        })),
        "get_logged_model" => RegistryShape.Of(await client.GetLoggedModelAsync(call.Text(0))),
        "finalize_logged_model" => RegistryShape.Of(await client.FinalizeLoggedModelAsync(
            call.Text(0), call.Text(1) == "READY" ? LoggedModelStatus.Ready : LoggedModelStatus.Failed)),
        "delete_logged_model" => await Nothing(client.DeleteLoggedModelAsync(call.Text(0))),
        "set_logged_model_tags" => await Nothing(client.SetLoggedModelTagsAsync(call.Text(0), RegistryRecording.ToMap(call.Arg(1))!)),
        "delete_logged_model_tag" => await Nothing(client.DeleteLoggedModelTagAsync(call.Text(0), call.Text(1))),
        "log_outputs" => await Nothing(client.Store.LogOutputsAsync(
            call.Text(0), [.. call.Arg(1)!.AsArray().Select(pair => new LoggedModelOutput((string)pair![0]!, (long)pair[1]!))]).AsTask()),
        "log_model_metric" => await LogMetricAsync(call),
        "write_model_files" => await WriteFilesAsync(call),
        var other => throw new InvalidOperationException($"The replay does not know '{other}'."),
    };

    private static CreateModelVersionRequest RequestOf(RegistryRecording call) => new()
    {
        Name = call.Text(0),
        Source = call.Text(1),
        RunId = call.NamedText("run_id"),
        RunLink = call.NamedText("run_link"),
        ModelId = call.NamedText("model_id"),
        Description = call.NamedText("description"),
        Tags = [.. (call.NamedMap("tags") ?? []).Select(tag => new RunTag(tag.Key, tag.Value))],
    };

    private async Task<JsonNode?> StartRunAsync(RegistryRecording call)
    {
        var run = await client.Store.CreateRunAsync(new CreateRunRequest { ExperimentId = call.Text(0), RunName = call.Text(2) });
        return new JsonObject { ["run_id"] = run.Info.RunId, ["artifact_uri"] = run.Info.ArtifactUri };
    }

    private async Task<JsonNode?> LogMetricAsync(RegistryRecording call)
    {
        await client.Store.LogMetricAsync(call.Text(0), new Metric
        {
            Key = call.Text(1),
            Value = (double)call.Arg(2)!,
            TimestampMilliseconds = (long)call.Arg(3)!,
            Step = (long)call.Arg(4)!,
            ModelId = call.NamedText("model_id"),
            DatasetName = call.NamedText("dataset_name"),
            DatasetDigest = call.NamedText("dataset_digest"),
        });
        return null;
    }

    private async Task<JsonNode?> WriteFilesAsync(RegistryRecording call)
    {
        var artifacts = await client.GetModelArtifactsAsync(call.Text(0));
        foreach (var (path, content) in call.Files)
        {
            var text = (string)content!;
            var bytes = text.StartsWith("base64:", StringComparison.Ordinal) ? Convert.FromBase64String(text["base64:".Length..]) : System.Text.Encoding.UTF8.GetBytes(text);
            using var stream = new MemoryStream(bytes);
            await artifacts.UploadAsync(stream, path[(path.IndexOf("/artifacts/", StringComparison.Ordinal) + "/artifacts/".Length)..]);
        }

        return call.Result?.DeepClone();
    }

    private static string TextOf(JsonNode? value) => value!.GetValueKind() == System.Text.Json.JsonValueKind.String ? (string)value! : value.ToJsonString();

    private static async Task<JsonNode?> Nothing(Task call)
    {
        await call;
        return null;
    }

    // The recorded client gives nothing back where ours gives the model.
    private static async Task<JsonNode?> Ignore(Task<RegisteredModel> call)
    {
        await call;
        return null;
    }
}
