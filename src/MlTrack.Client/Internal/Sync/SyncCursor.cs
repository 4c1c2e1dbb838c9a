using System.Text.Json.Serialization;

namespace MlTrack.Internal.Sync;

/// <summary>What another store has acknowledged of one run. Losing it costs time, never a record: it is made anew from what that store has.</summary>
internal sealed class SyncCursor : ICursor
{
    internal const int CurrentVersion = 1;

    [JsonPropertyName("version")]
    public int Version { get; set; } = CurrentVersion;

    /// <summary>The other store.</summary>
    [JsonPropertyName("target")]
    public string Target { get; set; } = "";

    /// <summary>The run's id there.</summary>
    [JsonPropertyName("run_id")]
    public string RunId { get; set; } = "";

    /// <summary>True from the moment on when everything it says was compared with the other store, or came from its answers.</summary>
    [JsonPropertyName("compared")]
    public bool IsCompared { get; set; }

    /// <summary>The run was deleted there: it is left alone.</summary>
    [JsonPropertyName("set_aside")]
    public bool IsSetAside { get; set; }

    /// <summary>How far each metric file is sent.</summary>
    [JsonPropertyName("metrics")]
    public Dictionary<string, FileCursor> Metrics { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Ranges that were being sent: they may have arrived or not.</summary>
    [JsonPropertyName("in_doubt")]
    public List<DoubtfulRange> InDoubt { get; set; } = [];

    /// <summary>Hashes of the params that were sent.</summary>
    [JsonPropertyName("params")]
    public Dictionary<string, string> Params { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Hashes of the tags that were sent.</summary>
    [JsonPropertyName("tags")]
    public Dictionary<string, string> Tags { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Hashes of the inputs and outputs that were sent.</summary>
    [JsonPropertyName("links")]
    public HashSet<string> Links { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Ids that logged models have there.</summary>
    [JsonPropertyName("models")]
    public Dictionary<string, ModelCursor> Models { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Size and time of change of each artifact that was sent.</summary>
    [JsonPropertyName("artifacts")]
    public Dictionary<string, string> Artifacts { get; set; } = new(StringComparer.Ordinal);

    /// <summary>The state that was sent last: status, end time, life cycle stage.</summary>
    [JsonPropertyName("state")]
    public string State { get; set; } = "";
}

/// <summary>How far a metric file is sent.</summary>
internal sealed class FileCursor
{
    /// <summary>Everything before this byte is acknowledged.</summary>
    [JsonPropertyName("offset")]
    public long Offset { get; set; }

    /// <summary>Hash of the bytes before <see cref="Offset"/>, which shows that it is still the same file.</summary>
    [JsonPropertyName("check")]
    public string Check { get; set; } = "";
}

/// <summary>Bytes of a metric file that were being sent.</summary>
/// <param name="Key">The metric.</param>
/// <param name="From">The first byte.</param>
/// <param name="To">The byte behind the last one.</param>
internal sealed record DoubtfulRange(
    [property: JsonPropertyName("key")] string Key, [property: JsonPropertyName("from")] long From, [property: JsonPropertyName("to")] long To);

/// <summary>What was sent of a logged model.</summary>
internal sealed class ModelCursor
{
    /// <summary>The model's id there.</summary>
    [JsonPropertyName("model_id")]
    public string ModelId { get; set; } = "";

    /// <summary>Hash of status, params and tags.</summary>
    [JsonPropertyName("state")]
    public string State { get; set; } = "";

    /// <summary>Size and time of change of each artifact that was sent.</summary>
    [JsonPropertyName("artifacts")]
    public Dictionary<string, string> Artifacts { get; set; } = new(StringComparer.Ordinal);
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.Never)]
[JsonSerializable(typeof(SyncCursor))]
[JsonSerializable(typeof(RegisteredModelCursor))]
[JsonSerializable(typeof(RejectedRecord))]
internal sealed partial class SyncJson : JsonSerializerContext;
