using System.Runtime.InteropServices;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.FileStore;

/// <summary>Every path name of an <c>mlruns</c> tree.</summary>
/// <remarks>
/// <code>
/// root/.trash/EXP/…                     deleted experiments, same inner layout
/// root/models/                          the model registry; never an experiment
/// root/EXP/meta.yaml  tags/KEY  datasets/ID/meta.yaml
/// root/EXP/models/MODEL/meta.yaml  params/KEY  tags/KEY  metrics/KEY  artifacts/…
/// root/EXP/traces/TRACE/…
/// root/EXP/RUN/meta.yaml  metrics/KEY  params/KEY  tags/KEY  artifacts/…  inputs/ID/meta.yaml  outputs/MODEL/meta.yaml
/// </code>
/// A key with <c>/</c> is a path below its folder. Names that begin with <c>.mltrack</c> are ours; they are plain files, which MLflow ignores.
/// </remarks>
internal sealed class MlrunsLayout
{
    internal const string MetaFile = "meta.yaml";
    internal const string Trash = ".trash";
    internal const string Models = "models";
    internal const string Datasets = "datasets";
    internal const string Traces = "traces";
    internal const string Metrics = "metrics";
    internal const string Params = "params";
    internal const string Tags = "tags";
    internal const string Artifacts = "artifacts";
    internal const string Inputs = "inputs";
    internal const string Outputs = "outputs";
    internal const string DefaultExperimentId = "0";
    internal const string DefaultExperimentName = "Default";
    internal const string RunNameTag = "mlflow.runName";

    /// <summary>What every name of ours begins with.</summary>
    internal const string OwnPrefix = ".mltrack";

    /// <summary>Says which process writes a run.</summary>
    internal const string OwnerFile = ".mltrack-owner";

    /// <summary>The advisory lock of a store.</summary>
    internal const string LockFile = ".mltrack.lock";

    private static readonly bool Windows = RuntimeInformation.IsOSPlatform(OSPlatform.Windows);

    internal MlrunsLayout(string root)
    {
        Root = root;
        TrashRoot = Join(root, Trash);
    }

    /// <summary>The full path of the opened folder.</summary>
    internal string Root { get; }

    internal string TrashRoot { get; }

    /// <summary>The folder of an experiment; <paramref name="deleted"/> for its place in the trash.</summary>
    internal string Experiment(string experimentId, bool deleted) => Join(deleted ? TrashRoot : Root, experimentId);

    internal static string Run(string experimentFolder, string runId) => Join(experimentFolder, runId);

    internal static string Model(string experimentFolder, string modelId) => Join(Join(experimentFolder, Models), modelId);

    internal static string Dataset(string experimentFolder, string datasetId) => Join(Join(experimentFolder, Datasets), datasetId);

    internal static string Meta(string folder) => Join(folder, MetaFile);

    /// <summary>The path of a key's file below a folder such as <c>params</c>. The key has been checked by <see cref="Names"/>.</summary>
    internal static string Key(string folder, string key)
    {
        if (!Windows)
        {
            return Join(folder, key);
        }

        var path = folder;
        foreach (var segment in key.Split('/'))
        {
            path = Join(path, FileNameEscape.ToFileName(segment, windows: true));
        }

        return path;
    }

    /// <summary>The part of a key that a file or folder name stands for.</summary>
    internal static string KeySegment(string fileName) => Windows ? FileNameEscape.FromFileName(fileName) : fileName;

    internal static string Join(string folder, string name) => string.Concat(folder, Separator, name);

    /// <summary>True for the folders of an experiment that are no runs.</summary>
    internal static bool IsReservedInExperiment(string name) => name is Tags or Datasets or Traces or Models;

    /// <summary>True for a folder of the root (or trash) that may be an experiment.</summary>
    internal static bool IsExperimentFolder(string name) =>
        name != Models && !name.EndsWith(Trash, StringComparison.Ordinal) && Names.CheckExperimentId(name) is null;

    /// <summary>True for a folder of an experiment that may be a run.</summary>
    internal static bool IsRunFolder(string name) => !IsReservedInExperiment(name) && Names.CheckRunId(name) is null;

    /// <summary>
    /// True for files that editors, desktops and this library leave in a folder of keys, and for names MLflow refuses: none is a key.
    /// </summary>
    internal static bool IsForeignFile(string name) =>
        name.StartsWith(OwnPrefix, StringComparison.Ordinal) ||
        name.EndsWith("~", StringComparison.Ordinal) ||
        name is ".DS_Store" or "Thumbs.db" or "desktop.ini" ||
        (name.StartsWith(".", StringComparison.Ordinal) && (name.EndsWith(".swp", StringComparison.Ordinal) || name.EndsWith(".swo", StringComparison.Ordinal))) ||
        name.EndsWith(".swp", StringComparison.Ordinal);

    private static string Separator { get; } = Path.DirectorySeparatorChar.ToString();
}
