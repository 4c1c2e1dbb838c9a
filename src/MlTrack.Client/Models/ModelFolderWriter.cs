using System.Text;
using MlTrack.Internal.Artifacts;
using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Packaging;

namespace MlTrack.Models;

/// <summary>A folder with a model while it is being made: flavors add their files and options here.</summary>
/// <remarks>Not thread-safe. Nothing is published before all flavors have added theirs; files of the caller are copied once, and hashed on the way.</remarks>
public sealed class ModelFolderWriter
{
    private readonly SortedDictionary<string, PendingModelFile> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyDictionary<string, object?>> _flavors = new(StringComparer.Ordinal);
    private readonly ScratchFolder _scratch;

    internal ModelFolderWriter(ScratchFolder scratch) => _scratch = scratch;

    /// <summary>What the model takes and gives. A flavor that knows it sets it where the caller has not.</summary>
    public ModelSignature? Signature { get; set; }

    /// <summary>An example of what the model takes. A flavor that has one sets it where the caller has not.</summary>
    public ModelInputExample? InputExample { get; set; }

    /// <summary>The packages that Python needs to load the model, such as <c>onnx==1.23.2</c>. With any, MLflow's three files of the environment are written.</summary>
    public IList<string> PythonRequirements { get; } = [];

    /// <summary>The version of Python in those files.</summary>
    /// <value>The default is <c>3.11.7</c>.</value>
    public string PythonVersion { get; set; } = "3.11.7";

    internal IReadOnlyDictionary<string, IReadOnlyDictionary<string, object?>> Flavors => _flavors;

    internal IReadOnlyDictionary<string, PendingModelFile> Files => _files;

    /// <summary>The MLmodel file of a folder that is logged as it is; null when one is being made.</summary>
    internal ModelFile? Saved { get; private set; }

    /// <summary>Says how the model can be loaded.</summary>
    /// <param name="name">The flavor's name.</param>
    /// <param name="options">Its options: texts, numbers, truth values, null, lists and dictionaries of these. Paths are relative to the folder.</param>
    /// <exception cref="ArgumentException">The name is null or empty.</exception>
    /// <exception cref="MlTrackException">The flavor has been added before.</exception>
    public void AddFlavor(string name, IReadOnlyDictionary<string, object?> options)
    {
        Guard.NotNullOrEmpty(name);
        Guard.NotNull(options);
        if (_flavors.ContainsKey(name))
        {
            throw ModelErrors.FlavorTwice(name);
        }

        _flavors.Add(name, options);
    }

    /// <summary>Adds a file of the caller, which must stay as it is until the model is logged.</summary>
    /// <param name="localFile">The file.</param>
    /// <param name="path">Its path in the model's folder, with <c>/</c>.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="MlTrackException">The path leads out of the folder, or is taken.</exception>
    public void AddFile(string localFile, string path)
    {
        Guard.NotNullOrEmpty(localFile);
        var source = System.IO.Path.GetFullPath(localFile);
        if (!File.Exists(source))
        {
            throw new FileNotFoundException($"There is no file '{localFile}' to put into the model's folder.", localFile);
        }

        Add(path, new PendingModelFile(source, content: null));
    }

    /// <summary>Adds a file with a text in UTF-8.</summary>
    /// <param name="path">Its path in the model's folder, with <c>/</c>.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="MlTrackException">The path leads out of the folder, or is taken.</exception>
    public void AddText(string path, string text)
    {
        Guard.NotNull(text);
        Add(path, new PendingModelFile(localFile: null, Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Makes a file to write to. Dispose the stream before the flavor ends.</summary>
    /// <param name="path">Its path in the model's folder, with <c>/</c>.</param>
    /// <returns>A stream that can be written, read and sought.</returns>
    /// <exception cref="MlTrackException">The path leads out of the folder, or is taken.</exception>
    public Stream CreateFile(string path)
    {
        var source = _scratch.NewFile();
        Add(path, new PendingModelFile(source, content: null));
        return new FileStream(source, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read);
    }

    /// <summary>Takes everything that an MLmodel file says.</summary>
    /// <exception cref="MlTrackException">Another flavor has been added.</exception>
    internal void Adopt(ModelFile file)
    {
        foreach (var flavor in file.Flavors)
        {
            AddFlavor(flavor.Key, flavor.Value);
        }

        Saved = file;
        Signature ??= file.Signature;
    }

    /// <summary>Takes a file of such a folder, except for what is written anew; examples and environment are taken as they are.</summary>
    internal void AdoptFile(string localFile, string path)
    {
        if (!ModelFolderFiles.IsOfOneLogging(path))
        {
            _files.Add(ArtifactPathRules.CheckFileForWriting(path), new PendingModelFile(localFile, content: null));
        }
    }

    private void Add(string path, PendingModelFile file)
    {
        Guard.NotNull(path);
        var normal = ArtifactPathRules.CheckFileForWriting(path);
        if (ModelFolderFiles.IsReserved(normal) || _files.ContainsKey(normal))
        {
            throw ModelErrors.PathTaken(normal);
        }

        _files.Add(normal, file);
    }
}
