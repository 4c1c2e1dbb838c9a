using System.Text.Json;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.Registry;

/// <summary>The logged model's tag <c>mlflow.modelVersions</c>: a JSON list of <c>{"name": "iris", "version": 1}</c>, one entry for each registered version.</summary>
internal static class ModelVersionsTag
{
    internal const string Key = "mlflow.modelVersions";

    private const string NameName = "name";
    private const string VersionName = "version";

    /// <summary>Gives the tag with one more entry (<see cref="JsonListTag"/>).</summary>
    internal static string Add(string? tag, string name, long version) => JsonListTag.Add(
        tag, entry => Is(entry, name, version), writer => writer.StartObject().Name(NameName).String(name).Name(VersionName).Number(version).EndObject());

    private static bool Is(JsonElement entry, string name, long version) =>
        entry.ValueKind == JsonValueKind.Object && JsonListTag.HasText(entry, NameName, name) &&
        entry.TryGetProperty(VersionName, out var numbered) && numbered.ValueKind == JsonValueKind.Number && numbered.TryGetInt64(out var number) && number == version;
}
