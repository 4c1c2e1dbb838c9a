using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Packaging;

namespace MlTrack.Models;

/// <summary>A model's folder on this machine, opened for loading. Dispose it when the model is loaded: a copy that was fetched is removed then.</summary>
/// <remarks>Thread-safe, except for <see cref="Dispose"/>.</remarks>
public sealed class ModelFolder : IDisposable
{
    private readonly ModelFiles _files;
    private readonly IDisposable? _copy;

    internal ModelFolder(ModelFiles files, ModelFile file, ModelLocation location, bool isVerified, IDisposable? copy)
    {
        _files = files;
        _copy = copy;
        File = file;
        Location = location;
        IsVerified = isVerified;
    }

    /// <summary>What the MLmodel file says.</summary>
    public ModelFile File { get; }

    /// <summary>Where the model comes from.</summary>
    public ModelLocation Location { get; }

    /// <summary>The folder. It may be the store's own: change nothing in it.</summary>
    public string Path => _files.Root;

    /// <summary>
    /// True when every file was compared with the lengths and hashes that were recorded when the model was logged. False for folders that MLflow or somebody
    /// else wrote, and when verification was not wanted.
    /// </summary>
    public bool IsVerified { get; }

    /// <summary>Gives the local path of a file or folder of the model.</summary>
    /// <param name="path">The path in the folder, with <c>/</c>, such as an option <c>data</c> of a flavor.</param>
    /// <returns>The local path.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="path"/> is null.</exception>
    /// <exception cref="MlTrackException">There is no such file, or the path leads out of the folder.</exception>
    public string PathOf(string path)
    {
        Guard.NotNull(path);
        return _files.Find(path) ?? throw ModelErrors.NoArtifact(path);
    }

    /// <summary>Loads the model.</summary>
    /// <typeparam name="TModel">What a model is in memory.</typeparam>
    /// <param name="loader">Knows the flavor.</param>
    /// <param name="cancellationToken">Stops loading.</param>
    /// <returns>The model, which does not need this folder any longer.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="loader"/> is null.</exception>
    /// <exception cref="MlTrackException"><see cref="MlTrackErrorCode.ResourceDoesNotExist"/> when the model does not have the flavor.</exception>
    public async Task<TModel> LoadAsync<TModel>(IModelLoader<TModel> loader, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(loader);
        return File.Flavors.TryGetValue(loader.FlavorName, out var options)
            ? await loader.LoadAsync(this, options, cancellationToken).ConfigureAwait(false)
            : throw ModelErrors.FlavorMissing(loader.FlavorName);
    }

    /// <summary>Removes the copy, if the model had to be fetched.</summary>
    public void Dispose() => _copy?.Dispose();
}
