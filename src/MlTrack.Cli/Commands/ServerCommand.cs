using System.CommandLine;
using MlTrack.Cli.Internal;
using MlTrack.Server;

namespace MlTrack.Cli.Commands;

/// <summary><c>server</c>.</summary>
internal sealed class ServerCommand : CliCommand
{
    private readonly Option<string> _host;
    private readonly Option<int> _port;
    private readonly Option<string> _prefix;
    private readonly Option<string> _users;
    private readonly Option<bool> _allowAnonymous;
    private readonly Option<string[]> _allowedHosts;
    private readonly Option<string> _audit;
    private readonly Option<string[]> _proxies;
    private readonly Option<string> _certificate;
    private readonly Option<string> _certificateKey;

    public ServerCommand()
        : base("server", "Serves the store by MLflow's REST API until it is stopped: for MLflow's own clients and others.")
    {
        _host = Add(new Option<string>("--host") { Description = "The interface to listen on; others than this machine's need --users.", HelpName = "address", DefaultValueFactory = _ => "127.0.0.1" });
        _port = Add(new Option<int>("--port", "-p") { Description = "The port; 0 for a free one.", HelpName = "port", DefaultValueFactory = _ => MlTrackServerHostOptions.DefaultPort });
        _prefix = Add(new Option<string>("--prefix") { Description = "A path in front of all addresses, such as /mlflow.", HelpName = "path" });
        _users = Add(new Option<string>("--users") { Description = "Everybody logs in by this file; an empty one gets the user admin.", HelpName = "file" });
        _allowAnonymous = Add(new Option<bool>("--allow-anonymous") { Description = "Serve other machines without anybody logging in." });
        _allowedHosts = Add(new Option<string[]>("--allowed-host") { Description = "A name by which clients may call the server; may be repeated.", HelpName = "name" });
        _proxies = Add(new Option<string[]>("--proxy") { Description = "The address or network of a reverse proxy whose X-Forwarded-For and X-Forwarded-Proto are believed; may be repeated.", HelpName = "address" });
        _certificate = Add(new Option<string>("--certificate") { Description = "Speak HTTPS with this certificate (PEM with its chain, or PFX; a password in MLTRACK_CERTIFICATE_PASSWORD).", HelpName = "file" });
        _certificateKey = Add(new Option<string>("--certificate-key") { Description = "The PEM file with the certificate's key, if it is another.", HelpName = "file" });
        _audit = Add(new Option<string>("--audit-log") { Description = "Write who changed what, as JSON Lines.", HelpName = "file" });
    }

    public override async Task<int> RunAsync(CommandContext context)
    {
        var options = new MlTrackServerHostOptions
        {
            TrackingUri = StoreFolder.Choose(context.StoreUri), Host = context.Get(_host)!, Port = context.Get(_port), Prefix = context.Get(_prefix) ?? "", UsersFile = context.Get(_users),
            AllowAnonymous = context.Get(_allowAnonymous), LoggerFactory = new WarningLog(context.Terminal),
            Started = address => context.Terminal.WriteLine($"MLFLOW_TRACKING_URI={address}"),
            CertificatePath = context.Get(_certificate), CertificateKeyPath = context.Get(_certificateKey), CertificatePassword = Environment.GetEnvironmentVariable("MLTRACK_CERTIFICATE_PASSWORD"),
            AdminPasswordMade = password => context.Terminal.Say($"user admin was made with the password {password}; it is shown only now."),
        };
        options.Server.AuditLog = context.Get(_audit);
        foreach (var name in context.GetAll(_allowedHosts))
        {
            options.Server.AllowedHosts.Add(name);
        }

        foreach (var proxy in context.GetAll(_proxies))
        {
            options.KnownProxies.Add(proxy);
        }

        try
        {
            await MlTrackServer.RunAsync(options, context.CancellationToken);
        }
        catch (InvalidOperationException exception)
        {
            throw new UsageException(exception.Message);
        }

        context.CancellationToken.ThrowIfCancellationRequested();
        return ExitCodes.Done;
    }
}
