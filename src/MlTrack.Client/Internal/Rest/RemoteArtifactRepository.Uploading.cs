using System.Runtime.ExceptionServices;
using MlTrack.Internal.Artifacts;
using MlTrack.Internal.IO;

namespace MlTrack.Internal.Rest;

/// <content>Uploading.</content>
internal sealed partial class RemoteArtifactRepository
{
    /// <inheritdoc/>
    public async ValueTask UploadAsync(Stream content, string artifactFile, CancellationToken cancellationToken = default)
    {
        if (content is null)
        {
            throw new ArgumentNullException(nameof(content));
        }

        var target = ArtifactPathRules.CheckFileForWriting(artifactFile ?? throw new ArgumentNullException(nameof(artifactFile)));
        cancellationToken.ThrowIfCancellationRequested();
        if (await MultipartUpload.TryAsync(_connection, _address, content, target, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        var source = new UploadSource(content, content.CanSeek ? content.Length - content.Position : null);
        await PutAsync(_connection, new RestRequest(HttpMethod.Put, _address.PathOf(target), Repeat.Harmless), source, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask LogArtifactAsync(string localFile, string? artifactPath = null, CancellationToken cancellationToken = default)
    {
        var source = Path.GetFullPath(localFile ?? throw new ArgumentNullException(nameof(localFile)));
        var folder = ArtifactPathRules.CheckForWriting(artifactPath);
        var name = Path.GetFileName(source.TrimEnd(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar));
        var target = ArtifactPathRules.CheckFileForWriting(ArtifactAddress.Join(folder, name));
        if (Directory.Exists(source))
        {
            await UploadFolderAsync(source, target, cancellationToken).ConfigureAwait(false);
            return;
        }

        await UploadFileAsync(source, target, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>Empty folders stay behind: servers keep files only.</remarks>
    public async ValueTask LogArtifactsAsync(string localFolder, string? artifactPath = null, CancellationToken cancellationToken = default)
    {
        var source = Path.GetFullPath(localFolder ?? throw new ArgumentNullException(nameof(localFolder)));
        var target = ArtifactPathRules.CheckForWriting(artifactPath);
        if (!Directory.Exists(source))
        {
            throw new DirectoryNotFoundException($"There is no folder '{source}' to log.");
        }

        await UploadFolderAsync(source, target, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a body, again from its beginning where the fault may pass and the source can be read again.</summary>
    /// <returns>The answer's <c>ETag</c>, or null.</returns>
    internal static async ValueTask<string?> PutAsync(RestConnection connection, RestRequest request, UploadSource source, CancellationToken cancellationToken)
    {
        var answer = await connection.RepeatAsync(
            request,
            async token =>
            {
                using var timer = new AttemptTimer(connection.Settings.Timeout, token);
                try
                {
                    using var response = await connection.SendOnceAsync(request, () => new UploadContent(source, timer), null, timer).ConfigureAwait(false);
                    return Tuple.Create(response.Headers.ETag?.Tag);
                }
                catch (Exception) when (source.Fault is not null)
                {
                    // The caller's own stream failed, not the network: no repeat helps.
                    ExceptionDispatchInfo.Capture(source.Fault).Throw();
                    throw;
                }
                catch (Exception error) when (RestConnection.IsBreak(error))
                {
                    var failure = connection.Explain(request, error, timer, token);
                    throw source.CanRepeat ? failure : failure.Failure.Exception;
                }
                catch (RestAttemptException refused) when (!source.CanRepeat)
                {
                    throw refused.Failure.Exception;
                }
            },
            cancellationToken).ConfigureAwait(false);
        return answer?.Item1;
    }

    private async ValueTask UploadFolderAsync(string source, string target, CancellationToken cancellationToken)
    {
        var walk = LocalFolderWalk.Read(PhysicalFileSystem.Instance, source, null, cancellationToken);
        foreach (var file in walk.Files)
        {
            await UploadFileAsync(
                ArtifactTree.Join(source, file), ArtifactPathRules.CheckFileForWriting(ArtifactAddress.Join(target, file)), cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask UploadFileAsync(string source, string target, CancellationToken cancellationToken)
    {
        using var content = new ReadHandleStream(LocalSource.Open(PhysicalFileSystem.Instance, source));
        await UploadAsync(content, target, cancellationToken).ConfigureAwait(false);
    }
}
