using System.Security.Cryptography.X509Certificates;

namespace MlTrack.Stores;

/// <summary>
/// How a tracking server is reached. What is null is taken from MLflow's environment variable of that purpose, and without it from MLflow's default. Every
/// value is read when the store is opened; later changes have no effect.
/// </summary>
/// <remarks>Secrets given here appear in no message, no exception and no file.</remarks>
public sealed class RestStoreOptions
{
    /// <summary>The longest JSON answer that is read by default: 64 MiB.</summary>
    public const long DefaultMaxAnswerBytes = 64L << 20;

    /// <summary>How long a whole JSON answer may take by default.</summary>
    public static TimeSpan DefaultAnswerTimeout { get; } = TimeSpan.FromMinutes(5);

    /// <summary>The user of Basic authentication; used only together with <see cref="Password"/>, and then before <see cref="Token"/>.</summary>
    /// <value>The default is null: the tracking URI's own, <c>MLFLOW_TRACKING_USERNAME</c>, or <c>~/.mlflow/credentials</c>.</value>
    public string? UserName { get; set; }

    /// <summary>The password of Basic authentication.</summary>
    /// <value>The default is null: the tracking URI's own, <c>MLFLOW_TRACKING_PASSWORD</c>, or <c>~/.mlflow/credentials</c>.</value>
    public string? Password { get; set; }

    /// <summary>A bearer token, such as a personal access token of Databricks or of a server of MlTrack.</summary>
    /// <value>The default is null: <c>MLFLOW_TRACKING_TOKEN</c>.</value>
    public string? Token { get; set; }

    /// <summary>Gives the bearer token of each request, for tokens that expire, such as those of Entra ID. Goes before all other credentials.</summary>
    /// <value>The default is null: there is none. It is called from any thread, and should keep a token as long as it is good.</value>
    public Func<CancellationToken, ValueTask<string>>? TokenProvider { get; set; }

    /// <summary>Further headers of each request to the server. They are treated as secrets.</summary>
    /// <value>The default is empty.</value>
    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The workspace, sent as <c>X-MLFLOW-WORKSPACE</c>.</summary>
    /// <value>The default is null: <c>MLFLOW_WORKSPACE</c>, and without it none is named.</value>
    public string? Workspace { get; set; }

    /// <summary>Certificates with keys that identify this client.</summary>
    /// <value>The default is empty: the file that <c>MLFLOW_TRACKING_CLIENT_CERT_PATH</c> names (PEM with certificate and key, or PFX), or none.</value>
    public X509Certificate2Collection ClientCertificates { get; } = [];

    /// <summary>A PEM file with the certificates of the only authorities that are trusted.</summary>
    /// <value>The default is null: <c>MLFLOW_TRACKING_SERVER_CERT_PATH</c>, and without it the system's authorities.</value>
    public string? ServerCertificatePath { get; set; }

    /// <summary>True to believe any certificate, which lets everyone on the way read and change everything. Said once in the log.</summary>
    /// <value>The default is null: <c>MLFLOW_TRACKING_INSECURE_TLS</c>, and without it false.</value>
    public bool? InsecureTls { get; set; }

    /// <summary>How long connecting, the beginning of an answer, and each further piece of it may take.</summary>
    /// <value>The default is null: <c>MLFLOW_HTTP_REQUEST_TIMEOUT</c>, and without it 120 s.</value>
    public TimeSpan? Timeout { get; set; }

    /// <summary>How long a whole JSON answer may take, once it has begun. Artifacts are bound by <see cref="Timeout"/> only.</summary>
    /// <value>The default is 5 min.</value>
    public TimeSpan AnswerTimeout { get; set; } = DefaultAnswerTimeout;

    /// <summary>How often a request is repeated after a fault that may pass; 0 never, at most 10 as in MLflow.</summary>
    /// <value>The default is null: <c>MLFLOW_HTTP_REQUEST_MAX_RETRIES</c>, and without it 7.</value>
    public int? MaxRetries { get; set; }

    /// <summary>The wait before retry n is this times 2ⁿ⁻¹, none before the first, at most 120 s.</summary>
    /// <value>The default is null: <c>MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR</c> in seconds, and without it 2 s.</value>
    public TimeSpan? BackoffFactor { get; set; }

    /// <summary>A random part of this is added to each wait, so that clients do not come back all at once.</summary>
    /// <value>The default is null: <c>MLFLOW_HTTP_REQUEST_BACKOFF_JITTER</c> in seconds, and without it 1 s.</value>
    public TimeSpan? BackoffJitter { get; set; }

    /// <summary>Whether a wait that the server names in <c>Retry-After</c> replaces our own.</summary>
    /// <value>The default is null: <c>MLFLOW_HTTP_RESPECT_RETRY_AFTER_HEADER</c>, and without it true.</value>
    public bool? RespectRetryAfter { get; set; }

    /// <summary>Whether redirects are followed. Credentials and headers go to the server's own origin only.</summary>
    /// <value>The default is null: <c>MLFLOW_ALLOW_HTTP_REDIRECTS</c>, and without it true.</value>
    public bool? AllowRedirects { get; set; }

    /// <summary>How many connections are open at a time.</summary>
    /// <value>The default is null: <c>MLFLOW_HTTP_POOL_MAXSIZE</c>, and without it 10.</value>
    public int? MaxConnections { get; set; }

    /// <summary>The longest JSON answer that is read, in bytes after decompression.</summary>
    /// <value>The default is 64 MiB.</value>
    public long MaxAnswerBytes { get; set; } = DefaultMaxAnswerBytes;

    /// <summary>
    /// Puts something of the program's own between the store and the network: it gets the handler that connects and gives the one to use, usually a
    /// <see cref="DelegatingHandler"/> around it. For request signing, proxies, measuring; disposed with the store.
    /// </summary>
    /// <value>The default is null: nothing lies between.</value>
    public Func<HttpMessageHandler, HttpMessageHandler>? WrapHandler { get; set; }
}
