using System.Text;

namespace MlTrack.Golden.Tests.Registry;

/// <summary>
/// Every file of a folder with its content: as text, or as the recordings write what is none. Files whose names begin with <c>.mltrack</c> are MlTrack's own, and no recording
/// has them.
/// </summary>
public static class FolderState
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static Dictionary<string, string> Read(string root) => !Directory.Exists(root)
        ? []
        : Directory.GetFiles(root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Where(path => !Path.GetFileName(path).StartsWith(".mltrack", StringComparison.Ordinal)).ToDictionary(
            path => Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/'), path => ToText(File.ReadAllBytes(path)), StringComparer.Ordinal);

    private static string ToText(byte[] content)
    {
        try
        {
            return content.Contains((byte)0) ? "base64:" + Convert.ToBase64String(content) : Strict.GetString(content);
        }
        catch (DecoderFallbackException)
        {
            return "base64:" + Convert.ToBase64String(content);
        }
    }
}
