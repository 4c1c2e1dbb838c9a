namespace MlTrack.Internal.Rest.Wire;

/// <summary>A file or folder. A folder has no <see cref="FileSize"/>, and neither has an empty file.</summary>
internal sealed class FileInfoMessage
{
    public string? Path { get; set; }

    public bool? IsDir { get; set; }

    public long? FileSize { get; set; }
}

/// <summary>Query of <c>artifacts/list</c>, and of <c>logged-models/{id}/artifacts/directories</c> with <see cref="ArtifactDirectoryPath"/>.</summary>
internal sealed class ListArtifactsMessage
{
    public string? RunUuid { get; set; }

    public string? Path { get; set; }

    public string? RunId { get; set; }

    public string? PageToken { get; set; }

    public string? ArtifactDirectoryPath { get; set; }
}

/// <summary>
/// Answer of <c>artifacts/list</c> (paths from the run's root), of <c>logged-models/{id}/artifacts/directories</c>, and of a listing through the
/// proxy (no <see cref="RootUri"/>; names relative to the folder).
/// </summary>
internal sealed class ListArtifactsAnswer
{
    public string? RootUri { get; set; }

    public List<FileInfoMessage>? Files { get; set; }

    public string? NextPageToken { get; set; }
}

/// <summary>Request of <c>mlflow-artifacts/mpu/create</c>, <c>complete</c> and <c>abort</c>.</summary>
internal sealed class MultipartMessage
{
    public string? Path { get; set; }

    public long? NumParts { get; set; }

    public string? UploadId { get; set; }

    public List<MultipartPartMessage>? Parts { get; set; }
}

/// <summary>One part of a multipart upload that is complete.</summary>
internal sealed class MultipartPartMessage
{
    public long? PartNumber { get; set; }

    public string? Etag { get; set; }

    public string? Url { get; set; }
}

/// <summary>Answer of <c>mlflow-artifacts/mpu/create</c>.</summary>
internal sealed class MultipartAnswer
{
    public string? UploadId { get; set; }

    public List<MultipartCredentialMessage>? Credentials { get; set; }
}

/// <summary>Where one part of a multipart upload goes.</summary>
internal sealed class MultipartCredentialMessage
{
    public string? Url { get; set; }

    public long? PartNumber { get; set; }

    public Dictionary<string, string>? Headers { get; set; }
}

/// <summary>Request of <c>artifacts/presigned-upload-url</c> and <c>artifacts/presigned-download-url</c>.</summary>
internal sealed class PresignedUrlMessage
{
    public string? RunId { get; set; }

    public string? Path { get; set; }

    public long? Expiration { get; set; }

    public string? ModelId { get; set; }
}
