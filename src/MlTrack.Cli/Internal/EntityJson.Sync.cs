using System.Text.Json;
using MlTrack.Sync;

namespace MlTrack.Cli.Internal;

/// <content>What was brought to another store.</content>
internal static partial class EntityJson
{
    /// <summary>What a sync did.</summary>
    public static void Write(Utf8JsonWriter json, SyncResult result)
    {
        json.WriteStartObject();
        json.WriteNumber("runs", result.Runs);
        json.WriteNumber("runs_created", result.RunsCreated);
        json.WriteNumber("runs_changed", result.RunsChanged);
        json.WriteNumber("params", result.Params);
        json.WriteNumber("tags", result.Tags);
        json.WriteNumber("points", result.Points);
        json.WriteNumber("inputs", result.Inputs);
        json.WriteNumber("models", result.Models);
        json.WriteNumber("artifacts", result.Artifacts);
        json.WriteNumber("artifact_bytes", result.ArtifactBytes);
        json.WriteNumber("registered_models", result.RegisteredModels);
        json.WriteNumber("model_versions", result.ModelVersions);
        json.WriteNumber("aliases", result.Aliases);
        json.WriteBoolean("complete", result.IsComplete);
        json.WriteStartArray("problems");
        foreach (var problem in result.Problems)
        {
            json.WriteStartObject();
            json.WriteString("kind", problem.Kind);
            json.WriteString("run_id", problem.RunId);
            json.WriteString("message", problem.Message);
            json.WriteString("error_code", problem.ErrorCode);
            json.WriteBoolean("tried_again", problem.IsTriedAgain);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
