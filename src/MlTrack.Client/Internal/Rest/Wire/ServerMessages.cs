namespace MlTrack.Internal.Rest.Wire;

/// <summary>An answer without content, which MLflow writes as <c>{}</c>.</summary>
internal sealed class EmptyMessage
{
    public static EmptyMessage Instance { get; } = new();
}

/// <summary>The body of an error.</summary>
internal sealed class ErrorMessage
{
    public string? ErrorCode { get; set; }

    public string? Message { get; set; }

    public string? Sqlstate { get; set; }

    public string? ErrorClass { get; set; }
}

/// <summary>Answer of <c>server-info</c>.</summary>
internal sealed class ServerInfoAnswer
{
    public string? StoreType { get; set; }

    public bool? WorkspacesEnabled { get; set; }

    public bool? TraceArchivalEnabled { get; set; }

    public bool? MultipartUploadsEnabled { get; set; }

    public bool? MultipartDownloadsEnabled { get; set; }

    public bool? PresignedUploadRunIdSupported { get; set; }

    public bool? PresignedUploadModelIdSupported { get; set; }
}
