using System.Globalization;

namespace MlTrack.Internal.Context;

/// <content>Connections to servers.</content>
internal sealed partial class MlflowEnvironment
{
    private const int RetryLimit = 10;
    private const int BackoffLimit = 120;

    /// <summary>The user of Basic authentication, also MLflow's first choice for the tag <c>mlflow.user</c>.</summary>
    internal string? TrackingUserName => _read.Text("MLFLOW_TRACKING_USERNAME");

    /// <summary>A secret: never logged.</summary>
    internal string? TrackingPassword => _read.Text("MLFLOW_TRACKING_PASSWORD");

    /// <summary>A secret: never logged. Used only where user and password are not both there.</summary>
    internal string? TrackingToken => _read.Text("MLFLOW_TRACKING_TOKEN");

    internal string? TrackingAuth => _read.Text("MLFLOW_TRACKING_AUTH");

    internal bool TrackingAwsSigV4 => _read.Boolean("MLFLOW_TRACKING_AWS_SIGV4") ?? false;

    internal bool TrackingInsecureTls => _read.Boolean("MLFLOW_TRACKING_INSECURE_TLS") ?? false;

    /// <summary>A file with the certificates of trusted authorities.</summary>
    internal string? TrackingServerCertPath => _read.Text("MLFLOW_TRACKING_SERVER_CERT_PATH");

    /// <summary>A PEM file with the client's certificate and key.</summary>
    internal string? TrackingClientCertPath => _read.Text("MLFLOW_TRACKING_CLIENT_CERT_PATH");

    internal TimeSpan HttpRequestTimeout => _read.Seconds("MLFLOW_HTTP_REQUEST_TIMEOUT") ?? TimeSpan.FromSeconds(120);

    internal int HttpRequestMaxRetries => AtMost(
        _read.IntegerAtLeast("MLFLOW_HTTP_REQUEST_MAX_RETRIES", 0) ?? 7, RetryLimit, "max_retries", "retries");

    /// <summary>In seconds; the wait before retry n is this times 2 to the power n - 1, and none before the first.</summary>
    internal int HttpRequestBackoffFactor => AtMost(
        _read.IntegerAtLeast("MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", 0) ?? 2, BackoffLimit, "backoff_factor", "backoff factor");

    /// <summary>In seconds; a random part of it is added to each wait.</summary>
    internal double HttpRequestBackoffJitter => _read.Float("MLFLOW_HTTP_REQUEST_BACKOFF_JITTER") ?? 1.0;

    internal bool HttpRespectRetryAfter => _read.Boolean("MLFLOW_HTTP_RESPECT_RETRY_AFTER_HEADER") ?? true;

    internal int HttpPoolMaxSize => _read.IntegerAtLeast("MLFLOW_HTTP_POOL_MAXSIZE", 1) ?? 10;

    internal bool HttpTcpKeepAlive => _read.Boolean("MLFLOW_HTTP_TCP_KEEPALIVE") ?? true;

    internal bool AllowHttpRedirects => _read.Boolean("MLFLOW_ALLOW_HTTP_REDIRECTS") ?? true;

    internal bool WorkspacesEnabled => _read.Boolean("MLFLOW_ENABLE_WORKSPACES") ?? false;

    internal string? Workspace => _read.Text("MLFLOW_WORKSPACE");

    internal TimeSpan? ArtifactUploadDownloadTimeout => _read.Seconds("MLFLOW_ARTIFACT_UPLOAD_DOWNLOAD_TIMEOUT");

    internal bool MultipartUploadEnabled => _read.Boolean("MLFLOW_ENABLE_MULTIPART_UPLOAD") ?? true;

    /// <summary>True where parts are sent to the proxy whatever it says of itself; null to ask it.</summary>
    internal bool? ProxyMultipartUpload => _read.Boolean("MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD");

    /// <summary>In bytes: shorter files go in one piece.</summary>
    internal int MultipartUploadMinimumLength => _read.IntegerAtLeast("MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE", 1) ?? 500 << 20;

    /// <summary>In bytes.</summary>
    internal int MultipartUploadPartLength => _read.IntegerAtLeast("MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE", 1) ?? 10 << 20;

    internal bool SuppressPrintingUrl => _read.Boolean("MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT") ?? false;

    private static int AtMost(int value, int limit, string parameter, string noun) => value <= limit
        ? value
        : throw new MlTrackException(
            MlTrackErrorCode.InvalidParameterValue,
            string.Format(
                CultureInfo.InvariantCulture,
                "The configured {0} value ({1}) is in excess of the maximum allowable {2} ({3})",
                parameter,
                value,
                noun,
                limit));
}
