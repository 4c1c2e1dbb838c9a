using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace MlTrack.Server.Internal.Security;

/// <summary>Finds out who sends a request: basic credentials or a bearer token.</summary>
/// <remarks>
/// MLflow's clients send the password with every request, and checking one takes long on purpose. A password that was right is therefore remembered for
/// some minutes, as a keyed hash that is worth nothing outside this process, and for as long as the user's record stays the same. Thread-safe.
/// </remarks>
internal sealed class Authenticator(MlTrackUsersFile users, ServerCore core, TimeProvider time)
{
    private const int MaxRemembered = 10_000;
    private static readonly TimeSpan Remembers = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, (string PasswordHash, DateTimeOffset Until)> _remembered = new(StringComparer.Ordinal);
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly LogInLimiter _limiter = new(time);

    internal MlTrackUsersFile Users => users;

    /// <exception cref="RefusedException">Nobody, or a wrong password, or too many tries.</exception>
    internal UserRecord Authenticate(HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        var address = "address " + (http.Connection.RemoteIpAddress?.ToString() ?? "unknown");
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            RequireNoWait(address);
            return users.FindByToken(header["Bearer ".Length..].Trim()) ?? throw Fail(address, null);
        }

        if (ParseBasic(header) is not var (name, password))
        {
            throw RefusedException.Unauthenticated();
        }

        var proof = Convert.ToHexString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(name + "\0" + password)));
        var user = users.Current.Users.FirstOrDefault(other => other.Username == name);
        if (user is not null && _remembered.TryGetValue(proof, out var known) && known.PasswordHash == user.PasswordHash && known.Until > time.GetUtcNow())
        {
            return user;
        }

        RequireNoWait(address, "user " + name);
        if (users.FindByPassword(name, password) is not { } found)
        {
            throw Fail(address, "user " + name);
        }

        Remember(proof, found);
        _limiter.Forget("user " + name);
        return found;
    }

    private void Remember(string proof, UserRecord user)
    {
        if (_remembered.Count >= MaxRemembered)
        {
            _remembered.Clear();
        }

        _remembered[proof] = (user.PasswordHash, time.GetUtcNow() + Remembers);
    }

    private void RequireNoWait(params string[] keys)
    {
        var seconds = keys.Max(_limiter.SecondsToWait);
        if (seconds > 0)
        {
            throw new RefusedException(StatusCodes.Status429TooManyRequests, "Too many failed log-ins. Try again later.") { RetryAfter = seconds };
        }
    }

    private RefusedException Fail(string address, string? who)
    {
        _limiter.Fail(address);
        if (who is not null && _limiter.Fail(who) is > 10 and var count)
        {
            ServerLog.LogInsSlowed(core.Logger, count, who, address);
        }

        return RefusedException.Unauthenticated();
    }

    private static (string Name, string Password)? ParseBasic(string header)
    {
        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var bytes = new byte[header.Length];
        if (!Convert.TryFromBase64String(header["Basic ".Length..].Trim(), bytes, out var length))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : (text[..colon], text[(colon + 1)..]);
    }
}
