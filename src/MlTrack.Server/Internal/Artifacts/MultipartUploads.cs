using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using MlTrack.Server.Internal.Binding;

namespace MlTrack.Server.Internal.Artifacts;

/// <summary>
/// Files that arrive in parts. Each upload has a folder of its own beside the artifacts destination, where nothing is served: the file appears at its place when all
/// parts are there, whole, and not before. Uploads that nobody goes on with are removed after a day.
/// </summary>
/// <remarks>Thread-safe, also among processes that share the folder. A server that is started anew goes on with what it finds.</remarks>
internal sealed class MultipartUploads(ServerCore core)
{
    /// <summary>The greatest number of parts, as in object stores.</summary>
    internal const int MaxParts = 10_000;

    // An upload costs a folder; whoever begins more has forgotten how to end them.
    private const int MaxUploads = 1000;
    private const int IdBytes = 16;
    private const int SecretBytes = 32;
    private const string Note = "upload.json";

    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    private readonly string _root = Path.GetFullPath(core.Options.ArtifactsDestination).TrimEnd(Path.DirectorySeparatorChar) + ".uploads";

    /// <summary>Begins an upload.</summary>
    /// <param name="path">The file's proxied path.</param>
    /// <param name="user">Who begins it, and alone may end it; null where nobody logs in.</param>
    /// <param name="parts">How many parts there will be.</param>
    /// <returns>The upload, and the secret by which parts may be sent.</returns>
    internal (UploadNote Upload, string Secret) Begin(string path, string? user, int parts)
    {
        RemoveAbandoned();
        var secret = Hex(SecretBytes);
        var upload = new UploadNote { Id = Hex(IdBytes), Path = path, User = user, Parts = parts, SecretHash = HashOf(secret), Begun = core.Options.TimeProvider.GetUtcNow() };
        var folder = FolderOf(upload.Id);
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        File.WriteAllBytes(Path.Combine(folder, Note), JsonSerializer.SerializeToUtf8Bytes(upload, UploadJson.Default.UploadNote));
        return (upload, secret);
    }

    /// <summary>Gives an upload.</summary>
    /// <exception cref="MlTrackException">There is none: it has ended, or was never begun.</exception>
    internal UploadNote Get(string? id)
    {
        if (id is { Length: 2 * IdBytes } && id.AsSpan().IndexOfAnyExcept("0123456789abcdef") < 0)
        {
            try
            {
                return JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(FolderOf(id), Note)), UploadJson.Default.UploadNote) ?? throw Missing(id);
            }
            catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException or JsonException)
            {
                // Ended meanwhile; or its note was cut off by a crash, before anybody was told of it.
            }
        }

        throw Missing(id);
    }

    /// <summary>Whether this is the secret that was given to who began the upload.</summary>
    internal static bool IsSecretOf(UploadNote upload, string? secret) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(HashOf(secret ?? "")), Encoding.ASCII.GetBytes(upload.SecretHash));

    /// <summary>Takes a part; a part that is sent again replaces the one before.</summary>
    /// <returns>Its tag, by which it is named at the end.</returns>
    internal async ValueTask<string> TakeAsync(UploadNote upload, int number, Stream content, CancellationToken cancellationToken)
    {
        if (number < 1 || number > upload.Parts)
        {
            throw BindingFaults.Invalid($"There is no part {number}: the upload has {upload.Parts}.");
        }

        var folder = FolderOf(upload.Id);
        var limit = core.Options.MaxArtifactBytes - LengthOf(folder, except: number);
        var temporary = Path.Combine(folder, "." + Hex(IdBytes));
        var limited = new LimitedStream(content, limit);
        await using (limited.ConfigureAwait(false))
        {
            try
            {
                var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous);
                await using (file.ConfigureAwait(false))
                {
                    await limited.CopyToAsync(file, cancellationToken).ConfigureAwait(false);
                }

                var tag = Hex(IdBytes);
                File.Move(temporary, Path.Combine(folder, NameOf(number, tag)));
                foreach (var old in PartsOf(folder).Where(part => part.Number == number && part.Tag != tag))
                {
                    File.Delete(old.File);
                }

                core.Metrics.Received(limited.Count);
                return tag;
            }
            catch (DirectoryNotFoundException)
            {
                throw Missing(upload.Id);
            }
            finally
            {
                Remove(temporary);
            }
        }
    }

    /// <summary>Gives the files of the parts, in their order.</summary>
    /// <param name="upload">The upload.</param>
    /// <param name="tags">The tags of all parts, the first one's first.</param>
    /// <exception cref="MlTrackException">A part is not there, or is another one.</exception>
    internal IReadOnlyList<string> FilesOf(UploadNote upload, IReadOnlyList<string> tags)
    {
        if (tags.Count != upload.Parts)
        {
            throw BindingFaults.Invalid($"All {upload.Parts} parts must be named, in their order; {tags.Count} are.");
        }

        var there = PartsOf(FolderOf(upload.Id)).ToDictionary(part => (part.Number, part.Tag), part => part.File);
        return [.. tags.Select((tag, index) => there.TryGetValue((index + 1, tag), out var file)
            ? file
            : throw BindingFaults.Invalid($"Part {index + 1} is not the one that was named, or is not there."))];
    }

    /// <summary>Removes an upload with all its parts.</summary>
    internal void End(UploadNote upload) => RemoveFolder(FolderOf(upload.Id));

    private void RemoveAbandoned()
    {
        if (!Directory.Exists(_root))
        {
            return;
        }

        var left = 0;
        foreach (var folder in new DirectoryInfo(_root).EnumerateDirectories())
        {
            if (IsAbandoned(folder))
            {
                RemoveFolder(folder.FullName);
            }
            else if (++left >= MaxUploads)
            {
                throw new MlTrackException("RESOURCE_EXHAUSTED", $"There are {MaxUploads} uploads in parts that have not ended. Complete or abort some, or send the file in one piece.");
            }
        }
    }

    private bool IsAbandoned(DirectoryInfo folder)
    {
        try
        {
            return core.Options.TimeProvider.GetUtcNow() - Get(folder.Name).Begun > KeptFor;
        }
        catch (MlTrackException)
        {
            // Without a note nobody can go on with it; it may be being made at this moment.
            return core.Options.TimeProvider.GetUtcNow() - folder.LastWriteTimeUtc > KeptFor;
        }
    }

    private static void RemoveFolder(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Another request was first.
        }
    }

    private static void Remove(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (DirectoryNotFoundException)
        {
            // The upload has ended meanwhile.
        }
    }

    private static long LengthOf(string folder, int except) => PartsOf(folder).Where(part => part.Number != except).Sum(part => new FileInfo(part.File).Length);

    private static List<(int Number, string Tag, string File)> PartsOf(string folder)
    {
        var parts = new List<(int, string, string)>();
        if (!Directory.Exists(folder))
        {
            return parts;
        }

        foreach (var file in Directory.EnumerateFiles(folder, "*.part"))
        {
            var name = Path.GetFileNameWithoutExtension(file).Split('-');
            if (name.Length == 2 && int.TryParse(name[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                parts.Add((number, name[1], file));
            }
        }

        return parts;
    }

    private static string NameOf(int number, string tag) => string.Create(CultureInfo.InvariantCulture, $"{number}-{tag}.part");

    private string FolderOf(string id) => Path.Combine(_root, id);

    private static string Hex(int bytes) => RandomNumberGenerator.GetHexString(2 * bytes, lowercase: true);

    private static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private static MlTrackException Missing(string? id) => new(MlTrackErrorCode.ResourceDoesNotExist, $"There is no multipart upload '{id}'. It has ended, or was never begun.");
}

/// <summary>What is noted of an upload.</summary>
internal sealed record UploadNote
{
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>The file's proxied path.</summary>
    [JsonPropertyName("path")]
    public required string Path { get; init; }

    /// <summary>Who began it.</summary>
    [JsonPropertyName("user")]
    public string? User { get; init; }

    /// <summary>When.</summary>
    [JsonPropertyName("begun")]
    public required DateTimeOffset Begun { get; init; }

    /// <summary>How many parts there will be.</summary>
    [JsonPropertyName("parts")]
    public required int Parts { get; init; }

    /// <summary>SHA-256 of the secret by which parts may be sent.</summary>
    [JsonPropertyName("secret_hash")]
    public required string SecretHash { get; init; }
}

[JsonSerializable(typeof(UploadNote))]
internal sealed partial class UploadJson : JsonSerializerContext;
