using MlTrack.Internal.Artifacts;
using MlTrack.Models;

namespace MlTrack.Internal.Packaging;

/// <summary>Makes a model's folder readable on this machine and compares its files with what was logged.</summary>
internal static class ModelOpener
{
    internal static async Task<ModelFolder> OpenAsync(ModelLocation location, string uri, bool verify, CancellationToken cancellationToken)
    {
        ScratchFolder? copy = null;
        try
        {
            string root;
            if (location.Artifacts is LocalArtifactRepository local)
            {
                root = local.FindRoot() is { } folder && new ModelFiles(folder).Find(location.Path) is { } place ? place : throw ModelErrors.NoModelFile(uri);
            }
            else
            {
                copy = new ScratchFolder();
                root = await FetchAsync(location, copy, cancellationToken).ConfigureAwait(false);
            }

            var files = new ModelFiles(root);
            var file = ReadModelFile(files, uri);
            string? expected = null;
            location.Model?.Tags.TryGetValue(ModelManifest.Tag, out expected);
            var isVerified = verify && ModelManifest.Verify(files, uri, expected, cancellationToken) is not null;
            return new ModelFolder(files, file, location, isVerified, copy);
        }
        catch
        {
            copy?.Dispose();
            throw;
        }
    }

    /// <summary>Reads the MLmodel file of a folder.</summary>
    /// <exception cref="MlTrackException">There is none, or it cannot be understood.</exception>
    internal static ModelFile ReadModelFile(ModelFiles files, string uri) =>
        files.Find(ModelFile.FileName) is { } path ? ModelFile.Parse(ReadModelFile(path)) : throw ModelErrors.NoModelFile(uri);

    private static async Task<string> FetchAsync(ModelLocation location, ScratchFolder copy, CancellationToken cancellationToken)
    {
        var path = location.Path.Length == 0 ? null : location.Path;
        return await location.Artifacts.DownloadAsync(path, copy.Path, cancellationToken).ConfigureAwait(false);
    }

    private static ReadOnlyMemory<byte> ReadModelFile(string path)
    {
        const int MaxBytes = 16 << 20;
        return new FileInfo(path).Length > MaxBytes
            ? throw new MlTrackException(MlTrackErrorCode.InvalidParameterValue, $"'{path}' is too long for an {ModelFile.FileName} file.") { Path = path }
            : File.ReadAllBytes(path);
    }
}
