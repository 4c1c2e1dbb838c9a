using System.Collections.Concurrent;
using MlTrack.Stores;

namespace MlTrack.Server.Internal.Security;

/// <summary>Who may do what: MLflow's rules of grants, of the default permission, and of what belongs to which experiment. Thread-safe.</summary>
internal sealed class Rights(MlTrackUsersFile users, ITrackingStore store)
{
    internal const string Experiments = "experiment";
    internal const string RegisteredModels = "registered_model";

    private const int MaxRemembered = 100_000;

    // A run never changes its experiment, nor does a model.
    private readonly ConcurrentDictionary<string, string> _experimentOf = new(StringComparer.Ordinal);

    /// <summary>What a user may do with one thing.</summary>
    internal Permission Of(UserRecord user, string resourceType, string? id)
    {
        if (user.IsAdmin)
        {
            return Permission.Manage;
        }

        Permission? best = null;
        foreach (var grant in user.Grants)
        {
            if (grant.ResourceType == resourceType && (grant.ResourceId == id || grant.ResourceId == "*"))
            {
                var given = Permissions.Parse(grant.Permission);
                if (given == Permission.Deny)
                {
                    return Permission.Deny;
                }

                best = best is null || given > best ? given : best;
            }
        }

        return best ?? Permissions.Parse(users.Current.DefaultPermission);
    }

    /// <summary>Whether a user may do what a request asks for. What does not exist may not be told from what is forbidden.</summary>
    internal async ValueTask<bool> AllowAsync(UserRecord user, Access access, CancellationToken cancellationToken)
    {
        if (user.IsAdmin || access.Kind is ResourceKind.Public or ResourceKind.User)
        {
            return true;
        }

        if (access.Kind == ResourceKind.Admin)
        {
            return false;
        }

        foreach (var id in access.Ids)
        {
            if (!await AllowOneAsync(user, access, id, cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }

        return true;
    }

    private async ValueTask<bool> AllowOneAsync(UserRecord user, Access access, string? id, CancellationToken cancellationToken)
    {
        switch (access.Kind)
        {
            case ResourceKind.Experiment:
                return Of(user, Experiments, id).Allows(access.Capability);
            case ResourceKind.RegisteredModel:
                return Of(user, RegisteredModels, id).Allows(access.Capability);
            case ResourceKind.Artifact:
                // Proxied paths begin with the experiment; others have no owner, so that the default permission counts.
                return Of(user, Experiments, (id ?? "").Split('/')[0]).Allows(access.Capability);
            default:
                return await FindExperimentAsync(access.Kind, id, cancellationToken).ConfigureAwait(false) is { } experiment &&
                       Of(user, Experiments, experiment).Allows(access.Capability);
        }
    }

    private async ValueTask<string?> FindExperimentAsync(ResourceKind kind, string? id, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(id))
        {
            return null;
        }

        var key = kind + " " + id;
        if (_experimentOf.TryGetValue(key, out var known))
        {
            return known;
        }

        try
        {
            var experiment = kind == ResourceKind.Run
                ? (await store.GetRunAsync(id, cancellationToken).ConfigureAwait(false)).Info.ExperimentId
                : (await store.GetLoggedModelAsync(id, allowDeleted: true, cancellationToken).ConfigureAwait(false)).ExperimentId;
            if (_experimentOf.Count >= MaxRemembered)
            {
                _experimentOf.Clear();
            }

            return _experimentOf[key] = experiment;
        }
        catch (MlTrackException missing) when (missing.ErrorCode is MlTrackErrorCode.ResourceDoesNotExist or MlTrackErrorCode.InvalidParameterValue)
        {
            return null;
        }
    }
}
