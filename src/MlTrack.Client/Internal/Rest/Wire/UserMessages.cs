namespace MlTrack.Internal.Rest.Wire;

// The messages of MLflow's basic-auth application.

/// <summary>Request of everything that concerns one user.</summary>
internal sealed class UserMessage
{
    public string? Username { get; set; }

    public string? Password { get; set; }

    public string? CurrentPassword { get; set; }

    public bool? IsAdmin { get; set; }
}

/// <summary>A user.</summary>
internal sealed class UserInfoMessage
{
    public long? Id { get; set; }

    public string? Username { get; set; }

    public bool? IsAdmin { get; set; }

    public List<string>? Roles { get; set; }
}

/// <summary>Answer of <c>users/create</c>, <c>get</c> and <c>current</c>.</summary>
internal sealed class UserAnswer
{
    public UserInfoMessage? User { get; set; }

    public bool? IsBasicAuth { get; set; }
}

/// <summary>Answer of <c>users/list</c>.</summary>
internal sealed class UsersAnswer
{
    public List<UserInfoMessage>? Users { get; set; }
}

/// <summary>Request of <c>users/permissions/grant</c>, <c>revoke</c>, <c>get</c> and <c>list</c>.</summary>
internal sealed class PermissionMessage
{
    public string? Username { get; set; }

    public string? ResourceType { get; set; }

    public string? ResourceId { get; set; }

    public string? Permission { get; set; }
}

/// <summary>Answer of <c>users/permissions/get</c>.</summary>
internal sealed class PermissionAnswer
{
    public bool? Allowed { get; set; }

    public string? Permission { get; set; }
}

/// <summary>A right of a user. MLflow keeps it in a role of the user's own.</summary>
internal sealed class GrantMessage
{
    public long? RoleId { get; set; }

    public string? RoleName { get; set; }

    public string? Workspace { get; set; }

    public string? ResourceType { get; set; }

    public string? ResourcePattern { get; set; }

    public string? Permission { get; set; }
}

/// <summary>Answer of <c>users/permissions/list</c> and <c>users/current/permissions</c>.</summary>
internal sealed class GrantsAnswer
{
    public bool? IsAdmin { get; set; }

    public List<GrantMessage>? Permissions { get; set; }
}
