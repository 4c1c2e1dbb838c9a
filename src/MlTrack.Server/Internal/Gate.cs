namespace MlTrack.Server.Internal;

/// <summary>Lets requests in or refuses them.</summary>
internal sealed class Gate
{
    private const string WorkspaceHeader = "X-MLFLOW-WORKSPACE";

    private readonly HostRules _hosts;
    private readonly OriginRules _origins;

    internal Gate(ServerCore core)
    {
        _hosts = new HostRules(core.Options.AllowedHosts);
        _origins = new OriginRules(core.Options.AllowedOrigins);
    }

    /// <summary>What can be checked before the request is read.</summary>
    /// <exception cref="RefusedException">The request is not let in.</exception>
    internal ValueTask EnterAsync(Call call)
    {
        var (http, traits) = (call.Http, call.Route.Traits);
        if (!traits.HasFlag(RouteTraits.AnyHost) && !_hosts.Allows(http.Request.Host.Value))
        {
            throw RefusedException.OtherHost();
        }

        _origins.Check(http, call.Route.Writes && call.Route.Method != "OPTIONS");
        if (!traits.HasFlag(RouteTraits.AnyWorkspace) && http.Request.Headers.TryGetValue(WorkspaceHeader, out var workspace) && !string.IsNullOrWhiteSpace(workspace))
        {
            throw new MlTrackException("FEATURE_DISABLED", "Workspace APIs are not available: workspaces are not enabled on this server");
        }

        return default;
    }

    /// <summary>What can be checked when it is known what the request is about.</summary>
    /// <exception cref="RefusedException">The user may not do this.</exception>
    internal ValueTask DemandAsync(Call call, Access access) => default;

    /// <summary>Gives the user of a request all rights on what it has just made.</summary>
    internal ValueTask OwnAsync(Call call, ResourceKind kind, string id) => default;

    /// <summary>True when the user may see everything, so that nothing need be looked at one by one.</summary>
    internal bool ShowsAll(Call call) => true;

    /// <summary>Whether the user may read an experiment.</summary>
    internal ValueTask<bool> MayReadAsync(Call call, string experimentId) => new(true);

    /// <summary>Leaves out the experiments that the user may not read.</summary>
    internal ValueTask<IReadOnlyList<string>> FilterAsync(Call call, IReadOnlyList<string> experimentIds) => new(experimentIds);

    /// <summary>Answers a browser's question whether a page may send a request.</summary>
    internal Task PreflightAsync(Call call, string methods) => _origins.PreflightAsync(call.Http, methods);
}
