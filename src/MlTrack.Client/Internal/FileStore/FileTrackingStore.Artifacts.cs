using MlTrack.Internal.Artifacts;
using MlTrack.Internal.Diagnostics;
using MlTrack.Stores;

namespace MlTrack.Internal.FileStore;

/// <content>Where artifacts lie.</content>
/// <remarks>
/// The recorded URIs are absolute, so that they still name the old place when a tree was moved or an experiment went to the trash. A local one that is not
/// there, and that has the form which a store gives by itself, is looked for in the tree that was opened.
/// </remarks>
internal sealed partial class FileTrackingStore
{
    /// <inheritdoc/>
    public ValueTask<IArtifactRepository> GetRunArtifactsAsync(RunInfo run, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(run);

        return Do(
            () =>
            {
                var place = RequireRun(run.RunId);
                var own = MlrunsLayout.Join(place.Folder, MlrunsLayout.Artifacts);
                return OpenArtifacts(run.ArtifactUri, own, run.ExperimentId, run.RunId, MlrunsLayout.Artifacts);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IArtifactRepository> GetModelArtifactsAsync(LoggedModel model, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(model);

        return Do(
            () =>
            {
                var place = RequireModel(model.ModelId, allowDeleted: true, out _);
                var own = MlrunsLayout.Join(place.Folder, MlrunsLayout.Artifacts);
                return OpenArtifacts(model.ArtifactLocation, own, model.ExperimentId, MlrunsLayout.Models, model.ModelId, MlrunsLayout.Artifacts);
            },
            cancellationToken);
    }

    private IArtifactRepository OpenArtifacts(string uri, string own, params string[] ownTail)
    {
        if (uri.Length > 0 && !LocalUri.IsLocal(uri))
        {
            return ArtifactRepositories.Open(uri, _options);
        }

        var path = uri.Length == 0 ? own : LocalUri.ToPath(uri);
        if (path != own && !_context.Files.TryStat(path, out _, followLink: true) && EndsWith(path, ownTail) && _context.Files.TryStat(own, out _))
        {
            path = own;
        }

        // Links may lead anywhere within the store; below a place of its own only within that place.
        var boundary = IsBelow(path, Root) ? Root : null;
        return new LocalArtifactRepository(path, path == own && uri.Length == 0 ? FileUris.FromPath(own) : uri, _options, boundary, _context.Disk);
    }

    private static bool EndsWith(string path, string[] tail)
    {
        var segments = path.Split('/', Path.DirectorySeparatorChar);
        return segments.Length > tail.Length && tail.AsSpan().SequenceEqual(segments.AsSpan(segments.Length - tail.Length));
    }

    private static bool IsBelow(string path, string folder) =>
        path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
