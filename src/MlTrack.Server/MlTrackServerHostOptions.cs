using Microsoft.Extensions.Logging;
using MlTrack.Stores;

namespace MlTrack.Server;

/// <summary>How a server of its own is run. Every value is read when the server starts.</summary>
public sealed class MlTrackServerHostOptions
{
    /// <summary>The port by default: MLflow's.</summary>
    public const int DefaultPort = 5000;

    /// <summary>The tree or other store that is served, as <see cref="TrackingStores.Open"/> takes it.</summary>
    /// <value>The default is <c>./mlruns</c>.</value>
    public string TrackingUri { get; set; } = "./mlruns";

    /// <summary>The store that is served instead of <see cref="TrackingUri"/>; the caller owns it.</summary>
    /// <value>The default is null.</value>
    public ITrackingStore? Store { get; set; }

    /// <summary>The address or name of the interface to listen on; <c>0.0.0.0</c> and <c>::</c> for all.</summary>
    /// <value>The default is <c>127.0.0.1</c>: this machine alone.</value>
    public string Host { get; set; } = "127.0.0.1";

    /// <summary>The port; 0 for a free one.</summary>
    /// <value>The default is 5000.</value>
    public int Port { get; set; } = DefaultPort;

    /// <summary>What stands before all paths, such as <c>/mlflow</c>.</summary>
    /// <value>The default is empty.</value>
    public string Prefix { get; set; } = "";

    /// <summary>True to listen on other interfaces than the loopback one although nobody has to log in.</summary>
    /// <value>The default is false: the server then refuses to start.</value>
    public bool AllowAnonymous { get; set; }

    /// <summary>The users file, for <see cref="MlTrackServerOptions.Users"/>. A new one gets the user <c>admin</c>, with the password that the environment variable
    /// <c>MLFLOW_AUTH_ADMIN_PASSWORD</c> gives, or with one that <see cref="AdminPasswordMade"/> is told.</summary>
    /// <value>The default is null: nobody logs in.</value>
    public string? UsersFile { get; set; }

    /// <summary>Is called with the first administrator's password when one was made; it is nowhere kept.</summary>
    /// <value>The default writes it to the standard error stream.</value>
    public Action<string>? AdminPasswordMade { get; set; }

    /// <summary>Is called with the server's address when it answers.</summary>
    /// <value>The default is null.</value>
    public Action<Uri>? Started { get; set; }

    /// <summary>
    /// Addresses (<c>10.0.0.5</c>) and networks (<c>10.0.0.0/8</c>) of the reverse proxies in front of the server: what they say of the caller in <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> is
    /// believed, through any number of them. From others these headers mean nothing.
    /// </summary>
    /// <value>The default is empty: nobody is believed, the loopback interface neither.</value>
    public IList<string> KnownProxies { get; } = [];

    /// <summary>A file with the server's certificate, PEM with its chain (and perhaps the key), or PFX: the server then speaks HTTPS only.</summary>
    /// <value>The default is null: HTTP.</value>
    public string? CertificatePath { get; set; }

    /// <summary>The PEM file with the certificate's key, if it is not in <see cref="CertificatePath"/>.</summary>
    /// <value>The default is null.</value>
    public string? CertificateKeyPath { get; set; }

    /// <summary>The password of the PFX file, or of the PEM key. Give it from a place that others cannot read.</summary>
    /// <value>The default is null: none.</value>
    public string? CertificatePassword { get; set; }

    /// <summary>How long a stopping server waits for requests that it has begun.</summary>
    /// <value>The default is 30 s.</value>
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Where messages go.</summary>
    /// <value>The default is null: nowhere.</value>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>How the server works. Its <see cref="MlTrackServerOptions.AllowedHosts"/> get the address that is listened on.</summary>
    public MlTrackServerOptions Server { get; } = new();
}
