using System.Globalization;

namespace MlTrack.Internal.Artifacts;

/// <summary>
/// The file and tag of <c>log_image(key=…, step, timestamp)</c>: <c>images/&lt;key&gt;+step+&lt;n&gt;+timestamp+&lt;ms&gt;+&lt;uuid&gt;.png</c> with <c>~</c> for <c>/</c>
/// in the key, and <c>mlflow.loggedImages</c> = <c>True</c>.
/// </summary>
/// <remarks>MLflow also writes a small <c>…+compressed.webp</c> for its grid of images. That needs an image library and is not written here.</remarks>
internal static class LoggedImage
{
    internal const string TagKey = "mlflow.loggedImages";

    private const string TagValue = "True";

    private static readonly byte[] PngSignature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <param name="png">A complete PNG file.</param>
    /// <param name="id">A random id; the file's name holds it as a UUID.</param>
    internal static ArtifactContent Describe(string key, byte[] png, long step, long timestampMilliseconds, Guid id)
    {
        if (key.Length == 0 || !key.All(IsAllowed))
        {
            throw ArtifactErrors.Invalid(
                "The `key` parameter may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), and slashes (/)." +
                $"The provided key `{key}` contains invalid characters.");
        }

        if (!png.AsSpan().StartsWith(PngSignature))
        {
            throw ArtifactErrors.Invalid($"The image '{key}' is no PNG file. Convert it, or log it as a file of its own by LogArtifact.");
        }

        var path = string.Format(
            CultureInfo.InvariantCulture, "images/{0}+step+{1}+timestamp+{2}+{3:D}.png", key.Replace('/', '~'), step, timestampMilliseconds, id);
        return new ArtifactContent(path, png, [new RunTag(TagKey, TagValue)]);
    }

    private static bool IsAllowed(char character) =>
        character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '-' or '.' or '/' or ' ';
}
