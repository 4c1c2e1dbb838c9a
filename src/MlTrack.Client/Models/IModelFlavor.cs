namespace MlTrack.Models;

/// <summary>Puts a model into a folder in one form, such as a file of ML.NET's or an ONNX graph. Implement it to log models of a kind of your own.</summary>
/// <remarks>One object is used for one model and by one thread at a time.</remarks>
public interface IModelFlavor
{
    /// <summary>The flavor's name in the MLmodel file, such as <c>onnx</c>.</summary>
    string Name { get; }

    /// <summary>Adds the model's files and <see cref="ModelFolderWriter.AddFlavor"/> with the options that are needed to load it again.</summary>
    /// <param name="folder">The folder that is being made.</param>
    /// <param name="cancellationToken">Stops writing; nothing of the folder is published then.</param>
    /// <returns>A task that ends when all has been added.</returns>
    ValueTask WriteAsync(ModelFolderWriter folder, CancellationToken cancellationToken = default);
}

/// <summary>Loads models of one flavor.</summary>
/// <typeparam name="TModel">What a model is in memory.</typeparam>
/// <remarks>Thread-safe.</remarks>
public interface IModelLoader<TModel>
{
    /// <summary>The flavor's name in the MLmodel file, such as <c>onnx</c>.</summary>
    string FlavorName { get; }

    /// <summary>Loads the model of a folder that has this flavor and whose files are as they were written.</summary>
    /// <param name="folder">The folder. Files are found with <see cref="ModelFolder.PathOf"/>, which lets no path lead out of it.</param>
    /// <param name="options">The flavor's options, from the MLmodel file.</param>
    /// <param name="cancellationToken">Stops loading.</param>
    /// <returns>The model. It must not need the folder any longer.</returns>
    ValueTask<TModel> LoadAsync(ModelFolder folder, IReadOnlyDictionary<string, object?> options, CancellationToken cancellationToken = default);
}
