namespace MlTrack.Server.Internal.Security;

/// <summary>What a request is about, for the question who may make it.</summary>
internal enum ResourceKind
{
    /// <summary>Anybody, without logging in.</summary>
    Public,

    /// <summary>Anybody who is logged in; the answer shows only what the user may read.</summary>
    User,

    /// <summary>Experiments, by id.</summary>
    Experiment,

    /// <summary>Runs, by id: the experiments that they belong to.</summary>
    Run,

    /// <summary>Logged models, by id: the experiments that they belong to.</summary>
    LoggedModel,

    /// <summary>Registered models, by name.</summary>
    RegisteredModel,

    /// <summary>Proxied artifacts, by path.</summary>
    Artifact,

    /// <summary>Administrators.</summary>
    Admin,
}

/// <summary>What a request does with it.</summary>
internal enum Capability
{
    Read,
    Update,
    Delete,
    Manage,
}

/// <summary>The right that a request needs. Every route must say it: there is no default.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Capability">What it does.</param>
/// <param name="Ids">Which ones; the right is needed for each.</param>
internal readonly record struct Access(ResourceKind Kind, Capability Capability, IReadOnlyList<string?> Ids)
{
    internal static Access Public { get; } = new(ResourceKind.Public, Capability.Read, []);

    internal static Access User { get; } = new(ResourceKind.User, Capability.Read, []);

    internal static Access Admin { get; } = new(ResourceKind.Admin, Capability.Manage, []);

    internal static Access Experiment(string? id, Capability capability) => new(ResourceKind.Experiment, capability, [id]);

    internal static Access Run(string? id, Capability capability) => new(ResourceKind.Run, capability, [id]);

    internal static Access Runs(IReadOnlyList<string?> ids) => new(ResourceKind.Run, Capability.Read, ids);

    internal static Access Model(string? id, Capability capability) => new(ResourceKind.LoggedModel, capability, [id]);

    internal static Access Registered(string? name, Capability capability) => new(ResourceKind.RegisteredModel, capability, [name]);

    internal static Access Artifact(string? path, Capability capability) => new(ResourceKind.Artifact, capability, [path]);
}
