using Microsoft.AspNetCore.StaticFiles;

namespace MlTrack.Server.Internal.Artifacts;

/// <summary>The media type of an artifact by its name: what people read is plain text, as in MLflow.</summary>
internal static class ContentTypes
{
    private const string PlainText = "text/plain";
    private const string Unknown = "application/octet-stream";

    private static readonly FileExtensionContentTypeProvider Types = new();

    private static readonly HashSet<string> TextExtensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".txt", ".log", ".err", ".cfg", ".conf", ".cnf", ".cf", ".ini", ".properties", ".prop", ".hocon", ".toml", ".yaml", ".yml", ".xml", ".json", ".js", ".py", ".py3",
        ".csv", ".tsv", ".md", ".rst", ".ipynb",
    };

    // The table of ASP.NET Core names types that Python's does not have, and the other way round.
    private static readonly Dictionary<string, string> Differing = new(StringComparer.OrdinalIgnoreCase)
    {
        [".zip"] = "application/zip",
        [".gz"] = Unknown,
        [".onnx"] = Unknown,
        [".npy"] = Unknown,
        [".bin"] = Unknown,
    };

    internal static string Of(string name)
    {
        if (name == "MLmodel")
        {
            return PlainText;
        }

        var extension = Path.GetExtension(name);
        if (string.Equals(extension, ".gz", StringComparison.OrdinalIgnoreCase) && Path.GetExtension(Path.GetFileNameWithoutExtension(name)).Length > 0)
        {
            return Of(Path.GetFileNameWithoutExtension(name));
        }

        return TextExtensions.Contains(extension)
            ? PlainText
            : Differing.TryGetValue(extension, out var own) ? own : Types.TryGetContentType(name, out var known) ? known : Unknown;
    }
}
