using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace MlTrack.Server.Internal.Security;

/// <summary>Lets requests in or refuses them.</summary>
internal sealed class Gate : IDisposable
{
    private const string WorkspaceHeader = "X-MLFLOW-WORKSPACE";
    private const string UserItem = "MlTrack.User";

    private readonly HostRules _hosts;
    private readonly OriginRules _origins;
    private readonly Rights? _rights;
    private readonly Authenticator? _authenticator;
    private readonly PartitionedRateLimiter<Call>? _writes;

    internal Gate(ServerCore core, TimeProvider time)
    {
        var options = core.Options;
        _hosts = new HostRules(options.AllowedHosts);
        _origins = new OriginRules(options.AllowedOrigins);
        if (options.Users is { } users)
        {
            _rights = new Rights(users, core.Store);
            _authenticator = new Authenticator(users, core, time);
        }

        if (options.WritesPerSecond is { } limit)
        {
            _writes = PartitionedRateLimiter.Create<Call, string>(call => RateLimitPartition.GetTokenBucketLimiter(Client(call), _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = Math.Max(1, limit * 2),
                TokensPerPeriod = Math.Max(1, limit / 10),
                ReplenishmentPeriod = TimeSpan.FromSeconds(limit < 10 ? 1d / limit : 0.1),
            }));
        }
    }

    /// <summary>Where the users are kept; null where nobody has to log in.</summary>
    internal MlTrackUsersFile? Users => _authenticator?.Users;

    internal Rights? Rights => _rights;

    /// <summary>The user of a request; null where nobody has to log in.</summary>
    internal static UserRecord? UserOf(Call call) => call.Http.Items.TryGetValue(UserItem, out var user) ? (UserRecord?)user : null;

    /// <summary>What can be checked before the request is read.</summary>
    /// <exception cref="RefusedException">The request is not let in.</exception>
    internal void Enter(Call call)
    {
        var (http, traits) = (call.Http, call.Route.Traits);
        if (!traits.HasFlag(RouteTraits.AnyHost) && !_hosts.Allows(http.Request.Host.Value))
        {
            throw RefusedException.OtherHost();
        }

        _origins.Check(http, call.Route.Writes && call.Route.Method != HttpMethods.Options);
        if (_authenticator is not null && !traits.HasFlag(RouteTraits.Anonymous))
        {
            http.Items[UserItem] = _authenticator.Authenticate(http);
        }

        if (_writes is not null && call.Route.Writes && (traits & (RouteTraits.ReadOnly | RouteTraits.Anonymous)) == 0)
        {
            using var lease = _writes.AttemptAcquire(call);
            if (!lease.IsAcquired)
            {
                throw new RefusedException(StatusCodes.Status429TooManyRequests, "Too many requests. Try again later.") { RetryAfter = 1 };
            }
        }

        if (!traits.HasFlag(RouteTraits.AnyWorkspace) && http.Request.Headers.TryGetValue(WorkspaceHeader, out var workspace) && !string.IsNullOrWhiteSpace(workspace))
        {
            throw new MlTrackException("FEATURE_DISABLED", "Workspace APIs are not available: workspaces are not enabled on this server");
        }
    }

    /// <summary>What can be checked when it is known what the request is about.</summary>
    /// <exception cref="RefusedException">The user may not do this.</exception>
    internal async ValueTask DemandAsync(Call call, Access access)
    {
        if (_rights is null || access.Kind == ResourceKind.Public)
        {
            return;
        }

        if (UserOf(call) is not { } user)
        {
            throw RefusedException.Unauthenticated();
        }

        if (!await _rights.AllowAsync(user, access, call.Gone).ConfigureAwait(false))
        {
            throw RefusedException.Forbidden();
        }
    }

    /// <summary>Gives the user of a request all rights on what it has just made.</summary>
    internal void Own(Call call, string resourceType, string id)
    {
        if (Users is { } users && UserOf(call) is { } user)
        {
            var grant = new GrantRecord(resourceType, id, Permission.Manage.ToText());
            users.ChangeUser(user.Username, record => record with { Grants = [.. record.Grants, grant] });
        }
    }

    /// <summary>Takes everybody's rights on a thing along to its new name.</summary>
    internal void Rename(string resourceType, string oldName, string newName) =>
        Users?.ChangeGrants(grant => grant.ResourceType == resourceType && grant.ResourceId == oldName ? grant with { ResourceId = newName } : grant);

    /// <summary>True when the user may see everything, so that nothing need be looked at one by one.</summary>
    internal bool ShowsAll(Call call) => _rights is null || UserOf(call) is { IsAdmin: true };

    /// <summary>Whether the user may read one thing.</summary>
    internal bool MayRead(Call call, string resourceType, string id) =>
        _rights is null || (UserOf(call) is { } user && _rights.Of(user, resourceType, id).Allows(Capability.Read));

    /// <summary>Leaves out the experiments that the user may not read.</summary>
    internal IReadOnlyList<string> Filter(Call call, IReadOnlyList<string> experimentIds) =>
        ShowsAll(call) ? experimentIds : [.. experimentIds.Where(id => MayRead(call, Rights.Experiments, id))];

    /// <summary>Answers a browser's question whether a page may send a request.</summary>
    internal Task PreflightAsync(Call call, string methods) => _origins.PreflightAsync(call.Http, methods);

    public void Dispose() => _writes?.Dispose();

    private static string Client(Call call) => UserOf(call)?.Username is { } name ? "user " + name : "address " + call.Http.Connection.RemoteIpAddress;
}
