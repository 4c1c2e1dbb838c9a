using Microsoft.AspNetCore.Http;
using MlTrack.Internal.Artifacts;
using MlTrack.Internal.Rest.Wire;
using MlTrack.Server.Internal.Binding;

namespace MlTrack.Server.Internal.Artifacts;

/// <summary>Sends, takes and lists files, always as streams.</summary>
internal static class ArtifactFiles
{
    /// <summary>Sends a file, or the part of it that is asked for, in a form that no browser shows as a page of this server.</summary>
    /// <param name="call">The request.</param>
    /// <param name="place">The file.</param>
    /// <param name="isFolder">What a folder in its place is answered with.</param>
    internal static async Task SendAsync(Call call, ArtifactPlace place, Func<string, Exception> isFolder)
    {
        var content = await OpenAsync(place, isFolder, call.Gone).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            var name = place.Path[(place.Path.LastIndexOf('/') + 1)..];
            var headers = call.Http.Response.Headers;
            headers.ContentDisposition = ContentDisposition.Attachment(name);
            headers.ContentSecurityPolicy = "sandbox";
            var range = call.Http.Request.Headers.Range;
            if (range.Count > 1 || range.ToString().Contains(',', StringComparison.Ordinal))
            {
                // Many ranges at once are a way to make a server work; the whole file is a right answer too.
                call.Http.Request.Headers.Remove("Range");
            }

            // What has no length that is known before is counted as it is read.
            var counted = content.CanSeek ? null : new LimitedStream(content, long.MaxValue);
            await TypedResults.Stream(counted ?? content, ContentTypes.Of(name), enableRangeProcessing: content.CanSeek).ExecuteAsync(call.Http).ConfigureAwait(false);
            call.Core.Metrics.Sent(counted?.Count ?? LengthOfBody(call.Http));
        }
    }

    /// <summary>Takes a file from the body of the request; it appears whole or not at all.</summary>
    internal static async Task TakeAsync(Call call, ArtifactPlace place, long limit)
    {
        ArtifactPathRules.CheckFileForWriting(place.Path);
        if (call.Http.Request.ContentLength > limit)
        {
            throw LimitedStream.TooLarge(limit);
        }

        var content = new LimitedStream(call.Http.Request.Body, limit);
        await using (content.ConfigureAwait(false))
        {
            await place.Repository.UploadAsync(content, place.Path, call.Gone).ConfigureAwait(false);
            call.Core.Metrics.Received(content.Count);
        }
    }

    /// <summary>Lists a folder.</summary>
    /// <param name="call">The request.</param>
    /// <param name="place">The folder.</param>
    /// <param name="namesOnly">True for names in the folder, false for paths from the repository's root.</param>
    internal static async Task<List<FileInfoMessage>?> ListAsync(Call call, ArtifactPlace place, bool namesOnly)
    {
        var files = await place.Repository.ListAsync(place.Path, call.Gone).ConfigureAwait(false);
        return files.Count == 0
            ? null
            : [.. files.Select(file => WireEntries.ToMessage(namesOnly ? file with { Path = file.Path[(file.Path.LastIndexOf('/') + 1)..] } : file))];
    }

    /// <summary>A folder where a file was asked for, in the run's own words.</summary>
    internal static Exception FolderFault(string shown) => BindingFaults.Invalid($"Artifact path refers to a directory, not a file: '{shown}'");

    // A question for the head, for a part, or whether the file has changed, is answered with less than the file.
    private static long LengthOfBody(HttpContext http) =>
        HttpMethods.IsHead(http.Request.Method) || http.Response.StatusCode is not (StatusCodes.Status200OK or StatusCodes.Status206PartialContent) ? 0 : http.Response.ContentLength ?? 0;

    private static async ValueTask<Stream> OpenAsync(ArtifactPlace place, Func<string, Exception> isFolder, CancellationToken cancellationToken)
    {
        try
        {
            return place.Path.Length == 0 ? throw isFolder(place.Shown) : await place.Repository.OpenReadAsync(place.Path, cancellationToken).ConfigureAwait(false);
        }
        catch (MlTrackException missing) when (missing.ErrorCode == MlTrackErrorCode.ResourceDoesNotExist)
        {
            var entries = await place.Repository.ListAsync(place.Path, cancellationToken).ConfigureAwait(false);
            throw entries.Count > 0 ? isFolder(place.Shown) : ArtifactErrors.NotFound(place.Shown);
        }
    }
}
