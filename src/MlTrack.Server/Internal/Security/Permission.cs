namespace MlTrack.Server.Internal.Security;

/// <summary>MLflow's permissions, each of which includes those before it; <see cref="NoPermissions"/> and <see cref="Deny"/> include nothing.</summary>
internal enum Permission
{
    NoPermissions = 0,
    Read = 1,
    Use = 2,
    Edit = 3,
    Manage = 4,

    /// <summary>Beats every other grant.</summary>
    Deny = 5,
}

/// <summary>Texts and abilities of permissions.</summary>
internal static class Permissions
{
    internal static bool Allows(this Permission permission, Capability capability) => permission switch
    {
        Permission.Read or Permission.Use => capability == Capability.Read,
        Permission.Edit => capability is Capability.Read or Capability.Update,
        Permission.Manage => true,
        _ => false,
    };

    internal static string ToText(this Permission permission) => permission switch
    {
        Permission.Read => "READ",
        Permission.Use => "USE",
        Permission.Edit => "EDIT",
        Permission.Manage => "MANAGE",
        Permission.Deny => "DENY",
        _ => "NO_PERMISSIONS",
    };

    /// <exception cref="MlTrackException">There is no such permission.</exception>
    internal static Permission Parse(string? text) => text switch
    {
        "READ" => Permission.Read,
        "USE" => Permission.Use,
        "EDIT" => Permission.Edit,
        "MANAGE" => Permission.Manage,
        "NO_PERMISSIONS" => Permission.NoPermissions,
        "DENY" => Permission.Deny,
        _ => throw Binding.BindingFaults.Invalid($"Invalid permission '{text}'. Valid permissions are: ('READ', 'USE', 'EDIT', 'MANAGE', 'NO_PERMISSIONS', 'DENY')"),
    };
}
