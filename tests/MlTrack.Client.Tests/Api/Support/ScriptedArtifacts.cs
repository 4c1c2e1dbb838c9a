using System.Collections.Concurrent;
using System.Text;
using MlTrack.Stores;

namespace MlTrack.Client.Tests.Api.Support;

/// <summary>Artifacts in memory that fail, or take their time, as a test wants.</summary>
internal sealed class ScriptedArtifacts : IArtifactRepository
{
    public string Uri => "scripted:artifacts";

    /// <summary>What asking for the repository throws, or null.</summary>
    public MlTrackException? Missing { get; set; }

    /// <summary>What a write throws, or null.</summary>
    public Func<Exception?> Fault { get; set; } = () => null;

    /// <summary>What a write waits for: a network, say.</summary>
    public Task Network { get; set; } = Task.CompletedTask;

    public ConcurrentDictionary<string, string> Files { get; } = new();

    public async ValueTask UploadAsync(Stream content, string artifactFile, CancellationToken cancellationToken = default)
    {
        await Network.WaitAsync(cancellationToken);
        if (Fault() is { } fault)
        {
            throw fault;
        }

        using var reader = new StreamReader(content, Encoding.UTF8, leaveOpen: true);
        Files[artifactFile] = await reader.ReadToEndAsync(cancellationToken);
    }

    public async ValueTask LogArtifactAsync(string localFile, string? artifactPath = null, CancellationToken cancellationToken = default)
    {
        using var content = File.OpenRead(localFile);
        await UploadAsync(content, (artifactPath is null ? "" : artifactPath + "/") + Path.GetFileName(localFile), cancellationToken);
    }

    public async ValueTask LogArtifactsAsync(string localFolder, string? artifactPath = null, CancellationToken cancellationToken = default)
    {
        foreach (var file in Directory.EnumerateFiles(localFolder))
        {
            await LogArtifactAsync(file, artifactPath, cancellationToken);
        }
    }

    public ValueTask<IReadOnlyList<ArtifactInfo>> ListAsync(string? path = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask<Stream> OpenReadAsync(string path, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask<string> DownloadAsync(string? path, string destinationFolder, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask DeleteAsync(string? path, CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
