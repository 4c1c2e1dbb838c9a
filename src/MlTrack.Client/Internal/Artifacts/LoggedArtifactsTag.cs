using System.Text.Json;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.Artifacts;

/// <summary>The run tag <c>mlflow.loggedArtifacts</c>: a JSON list of <c>{"path": "tables/t.json", "type": "table"}</c>, by which MLflow's UI finds tables.</summary>
internal static class LoggedArtifactsTag
{
    internal const string Key = "mlflow.loggedArtifacts";

    private const string PathName = "path";
    private const string TypeName = "type";

    /// <summary>Gives the tag with one more entry (<see cref="JsonListTag"/>).</summary>
    internal static string Add(string? tag, string path, string type) => JsonListTag.Add(
        tag,
        entry => entry.ValueKind == JsonValueKind.Object && JsonListTag.HasText(entry, PathName, path) && JsonListTag.HasText(entry, TypeName, type),
        writer => writer.StartObject().Name(PathName).String(path).Name(TypeName).String(type).EndObject());
}
