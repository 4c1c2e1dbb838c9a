using System.Net.Http.Headers;
using System.Text;
using MlTrack.Internal.Context;
using MlTrack.Stores;

namespace MlTrack.Internal.Rest;

/// <summary>Who the client says it is, and what of that must never be shown.</summary>
/// <remarks>As in MLflow, user and password go before a token. Thread-safe.</remarks>
internal sealed class RestCredentials
{
    private const string Hidden = "***";

    // Shorter ones would turn ordinary words into stars.
    private const int ShortestHidden = 4;

    private readonly AuthenticationHeaderValue? _fixed;
    private readonly Func<CancellationToken, ValueTask<string>>? _provider;
    private readonly List<string> _secrets = [];
    private volatile string? _lastToken;

    private RestCredentials(AuthenticationHeaderValue? header, Func<CancellationToken, ValueTask<string>>? provider) => (_fixed, _provider) = (header, provider);

    /// <summary>Nobody.</summary>
    internal static RestCredentials None { get; } = new(null, null);

    /// <summary>True when something is sent that others should not see.</summary>
    internal bool IsSecret => _fixed is not null || _provider is not null || _secrets.Count > 0;

    /// <exception cref="MlTrackException">A header cannot be sent.</exception>
    internal static RestCredentials Choose(RestStoreOptions options, ServerAddress server, MlflowEnvironment environment, string? homeFolder)
    {
        var (user, password) = (options.UserName ?? server.UserName, options.Password ?? server.Password);
        if (options.TokenProvider is null && (user is null || password is null) && options.Token is null)
        {
            var read = MlflowCredentials.Read(environment, homeFolder);
            (user, password) = (user ?? read.UserName, password ?? read.Password);
        }

        var token = options.Token ?? environment.TrackingToken;
        RestCredentials chosen;
        if (options.TokenProvider is { } provider)
        {
            chosen = new RestCredentials(null, provider);
        }
        else if (user is not null && password is not null)
        {
            var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(user + ":" + password));
            chosen = new RestCredentials(new AuthenticationHeaderValue("Basic", encoded), null);
            chosen.Hide(encoded);
            chosen.Hide(password);
        }
        else if (token is not null)
        {
            chosen = new RestCredentials(Bearer(token), null);
            chosen.Hide(token);
        }
        else
        {
            chosen = new RestCredentials(null, null);
        }

        foreach (var header in options.Headers)
        {
            chosen.Hide(header.Value);
        }

        return chosen;
    }

    internal async ValueTask<AuthenticationHeaderValue?> GetHeaderAsync(CancellationToken cancellationToken)
    {
        if (_provider is null)
        {
            return _fixed;
        }

        var token = await _provider(cancellationToken).ConfigureAwait(false);
        _lastToken = token;
        return Bearer(token);
    }

    /// <summary>Takes the secrets out of a text that came from elsewhere: servers and proxies have been seen to send back what they got.</summary>
    internal string Mask(string text)
    {
        foreach (var secret in _secrets)
        {
            text = text.Replace(secret, Hidden);
        }

        return _lastToken is { Length: >= ShortestHidden } token ? text.Replace(token, Hidden) : text;
    }

    private static AuthenticationHeaderValue Bearer(string token)
    {
        foreach (var character in token)
        {
            if (character is < ' ' or > '~')
            {
                throw RestFaults.BadSetting("The token of the tracking server holds a character that no header can carry, such as a line break at its end.");
            }
        }

        return new AuthenticationHeaderValue("Bearer", token);
    }

    private void Hide(string secret)
    {
        if (secret.Length >= ShortestHidden)
        {
            _secrets.Add(secret);
        }
    }
}
