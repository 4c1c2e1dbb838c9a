using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Packaging;

namespace MlTrack.Models;

/// <summary>A model that lies in a folder with an MLmodel file already, written by Python's <c>save_model</c> or by <see cref="MlTrackClient.SaveModelAsync"/>: it is logged as it is.</summary>
/// <remarks>
/// All of its flavors, files, signature, example, metadata and unknown keys are kept; ids, run and place become those of the logged model, and the time of its making stays. What
/// <see cref="LogModelOptions"/> says goes before what the file says. It must be the only flavor.
/// </remarks>
/// <example>
/// <code>
/// await run.LogModelAsync("forest", new SavedModelFlavor("exported/forest"));
/// </code>
/// </example>
public sealed class SavedModelFlavor : IModelFlavor
{
    private readonly string _folder;
    private readonly ModelFile _file;

    /// <summary>Reads the folder's MLmodel file.</summary>
    /// <param name="folder">The folder; its files must stay as they are until the model is logged.</param>
    /// <exception cref="ArgumentException"><paramref name="folder"/> is null or empty.</exception>
    /// <exception cref="MlTrackException">There is no MLmodel file, or it cannot be understood.</exception>
    public SavedModelFlavor(string folder)
    {
        Guard.NotNullOrEmpty(folder);
        _folder = Path.GetFullPath(folder);
        _file = ModelOpener.ReadModelFile(new ModelFiles(_folder), folder);
    }

    /// <summary>The name of the first flavor in the MLmodel file.</summary>
    public string Name => _file.Flavors.Keys.OrderBy(name => name, StringComparer.Ordinal).FirstOrDefault() ?? "";

    /// <inheritdoc/>
    public ValueTask WriteAsync(ModelFolderWriter folder, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(folder);
        folder.Adopt(_file);
        foreach (var path in Directory.GetFiles(_folder, "*", SearchOption.AllDirectories))
        {
            cancellationToken.ThrowIfCancellationRequested();
            folder.AdoptFile(path, path.Substring(_folder.Length).TrimStart(Path.DirectorySeparatorChar).Replace(Path.DirectorySeparatorChar, '/'));
        }

        return default;
    }
}
