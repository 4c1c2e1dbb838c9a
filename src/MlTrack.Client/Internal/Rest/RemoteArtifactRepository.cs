using MlTrack.Internal.Artifacts;
using MlTrack.Internal.IO;
using MlTrack.Internal.Rest.Wire;
using MlTrack.Stores;

namespace MlTrack.Internal.Rest;

/// <summary>Artifacts that a server keeps, through its proxy: streamed both ways, in constant memory.</summary>
/// <remarks>
/// Thread-safe. An upload appears on the server whole or not at all. A download that breaks off goes on where it was; a file appears in the local folder
/// when it is complete.
/// </remarks>
internal sealed partial class RemoteArtifactRepository : IArtifactRepository
{
    // Deeper trees are somebody's trap: each level costs a request.
    private const int MaxDepth = 128;

    private readonly RestConnection _connection;
    private readonly ArtifactAddress _address;
    private readonly ArtifactWriter _writer;

    internal RemoteArtifactRepository(RestConnection connection, ArtifactAddress address, string uri, MlTrackClientOptions options)
    {
        (_connection, _address, Uri) = (connection, address, uri);
        _writer = new ArtifactWriter(PhysicalFileSystem.Instance, options);
    }

    /// <inheritdoc/>
    public string Uri { get; }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ArtifactInfo>> ListAsync(string? path = null, CancellationToken cancellationToken = default)
    {
        var normal = ArtifactPathRules.CheckForListing(path);
        if (_address.ProxyPath.Length == 0)
        {
            throw new MlTrackException(MlTrackErrorCode.NotImplemented, $"'{Uri}' cannot be listed: it does not lie behind the artifact proxy of a MLflow server.");
        }

        var request = new RestRequest(HttpMethod.Get, _address.ListingOf(normal), Repeat.Harmless);
        var answer = await _connection.CallAsync<ListArtifactsAnswer>(request, cancellationToken).ConfigureAwait(false);
        if (answer.Files is not { Count: > 0 } files)
        {
            return [];
        }

        var found = files.ConvertAll(file => ToInfo(normal, file));
        found.Sort((x, y) => CodePointOrder.Instance.Compare(x.Path, y.Path));
        return found;
    }

    /// <inheritdoc/>
    public async ValueTask<Stream> OpenReadAsync(string path, CancellationToken cancellationToken = default)
    {
        var normal = ArtifactPathRules.CheckForReading(path ?? throw new ArgumentNullException(nameof(path)));
        if (normal.Length == 0)
        {
            throw ArtifactErrors.NotFound(path);
        }

        try
        {
            return await RemoteFileStream.OpenAsync(_connection, _address.PathOf(normal), cancellationToken).ConfigureAwait(false);
        }
        catch (MlTrackServerException error) when (IsNoFile(error))
        {
            throw ArtifactErrors.NotFound(path);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<string> DownloadAsync(string? path, string destinationFolder, CancellationToken cancellationToken = default)
    {
        var normal = ArtifactPathRules.CheckForReading(path);
        var destination = Path.GetFullPath(destinationFolder ?? throw new ArgumentNullException(nameof(destinationFolder)));
        var target = ArtifactTree.Join(destination, normal);
        try
        {
            var entries = await ListAsync(normal, cancellationToken).ConfigureAwait(false);
            if (entries.Count > 0)
            {
                await DownloadFolderAsync(entries, target, destination, MaxDepth, cancellationToken).ConfigureAwait(false);
            }
            else if (normal.Length == 0)
            {
                Directory.CreateDirectory(target);
            }
            else
            {
                // As with MLflow's client: what has no entries is a file, or nothing.
                await DownloadFileAsync(normal, target, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (StoreIOException fault)
        {
            throw ArtifactErrors.Translate(fault, normal);
        }

        return target;
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(string? path, CancellationToken cancellationToken = default)
    {
        var normal = ArtifactPathRules.CheckForReading(path);
        var request = new RestRequest(HttpMethod.Delete, _address.PathOf(normal), Repeat.Harmless);
        try
        {
            await _connection.CallAsync<EmptyMessage>(request, cancellationToken).ConfigureAwait(false);
        }
        catch (MlTrackServerException error) when (error.ErrorCode == MlTrackErrorCode.ResourceDoesNotExist)
        {
            // Some artifact stores behind a proxy say so; gone is what was asked for.
        }
    }

    private async ValueTask DownloadFolderAsync(
        IReadOnlyList<ArtifactInfo> entries, string folder, string destination, int depth, CancellationToken cancellationToken)
    {
        if (depth == 0)
        {
            throw ArtifactErrors.Invalid($"The server lists more than {MaxDepth} levels of folders.");
        }

        Directory.CreateDirectory(folder);
        foreach (var entry in entries)
        {
            var target = ArtifactTree.Join(destination, entry.Path);
            if (entry.IsDirectory)
            {
                var inner = await ListAsync(entry.Path, cancellationToken).ConfigureAwait(false);
                await DownloadFolderAsync(inner, target, destination, depth - 1, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await DownloadFileAsync(entry.Path, target, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask DownloadFileAsync(string path, string target, CancellationToken cancellationToken)
    {
        using var content = await OpenReadAsync(path, cancellationToken).ConfigureAwait(false);
        var folder = Path.GetDirectoryName(target)!; // Of a file below a full path: there is one.
        Directory.CreateDirectory(folder);
        await _writer.WriteAsync(folder, Path.GetFileName(target), content, null, cancellationToken).ConfigureAwait(false);
    }

    // A name from a server becomes a path of this machine: it must be one plain segment that means nothing else.
    private static ArtifactInfo ToInfo(string folder, FileInfoMessage? message)
    {
        var file = WireEntries.ToFile(message);
        if (file.Path.Length == 0 || file.Path.IndexOf('/') >= 0)
        {
            throw ArtifactErrors.Invalid($"The server lists '{file.Path}' in the folder '{folder}': that is no name of a file.");
        }

        var path = ArtifactAddress.Join(folder, file.Path);
        return string.Equals(ArtifactPathRules.CheckForReading(path), path, StringComparison.Ordinal)
            ? file with { Path = path }
            : throw ArtifactErrors.Outside();
    }

    // A folder where a file was asked for gives 400 with words of the web framework.
    private static bool IsNoFile(MlTrackServerException error) => error.ErrorCode == MlTrackErrorCode.ResourceDoesNotExist ||
        (error.StatusCode == 400 && error.Message.IndexOf("refers to a directory", StringComparison.Ordinal) >= 0);
}
