using System.Globalization;
using System.Text.Json;
using MlTrack.Models;

namespace MlTrack.Cli.Internal;

/// <content>Registered models, versions, moves of aliases, what an MLmodel file says.</content>
internal static partial class EntityJson
{
    /// <summary>A registered model.</summary>
    public static void Write(Utf8JsonWriter json, RegisteredModel model)
    {
        json.WriteStartObject();
        json.WriteString("name", model.Name);
        WriteTime(json, "creation_timestamp", model.CreationTime);
        WriteTime(json, "last_updated_timestamp", model.LastUpdatedTime);
        json.WriteString("description", model.Description);
        WriteTexts(json, "tags", model.Tags);
        WriteTexts(json, "aliases", model.Aliases);
        json.WriteStartArray("latest_versions");
        foreach (var version in model.LatestVersions)
        {
            Write(json, version);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>A version.</summary>
    public static void Write(Utf8JsonWriter json, ModelVersion version)
    {
        json.WriteStartObject();
        json.WriteString("name", version.Name);
        json.WriteNumber("version", long.Parse(version.Version, CultureInfo.InvariantCulture));
        WriteTime(json, "creation_timestamp", version.CreationTime);
        WriteTime(json, "last_updated_timestamp", version.LastUpdatedTime);
        json.WriteString("description", version.Description);
        json.WriteString("current_stage", version.CurrentStage);
        json.WriteString("source", version.Source);
        json.WriteString("run_id", version.RunId);
        json.WriteString("run_link", version.RunLink);
        json.WriteString("status", version.Status.ToText());
        json.WriteString("status_message", version.StatusMessage);
        json.WriteString("user_id", version.UserId);
        json.WriteString("model_id", version.ModelId);
        WriteTexts(json, "tags", version.Tags);
        json.WriteStartArray("aliases");
        foreach (var alias in version.Aliases)
        {
            json.WriteStringValue(alias);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>A line of an alias journal.</summary>
    public static void Write(Utf8JsonWriter json, AliasMove move)
    {
        json.WriteStartObject();
        json.WriteString("alias", move.Alias);
        WriteNumber(json, "version", move.Version);
        WriteNumber(json, "previous_version", move.PreviousVersion);
        WriteTime(json, "time", move.Time);
        json.WriteString("moved_by", move.MovedBy);
        json.WriteEndObject();
    }

    /// <summary>What is in a model's folder.</summary>
    public static void Write(Utf8JsonWriter json, string uri, ModelFolder folder)
    {
        json.WriteStartObject();
        json.WriteString("uri", uri);
        json.WriteString("location", folder.Location.Uri);
        json.WriteString("model_id", folder.File.ModelId);
        json.WriteString("run_id", folder.File.RunId);
        json.WriteString("mlflow_version", folder.File.MlflowVersion);
        WriteTime(json, "utc_time_created", folder.File.CreationTime);
        json.WritePropertyName("model_size_bytes");
        WriteNumberOrNull(json, folder.File.ModelSizeBytes);
        json.WriteStartArray("flavors");
        foreach (var flavor in folder.File.Flavors.Keys.OrderBy(name => name, StringComparer.Ordinal))
        {
            json.WriteStringValue(flavor);
        }

        json.WriteEndArray();
        json.WriteStartObject("signature");
        Raw(json, "inputs", folder.File.Signature?.Inputs?.ToJson());
        Raw(json, "outputs", folder.File.Signature?.Outputs?.ToJson());
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>A version's number, or null.</summary>
    public static void WriteNumber(Utf8JsonWriter json, string name, string? number)
    {
        json.WritePropertyName(name);
        WriteNumberOrNull(json, number is null ? null : long.Parse(number, CultureInfo.InvariantCulture));
    }

    private static void WriteNumberOrNull(Utf8JsonWriter json, long? number)
    {
        if (number is { } known)
        {
            json.WriteNumberValue(known);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private static void Raw(Utf8JsonWriter json, string name, string? text)
    {
        json.WritePropertyName(name);
        if (text is null)
        {
            json.WriteNullValue();
        }
        else
        {
            json.WriteRawValue(text);
        }
    }
}
