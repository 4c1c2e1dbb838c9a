using MlTrack.Models;

namespace MlTrack.Internal.Packaging;

/// <summary>The names of the files of a model's folder that the library writes itself.</summary>
internal static class ModelFolderFiles
{
    /// <summary>The lengths and hashes of the model's files; MLflow ignores it.</summary>
    internal const string ManifestName = "mltrack.manifest.json";

    internal const string RequirementsName = "requirements.txt";
    internal const string PythonEnvName = "python_env.yaml";
    internal const string CondaName = "conda.yaml";

    // MLflow puts it there when it loads a version.
    private const string RegisteredName = "registered_model_meta";

    private static readonly string[] Reserved =
        [ModelFile.FileName, ManifestName, RequirementsName, PythonEnvName, CondaName, InputExampleFiles.ExampleName, InputExampleFiles.ServingName, RegisteredName];

    /// <summary>True for files that say which logged model this is: of a folder that is logged again they are not taken over.</summary>
    internal static bool IsOfOneLogging(string path) => path is ModelFile.FileName or ManifestName or RegisteredName;

    // Some file systems do not tell upper from lower case.
    internal static bool IsReserved(string path) => Array.Exists(Reserved, name => string.Equals(name, path, StringComparison.OrdinalIgnoreCase));
}
