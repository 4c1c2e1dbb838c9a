using System.Text;
using MlTrack.Internal.Yaml;

namespace MlTrack.Internal.Packaging;

/// <summary>The three files from which MLflow builds an environment for a model: <c>requirements.txt</c>, <c>python_env.yaml</c>, <c>conda.yaml</c>.</summary>
internal static class PythonEnvironment
{
    internal static byte[] Requirements(IReadOnlyList<string> packages) => Encoding.UTF8.GetBytes(string.Join("\n", packages));

    internal static byte[] PythonEnv(string pythonVersion) => PyYamlWriter.ToBytes(new YamlMapping(
    [
        Entry("python", pythonVersion),
        Entry("build_dependencies", List("pip", "setuptools", "wheel")),
        Entry("dependencies", List("-r " + ModelFolderFiles.RequirementsName)),
    ]));

    internal static byte[] Conda(IReadOnlyList<string> packages, string pythonVersion) => PyYamlWriter.ToBytes(new YamlMapping(
    [
        Entry("channels", List("conda-forge")),
        Entry("dependencies", new YamlSequence(["python=" + pythonVersion, "pip", new YamlMapping([Entry("pip", List([.. packages]))])])),
        Entry("name", "mlflow-env"),
    ]));

    private static YamlEntry Entry(string key, YamlNode value) => new(YamlScalar.String(key), value);

    private static YamlSequence List(params string[] items) => new([.. items.Select(YamlScalar.String)]);
}
