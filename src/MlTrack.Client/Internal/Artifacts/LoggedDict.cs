using System.Text;
using MlTrack.Internal.Text;
using MlTrack.Internal.Yaml;

namespace MlTrack.Internal.Artifacts;

/// <summary>The files of <c>log_dict</c>: YAML with sorted keys for <c>.yaml</c> and <c>.yml</c>, else JSON with an indent of 2; both in ASCII.</summary>
/// <remarks>Quoted YAML lines of more than 80 columns are broken at other places than MLflow's; they mean the same.</remarks>
internal static class LoggedDict
{
    /// <param name="value">A dictionary, a list, or a <see cref="System.Text.Json.JsonElement"/>, of any depth.</param>
    internal static ArtifactContent Describe(string artifactFile, object value)
    {
        var tree = PlainTree.Of(value);
        if (artifactFile.EndsWith(".yaml", StringComparison.Ordinal) || artifactFile.EndsWith(".yml", StringComparison.Ordinal))
        {
            return new ArtifactContent(artifactFile, PyYamlWriter.ToBytes(PlainTree.ToYaml(tree), asciiOnly: true), []);
        }

        var writer = new PythonJsonWriter(indent: 2);
        PlainTree.Write(writer, tree);
        return new ArtifactContent(artifactFile, Encoding.UTF8.GetBytes(writer.ToString()), []);
    }
}
