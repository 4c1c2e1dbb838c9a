using Microsoft.ML;
using MlTrack.Models;

namespace MlTrack.MLNet.Internal;

/// <summary>Loads the <c>mlnet</c> flavor.</summary>
internal sealed class TransformerLoader(MLContext context) : IModelLoader<ITransformer>
{
    public string FlavorName => MLNetFlavor.FlavorName;

    public ValueTask<ITransformer> LoadAsync(ModelFolder folder, IReadOnlyDictionary<string, object?> options, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var name = options.TryGetValue("data", out var data) && data is string text ? text : MLNetFlavor.FileName;
        using var file = File.OpenRead(folder.PathOf(name));
        return new ValueTask<ITransformer>(context.Model.Load(file, out _));
    }
}
