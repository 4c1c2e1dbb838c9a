using System.Text.Json.Serialization;

namespace MlTrack.Internal.Sync;

/// <summary>What another store has acknowledged of one registered model. Losing it costs time, never a version: versions are found there by their tag.</summary>
internal sealed class RegisteredModelCursor : ICursor
{
    [JsonPropertyName("version")]
    public int Version { get; set; } = SyncCursor.CurrentVersion;

    /// <summary>The other store.</summary>
    [JsonPropertyName("target")]
    public string Target { get; set; } = "";

    /// <summary>The model's name; another one than the folder's after a rename, and then nothing of this counts.</summary>
    [JsonPropertyName("name")]
    public string Name { get; set; } = "";

    /// <summary>True from the moment on when the other store has the model.</summary>
    [JsonPropertyName("exists")]
    public bool Exists { get; set; }

    /// <summary>Hash of the description that was sent.</summary>
    [JsonPropertyName("description")]
    public string Description { get; set; } = "";

    /// <summary>Hashes of the tags that were sent.</summary>
    [JsonPropertyName("tags")]
    public Dictionary<string, string> Tags { get; set; } = new(StringComparer.Ordinal);

    /// <summary>The numbers, there, of the versions that aliases were pointed to.</summary>
    [JsonPropertyName("aliases")]
    public Dictionary<string, string> Aliases { get; set; } = new(StringComparer.Ordinal);

    /// <summary>The versions, by their numbers here.</summary>
    [JsonPropertyName("versions")]
    public Dictionary<string, VersionCursor> Versions { get; set; } = new(StringComparer.Ordinal);
}

/// <summary>What was sent of a version.</summary>
internal sealed class VersionCursor
{
    /// <summary>The version's number there.</summary>
    [JsonPropertyName("number")]
    public string Number { get; set; } = "";

    /// <summary>Hash of the description that was sent.</summary>
    [JsonPropertyName("description")]
    public string Description { get; set; } = "";

    /// <summary>The stage that was sent.</summary>
    [JsonPropertyName("stage")]
    public string Stage { get; set; } = "None";

    /// <summary>Hashes of the tags that were sent.</summary>
    [JsonPropertyName("tags")]
    public Dictionary<string, string> Tags { get; set; } = new(StringComparer.Ordinal);

    /// <summary>It was removed there: it is left alone.</summary>
    [JsonPropertyName("set_aside")]
    public bool IsSetAside { get; set; }
}
