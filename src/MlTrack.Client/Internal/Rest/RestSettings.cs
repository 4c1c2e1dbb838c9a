using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using MlTrack.Internal.Context;
using MlTrack.Stores;

namespace MlTrack.Internal.Rest;

/// <summary>What the options, the environment and MLflow's defaults come to: decided once, when a store is opened.</summary>
internal sealed record RestSettings
{
    private const int MaxRetriesLimit = 10;
    private const string WorkspaceHeader = "X-MLFLOW-WORKSPACE";

    private RestSettings(ServerAddress server) => Server = server;

    internal ServerAddress Server { get; private init; }

    internal required RestCredentials Credentials { get; init; }

    internal required IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }

    internal required X509Certificate2Collection ClientCertificates { get; init; }

    internal string? ServerCertificatePath { get; init; }

    internal bool InsecureTls { get; init; }

    internal required TimeSpan Timeout { get; init; }

    internal required TimeSpan AnswerTimeout { get; init; }

    internal required RetryPolicy Retry { get; init; }

    internal bool AllowRedirects { get; init; }

    internal int MaxConnections { get; init; }

    internal bool KeepAlive { get; init; }

    /// <summary>Whether large files go in parts; null to ask the server.</summary>
    internal bool? MultipartUpload { get; init; }

    internal long MultipartFrom { get; init; }

    internal long PartLength { get; init; }

    internal long MaxAnswerBytes { get; init; }

    internal Func<HttpMessageHandler, HttpMessageHandler>? WrapHandler { get; init; }

    /// <summary>The same manners, without anything that says who we are.</summary>
    internal RestSettings ForStranger(ServerAddress server) =>
        this with { Server = server, Credentials = RestCredentials.None, Headers = [], ClientCertificates = [], WrapHandler = null };

    /// <exception cref="MlTrackException">The URI, an option or a variable cannot be used.</exception>
    internal static RestSettings Resolve(string uri, RestStoreOptions options, MlflowEnvironment environment, string? homeFolder = null)
    {
        var server = ServerAddress.Parse(uri);
        var headers = options.Headers.ToList();
        if ((options.Workspace ?? environment.Workspace) is { } workspace && !string.IsNullOrWhiteSpace(workspace))
        {
            headers.Add(new(WorkspaceHeader, workspace));
        }

        var insecure = options.InsecureTls ?? environment.TrackingInsecureTls;
        var authorities = options.ServerCertificatePath ?? environment.TrackingServerCertPath;
        if (insecure && authorities is not null)
        {
            throw RestFaults.BadSetting("When 'ignore_tls_verification' is true then 'server_cert_path' must not be set! (MLFLOW_TRACKING_INSECURE_TLS, MLFLOW_TRACKING_SERVER_CERT_PATH)");
        }

        RefuseUnknownSigning(options, environment);
        return new RestSettings(server)
        {
            Credentials = RestCredentials.Choose(options, server, environment, homeFolder),
            Headers = headers,
            ClientCertificates = ClientCertificateFile.Load(options.ClientCertificates, environment.TrackingClientCertPath),
            ServerCertificatePath = authorities,
            InsecureTls = insecure,
            Timeout = Positive(options.Timeout ?? environment.HttpRequestTimeout, nameof(options.Timeout)),
            AnswerTimeout = Positive(options.AnswerTimeout, nameof(options.AnswerTimeout)),
            Retry = new RetryPolicy
            {
                MaxRetries = Between(options.MaxRetries ?? environment.HttpRequestMaxRetries, 0, MaxRetriesLimit, nameof(options.MaxRetries)),
                Factor = NotNegative(options.BackoffFactor ?? TimeSpan.FromSeconds(environment.HttpRequestBackoffFactor), nameof(options.BackoffFactor)),
                Jitter = NotNegative(options.BackoffJitter ?? Seconds(environment.HttpRequestBackoffJitter), nameof(options.BackoffJitter)),
                RespectRetryAfter = options.RespectRetryAfter ?? environment.HttpRespectRetryAfter,
            },
            AllowRedirects = options.AllowRedirects ?? environment.AllowHttpRedirects,
            MaxConnections = Between(options.MaxConnections ?? environment.HttpPoolMaxSize, 1, int.MaxValue, nameof(options.MaxConnections)),
            KeepAlive = environment.HttpTcpKeepAlive,
            MultipartUpload = environment.MultipartUploadEnabled ? environment.ProxyMultipartUpload : false,
            MultipartFrom = environment.MultipartUploadMinimumLength,
            PartLength = environment.MultipartUploadPartLength,
            MaxAnswerBytes = options.MaxAnswerBytes > 0 ? options.MaxAnswerBytes : throw OutOfRange(nameof(options.MaxAnswerBytes), options.MaxAnswerBytes.ToString(CultureInfo.InvariantCulture)),
            WrapHandler = options.WrapHandler,
        };
    }

    // Whoever asks for a signature must not get requests without one.
    private static void RefuseUnknownSigning(RestStoreOptions options, MlflowEnvironment environment)
    {
        if (options.WrapHandler is not null)
        {
            return;
        }

        if (environment.TrackingAwsSigV4)
        {
            throw RestFaults.BadSetting($"MLFLOW_TRACKING_AWS_SIGV4 asks for signed requests: give a handler that signs ({nameof(RestStoreOptions)}.{nameof(RestStoreOptions.WrapHandler)}).");
        }

        if (environment.TrackingAuth is { } plugin)
        {
            throw RestFaults.BadSetting(
                $"MLFLOW_TRACKING_AUTH names '{plugin}', a plug-in of Python: give a handler that does the same ({nameof(RestStoreOptions)}.{nameof(RestStoreOptions.WrapHandler)}).");
        }
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromTicks((long)(Math.Max(0, Math.Min(seconds, 86_400)) * TimeSpan.TicksPerSecond));

    // Timers of .NET take no more than 2^31 ms.
    private static TimeSpan Positive(TimeSpan value, string name) => value > TimeSpan.Zero ? Cap(value) : throw OutOfRange(name, value.ToString());

    private static TimeSpan NotNegative(TimeSpan value, string name) => value >= TimeSpan.Zero ? Cap(value) : throw OutOfRange(name, value.ToString());

    private static TimeSpan Cap(TimeSpan value) => value.TotalMilliseconds < int.MaxValue ? value : TimeSpan.FromMilliseconds(int.MaxValue);

    private static int Between(int value, int least, int most, string name) =>
        value >= least && value <= most ? value : throw OutOfRange(name, value.ToString(CultureInfo.InvariantCulture));

    private static MlTrackException OutOfRange(string name, string value) => RestFaults.BadSetting($"{nameof(RestStoreOptions)}.{name} cannot be {value}.");
}
