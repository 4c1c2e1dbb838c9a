using System.Globalization;
using System.Text;
using System.Text.Json;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.Packaging;

/// <summary>
/// The lengths and SHA-256 hashes of a model's files, in a JSON file beside them:
/// <c>{"version": 1, "files": [{"path": "model.zip", "size": 335, "sha256": "…"}]}</c>, sorted by path.
/// </summary>
/// <remarks>
/// Without the MLmodel file, which MLflow rewrites (<c>set_signature</c>), and without what MLflow adds when it loads a model. The hash of the manifest itself
/// is a tag of the logged model, so that files and manifest cannot be changed together unseen.
/// </remarks>
internal sealed class ModelManifest
{
    /// <summary>The tag with the hash of the manifest.</summary>
    internal const string Tag = "mltrack.manifest";

    private const int Version = 1;
    private const int MaxBytes = 64 << 20;

    private ModelManifest(IReadOnlyList<ManifestEntry> entries) => Entries = entries;

    internal IReadOnlyList<ManifestEntry> Entries { get; }

    internal static byte[] Write(IEnumerable<ManifestEntry> entries)
    {
        var json = new PythonJsonWriter(indent: 2).StartObject().Name("version").Number(Version).Name("files").StartArray();
        foreach (var entry in entries.OrderBy(entry => entry.Path, StringComparer.Ordinal))
        {
            json.StartObject().Name("path").String(entry.Path).Name("size").Number(entry.Size).Name("sha256").String(entry.Hash).EndObject();
        }

        return Encoding.UTF8.GetBytes(json.EndArray().EndObject().ToString());
    }

    /// <exception cref="MlTrackException">It is none, or of a later version.</exception>
    internal static ModelManifest Read(byte[] content, string uri)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            var root = document.RootElement;
            var version = root.GetProperty("version").GetInt32();
            return version == Version
                ? new ModelManifest([.. root.GetProperty("files").EnumerateArray().Select(ReadEntry)])
                : throw ModelErrors.BadManifest(uri, string.Format(CultureInfo.InvariantCulture, "version {0} is not known here", version));
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw ModelErrors.BadManifest(uri, fault.Message);
        }
    }

    /// <summary>Compares the files of a folder; null when there is no manifest.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="uri">The model, for messages.</param>
    /// <param name="expectedHash">The hash of the manifest that was recorded elsewhere, or null.</param>
    /// <exception cref="MlTrackException"><see cref="MlTrackErrorCode.InvalidState"/>: a file is missing or another.</exception>
    internal static ModelManifest? Verify(ModelFiles folder, string uri, string? expectedHash, CancellationToken cancellationToken)
    {
        var path = folder.Find(ModelFolderFiles.ManifestName);
        if (path is null)
        {
            return expectedHash is null ? null : throw ModelErrors.Changed(ModelFolderFiles.ManifestName, uri, "is missing");
        }

        if (new FileInfo(path).Length > MaxBytes)
        {
            throw ModelErrors.BadManifest(uri, "it is too long");
        }

        var content = File.ReadAllBytes(path);
        if (expectedHash is not null && Hash(new MemoryStream(content), cancellationToken).Hash != expectedHash)
        {
            throw ModelErrors.Changed(ModelFolderFiles.ManifestName, uri, "has changed");
        }

        var manifest = Read(content, uri);
        foreach (var entry in manifest.Entries)
        {
            Verify(folder, entry, uri, cancellationToken);
        }

        return manifest;
    }

    internal static string ToHex(byte[] hash) => string.Concat(hash.Select(part => part.ToString("x2", CultureInfo.InvariantCulture)));

    internal static (long Size, string Hash) Hash(Stream content, CancellationToken cancellationToken)
    {
        using var hashing = new HashingStream(content);
        var buffer = new byte[1 << 17];
        while (hashing.Read(buffer, 0, buffer.Length) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        return (hashing.Count, hashing.GetHash());
    }

    private static void Verify(ModelFiles folder, ManifestEntry entry, string uri, CancellationToken cancellationToken)
    {
        if (folder.Find(entry.Path) is not { } file)
        {
            throw ModelErrors.Changed(entry.Path, uri, "is missing");
        }

        // The length is looked at first: it costs nothing.
        if (new FileInfo(file).Length != entry.Size)
        {
            throw ModelErrors.Changed(entry.Path, uri, "has another length");
        }

        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1);
        if (Hash(stream, cancellationToken).Hash != entry.Hash)
        {
            throw ModelErrors.Changed(entry.Path, uri, "has another content");
        }
    }

    private static ManifestEntry ReadEntry(JsonElement entry) =>
        new(entry.GetProperty("path").GetString() ?? "", entry.GetProperty("size").GetInt64(), entry.GetProperty("sha256").GetString() ?? "");
}

/// <summary>One file of a model.</summary>
/// <param name="Path">Its path in the folder.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="Hash">Its SHA-256 in lower-case hexadecimal digits.</param>
internal sealed record ManifestEntry(string Path, long Size, string Hash);
