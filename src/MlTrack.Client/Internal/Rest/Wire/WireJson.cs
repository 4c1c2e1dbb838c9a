using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MlTrack.Internal.Rest.Wire;

/// <summary>How MLflow's REST messages are read and written: snake_case names, absent fields left out, unknown fields ignored.</summary>
/// <remarks>Thread-safe. Non-ASCII text is written as <c>\uXXXX</c>, as MLflow does.</remarks>
internal static class WireJson
{
    /// <summary>The greatest nesting that is read; MLflow's own messages need 7.</summary>
    internal const int MaxDepth = 64;

    /// <summary>For answers, and for requests of programs that send more than MLflow knows.</summary>
    internal static WireContext Lenient { get; } = new(Create(JsonUnmappedMemberHandling.Skip));

    /// <summary>For requests that hold nothing but what MLflow knows, in MLflow's spelling: everything else is a <see cref="JsonException"/>.</summary>
    internal static WireContext Exact { get; } = new(Create(JsonUnmappedMemberHandling.Disallow));

    /// <summary>Writes a message as UTF-8.</summary>
    internal static byte[] Write<T>(T message)
        where T : class => JsonSerializer.SerializeToUtf8Bytes(message, Lenient.Of<T>());

    /// <summary>Reads a message; a <c>null</c> in its place gives an empty one.</summary>
    /// <exception cref="JsonException">It is not JSON, or a field has another type.</exception>
    internal static T Read<T>(ReadOnlySpan<byte> utf8)
        where T : class, new() => JsonSerializer.Deserialize(utf8, Lenient.Of<T>()) ?? new T();

    private static JsonSerializerOptions Create(JsonUnmappedMemberHandling unmapped) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = unmapped,
        MaxDepth = MaxDepth,
        Converters = { new WireInt64Converter(), new WireInt32Converter(), new WireDoubleConverter(), new WireEnumConverter() },
    };
}

/// <summary>The generated descriptions of all messages.</summary>
[JsonSerializable(typeof(CreateExperimentAnswer))]
[JsonSerializable(typeof(CreateExperimentMessage))]
[JsonSerializable(typeof(CreateLoggedModelMessage))]
[JsonSerializable(typeof(CreateRunMessage))]
[JsonSerializable(typeof(EmptyMessage))]
[JsonSerializable(typeof(ErrorMessage))]
[JsonSerializable(typeof(ExperimentAnswer))]
[JsonSerializable(typeof(ExperimentIdMessage))]
[JsonSerializable(typeof(ExperimentTagMessage))]
[JsonSerializable(typeof(GetExperimentByNameMessage))]
[JsonSerializable(typeof(GetMetricHistoryMessage))]
[JsonSerializable(typeof(ListArtifactsAnswer))]
[JsonSerializable(typeof(ListArtifactsMessage))]
[JsonSerializable(typeof(LogBatchMessage))]
[JsonSerializable(typeof(LoggedModelAnswer))]
[JsonSerializable(typeof(LoggedModelEntriesMessage))]
[JsonSerializable(typeof(LoggedModelIdMessage))]
[JsonSerializable(typeof(LogInputsMessage))]
[JsonSerializable(typeof(LogMetricMessage))]
[JsonSerializable(typeof(LogModelMessage))]
[JsonSerializable(typeof(LogOutputsMessage))]
[JsonSerializable(typeof(MetricHistoryIntervalMessage))]
[JsonSerializable(typeof(MetricsAnswer))]
[JsonSerializable(typeof(MultipartAnswer))]
[JsonSerializable(typeof(MultipartMessage))]
[JsonSerializable(typeof(PresignedUrlMessage))]
[JsonSerializable(typeof(RunAnswer))]
[JsonSerializable(typeof(RunIdMessage))]
[JsonSerializable(typeof(RunKeyValueMessage))]
[JsonSerializable(typeof(RunOnlyIdMessage))]
[JsonSerializable(typeof(RunTagKeyMessage))]
[JsonSerializable(typeof(SearchDatasetsAnswer))]
[JsonSerializable(typeof(SearchDatasetsMessage))]
[JsonSerializable(typeof(SearchExperimentsAnswer))]
[JsonSerializable(typeof(SearchExperimentsMessage))]
[JsonSerializable(typeof(SearchLoggedModelsAnswer))]
[JsonSerializable(typeof(SearchLoggedModelsMessage))]
[JsonSerializable(typeof(SearchRunsAnswer))]
[JsonSerializable(typeof(SearchRunsMessage))]
[JsonSerializable(typeof(ServerInfoAnswer))]
[JsonSerializable(typeof(GrantsAnswer))]
[JsonSerializable(typeof(PermissionAnswer))]
[JsonSerializable(typeof(PermissionMessage))]
[JsonSerializable(typeof(UserAnswer))]
[JsonSerializable(typeof(UserMessage))]
[JsonSerializable(typeof(UsersAnswer))]
[JsonSerializable(typeof(UpdateExperimentMessage))]
[JsonSerializable(typeof(UpdateRunAnswer))]
[JsonSerializable(typeof(UpdateRunMessage))]
[JsonSerializable(typeof(CreateModelVersionMessage))]
[JsonSerializable(typeof(DownloadUriAnswer))]
[JsonSerializable(typeof(LatestVersionsMessage))]
[JsonSerializable(typeof(ModelVersionAnswer))]
[JsonSerializable(typeof(ModelVersionRequestMessage))]
[JsonSerializable(typeof(ModelVersionsAnswer))]
[JsonSerializable(typeof(RegisteredModelAnswer))]
[JsonSerializable(typeof(RegisteredModelRequestMessage))]
[JsonSerializable(typeof(RegisteredModelsAnswer))]
[JsonSerializable(typeof(RegistryAliasMessage))]
[JsonSerializable(typeof(RegistryTagMessage))]
[JsonSerializable(typeof(SearchRegistryMessage))]
internal sealed partial class WireContext : JsonSerializerContext
{
    /// <summary>The description of one message.</summary>
    internal JsonTypeInfo<T> Of<T>()
        where T : class => (JsonTypeInfo<T>)(GetTypeInfo(typeof(T)) ?? throw new NotSupportedException($"{typeof(T).Name} is no message of MLflow."));
}
