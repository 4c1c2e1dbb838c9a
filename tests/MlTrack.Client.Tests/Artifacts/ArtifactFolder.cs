using System.Text;
using MlTrack.Internal.Artifacts;
using MlTrack.Stores;
using MlTrack.Tests.Support;

namespace MlTrack.Tests.Artifacts;

/// <summary>A repository in a folder of its own, with a folder for the caller's files beside it.</summary>
internal sealed class ArtifactFolder : IDisposable
{
    private readonly TempFolder _folder = new();

    public ArtifactFolder(FollowLinks follow = FollowLinks.WithinRoot, Durability durability = Durability.Process)
    {
        Root = _folder.PathOf("run", "artifacts");
        Local = _folder.PathOf("local");
        Directory.CreateDirectory(Root);
        Directory.CreateDirectory(Local);
        Repository = new LocalArtifactRepository(Root, "file://" + Root, new MlTrackClientOptions { FollowLinks = follow, Durability = durability });
    }

    public string Root { get; }

    public string Local { get; }

    /// <summary>Around both.</summary>
    public string Around => _folder.Path;

    public IArtifactRepository Repository { get; }

    public string RootPath(string path) => Path.Combine([Root, .. path.Split('/')]);

    public string WriteLocal(string path, string content) => _folder.Write("local/" + path, content);

    public string WriteRoot(string path, string content) => _folder.Write("run/artifacts/" + path, content);

    public ValueTask PutAsync(string path, string content) => Repository.UploadAsync(new MemoryStream(Encoding.UTF8.GetBytes(content)), path);

    public async Task<string> ReadAsync(string path)
    {
        await using var stream = await Repository.OpenReadAsync(path);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }

    public async Task<string[]> NamesAsync(string? path = null) => (await Repository.ListAsync(path)).Select(entry => entry.Path).ToArray();

    /// <summary>Every file and folder below the folder around all, to see that nothing was made or lost elsewhere.</summary>
    public string[] Everything() => Directory.GetFileSystemEntries(Around, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();

    public void Dispose() => _folder.Dispose();
}
