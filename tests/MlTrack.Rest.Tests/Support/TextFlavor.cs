using System.Text;
using MlTrack.Models;

namespace MlTrack.Rest.Tests.Support;

/// <summary>A model that is a text.</summary>
internal sealed class TextFlavor(string text) : IModelFlavor, IModelLoader<string>
{
    public string Name => "text";

    public string FlavorName => Name;

    public ValueTask WriteAsync(ModelFolderWriter folder, CancellationToken cancellationToken = default)
    {
        folder.AddText("text.txt", text);
        folder.AddFlavor(Name, new Dictionary<string, object?> { ["data"] = "text.txt" });
        return default;
    }

    public async ValueTask<string> LoadAsync(ModelFolder folder, IReadOnlyDictionary<string, object?> options, CancellationToken cancellationToken = default) =>
        await File.ReadAllTextAsync(folder.PathOf((string)options["data"]!), Encoding.UTF8, cancellationToken);
}
