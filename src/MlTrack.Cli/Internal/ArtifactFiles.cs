using MlTrack.Stores;

namespace MlTrack.Cli.Internal;

/// <summary>What lies in a folder of artifacts and in the folders under it.</summary>
internal static class ArtifactFiles
{
    /// <summary>Everything under a folder, each folder before what is in it.</summary>
    public static async Task<IReadOnlyList<ArtifactInfo>> EntriesAsync(IArtifactRepository artifacts, string? path, CancellationToken cancellationToken)
    {
        var entries = new List<ArtifactInfo>();
        await CollectAsync(artifacts, path, entries, cancellationToken);
        return entries;
    }

    /// <summary>The files that a path means: the file itself, or all under a folder.</summary>
    public static async Task<IReadOnlyList<ArtifactInfo>> UnderAsync(IArtifactRepository artifacts, string? path, CancellationToken cancellationToken)
    {
        var files = (await EntriesAsync(artifacts, path, cancellationToken)).Where(entry => !entry.IsDirectory).ToList();
        if (files.Count > 0 || path is null)
        {
            return files;
        }

        // A file is no folder to list; the folder that it is in knows its size.
        var slash = path.LastIndexOf('/');
        return [.. (await artifacts.ListAsync(slash < 0 ? null : path[..slash], cancellationToken)).Where(entry => entry.Path == path && !entry.IsDirectory)];
    }

    private static async Task CollectAsync(IArtifactRepository artifacts, string? path, List<ArtifactInfo> into, CancellationToken cancellationToken)
    {
        foreach (var entry in await artifacts.ListAsync(path, cancellationToken))
        {
            into.Add(entry);
            if (entry.IsDirectory)
            {
                await CollectAsync(artifacts, entry.Path, into, cancellationToken);
            }
        }
    }
}
