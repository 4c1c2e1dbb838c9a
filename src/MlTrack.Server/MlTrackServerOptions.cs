namespace MlTrack.Server;

/// <summary>How a server works. Every value is read when the server starts; later changes have no effect.</summary>
public sealed class MlTrackServerOptions
{
    /// <summary>The longest JSON body that is read by default: 8 MiB.</summary>
    public const long DefaultMaxJsonBytes = 8L << 20;

    /// <summary>The longest artifact that is taken by default: 10 GiB.</summary>
    public const long DefaultMaxArtifactBytes = 10L << 30;

    /// <summary>The version of MLflow whose behaviour the server follows, and which <c>/version</c> answers.</summary>
    public const string MlflowVersion = "3.17.2";

    /// <summary>
    /// Host names under which the server may be asked, without port; <c>*</c> takes all. The names of the loopback interface are always
    /// among them. Addresses may name a network: <c>10.0.0.0/8</c>.
    /// </summary>
    /// <value>The default is empty: only <c>localhost</c>, <c>127.0.0.1</c> and <c>[::1]</c>.</value>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>Origins of web pages, such as <c>https://ml.example.org</c>, that may use the server; <c>*</c> takes all, without log-ins.</summary>
    /// <value>The default is empty: only pages of the server's own origin.</value>
    public IList<string> AllowedOrigins { get; } = [];

    /// <summary>The header <c>X-Frame-Options</c>; <c>NONE</c> leaves it out.</summary>
    /// <value>The default is <c>SAMEORIGIN</c>, as in MLflow.</value>
    public string XFrameOptions { get; set; } = "SAMEORIGIN";

    /// <summary>The longest JSON body that is read, in bytes; longer ones are answered 413. MLflow has no limit.</summary>
    /// <value>The default is 8 MiB.</value>
    public long MaxJsonBytes { get; set; } = DefaultMaxJsonBytes;

    /// <summary>The longest artifact that is taken, in bytes; longer ones are answered 413.</summary>
    /// <value>The default is 10 GiB.</value>
    public long MaxArtifactBytes { get; set; } = DefaultMaxArtifactBytes;

    /// <summary>Whether artifacts go through the server, as with MLflow's <c>--serve-artifacts</c>. Without it clients use the recorded locations.</summary>
    /// <value>The default is true.</value>
    public bool ServeArtifacts { get; set; } = true;

    /// <summary>
    /// Whether clients may send large files in parts (MLflow's does so from 500 MB on), of which only those are sent again that fail. Parts wait in a folder beside <see cref="ArtifactsDestination"/>
    /// (its name with <c>.uploads</c> behind) until the file is complete, at most a day. Behind a proxy that is not known to the server, files go whole in any case.
    /// </summary>
    /// <value>The default is true.</value>
    public bool MultipartUploads { get; set; } = true;

    /// <summary>
    /// The folder for proxied artifacts that belong to no run or model of the store's own tree, MLflow's <c>--artifacts-destination</c>. Experiments
    /// that MLflow's server made keep their artifacts there.
    /// </summary>
    /// <value>The default is <c>./mlartifacts</c>, as in MLflow; it is made by the first upload.</value>
    public string ArtifactsDestination { get; set; } = "./mlartifacts";

    /// <summary>Who may log in; every request but <c>/health</c>, <c>/ready</c> and <c>server-info</c> then needs a user, by basic credentials or a bearer token.</summary>
    /// <value>The default is null: nobody logs in, and everybody who reaches the server may do everything.</value>
    public MlTrackUsersFile? Users { get; set; }

    /// <summary>How many changing requests a client (a user, or an address where nobody logs in) may send per second; further ones are answered 429.</summary>
    /// <value>The default is null: any number. A program that logs every step by itself sends some hundreds.</value>
    public int? WritesPerSecond { get; set; }

    /// <summary>A file to which refused requests, deletions and changes of users and rights are appended, as JSON Lines without values.</summary>
    /// <value>The default is null: none.</value>
    public string? AuditLog { get; set; }

    /// <summary>The clock.</summary>
    /// <value>The default is the system's.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}
