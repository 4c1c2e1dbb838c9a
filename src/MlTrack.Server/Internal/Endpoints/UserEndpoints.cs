using MlTrack.Internal.Rest.Wire;
using MlTrack.Server.Internal.Binding;
using MlTrack.Server.Internal.Security;

namespace MlTrack.Server.Internal.Endpoints;

/// <summary>Users and their rights, as MLflow's basic-auth application has them. Only where users log in.</summary>
internal static class UserEndpoints
{
    private const string Name = "username!:text";
    private const string Grant = Name + " resource_type!:text resource_id!:text";

    internal static void Add(RouteTable table)
    {
        table.Add<UserMessage, UserAnswer>("POST", "users/create", Name + " password!:text", _ => Access.Admin, CreateAsync);
        table.Add<UserMessage, UserAnswer>("GET", "users/get", Name, _ => Access.User, GetAsync);
        table.Add<UserMessage, UsersAnswer>("GET", "users/list", "", _ => Access.User, ListAsync);
        table.Add<UserMessage, UserAnswer>("GET", "users/current", "", _ => Access.User, CurrentAsync);
        table.Add<UserMessage>("PATCH", "users/update-password", Name + " password!:text", _ => Access.User, SetPasswordAsync);
        table.Add<UserMessage>("PATCH", "users/update-admin", Name, _ => Access.Admin, SetAdminAsync);
        table.Add<UserMessage>("DELETE", "users/delete", Name, _ => Access.Admin, DeleteAsync);
        table.AddV3<PermissionMessage>("POST", "users/permissions/grant", Grant + " permission!:text", _ => Access.User, GrantAsync);
        table.AddV3<PermissionMessage>("POST", "users/permissions/revoke", Grant, _ => Access.User, RevokeAsync);
        table.AddV3<PermissionMessage, PermissionAnswer>("GET", "users/permissions/get", Grant, _ => Access.User, GetPermissionAsync);
        table.AddV3<PermissionMessage, GrantsAnswer>("GET", "users/permissions/list", Name, _ => Access.User, ListPermissionsAsync);
        table.AddV3<PermissionMessage, GrantsAnswer>("GET", "users/current/permissions", "", _ => Access.User, CurrentPermissionsAsync);
    }

    private static Task<UserAnswer> CreateAsync(Call call, UserMessage message)
    {
        Users(call).AddUser(message.Username!, message.Password!, message.IsAdmin ?? false);
        return Task.FromResult(new UserAnswer { User = ToMessage(Find(call, message.Username)) });
    }

    private static Task<UserAnswer> GetAsync(Call call, UserMessage message)
    {
        RequireSelfOrAdmin(call, message.Username);
        return Task.FromResult(new UserAnswer { User = ToMessage(Find(call, message.Username)) });
    }

    private static Task<UsersAnswer> ListAsync(Call call, UserMessage message)
    {
        var users = Users(call).Current.Users.Select(user =>
        {
            var entry = ToMessage(user);
            entry.Roles = [];
            return entry;
        });
        return Task.FromResult(new UsersAnswer { Users = [.. users] });
    }

    private static Task<UserAnswer> CurrentAsync(Call call, UserMessage message) =>
        Task.FromResult(new UserAnswer { User = ToMessage(Self(call)), IsBasicAuth = true });

    private static ValueTask SetPasswordAsync(Call call, UserMessage message)
    {
        RequireSelfOrAdmin(call, message.Username);
        if (message.Username == Self(call).Username)
        {
            if (string.IsNullOrEmpty(message.CurrentPassword))
            {
                throw BindingFaults.Invalid("Current password is required when changing your own password.");
            }

            if (Users(call).FindByPassword(message.Username, message.CurrentPassword) is null)
            {
                throw BindingFaults.Invalid("Current password does not match.");
            }
        }

        Users(call).SetPassword(message.Username!, message.Password!);
        return default;
    }

    private static ValueTask SetAdminAsync(Call call, UserMessage message)
    {
        var admin = message.IsAdmin ?? throw WireFaults.Missing("is_admin");
        Users(call).ChangeUser(message.Username!, user => user with { IsAdmin = admin });
        return default;
    }

    private static ValueTask DeleteAsync(Call call, UserMessage message)
    {
        if (message.Username == Self(call).Username)
        {
            throw new MlTrackException(MlTrackErrorCode.BadRequest, "Users cannot delete their own account. Ask another admin to delete this user instead.");
        }

        Users(call).RemoveUser(message.Username!);
        return default;
    }

    private static ValueTask GrantAsync(Call call, PermissionMessage message)
    {
        RequireManager(call, message);
        var grant = new GrantRecord(message.ResourceType!, message.ResourceId!, Permissions.Parse(message.Permission).ToText());
        Users(call).ChangeUser(message.Username!, user => user with { Grants = [.. user.Grants.Where(other => !Same(other, message)), grant] });
        return default;
    }

    private static ValueTask RevokeAsync(Call call, PermissionMessage message)
    {
        RequireManager(call, message);
        Users(call).ChangeUser(message.Username!, user => user.Grants.Any(grant => Same(grant, message))
            ? user with { Grants = [.. user.Grants.Where(grant => !Same(grant, message))] }
            : throw new MlTrackException(
                MlTrackErrorCode.ResourceDoesNotExist,
                $"Permission for user={message.Username} on resource_type={message.ResourceType}, resource_id={message.ResourceId} not found."));
        return default;
    }

    private static Task<PermissionAnswer> GetPermissionAsync(Call call, PermissionMessage message)
    {
        CheckType(message.ResourceType);
        RequireSelfOrAdmin(call, message.Username);
        var permission = call.Core.Gate.Rights!.Of(Find(call, message.Username), message.ResourceType!, message.ResourceId);
        return Task.FromResult(new PermissionAnswer { Allowed = permission.Allows(Capability.Read), Permission = permission.ToText() });
    }

    private static Task<GrantsAnswer> ListPermissionsAsync(Call call, PermissionMessage message)
    {
        RequireSelfOrAdmin(call, message.Username);
        return Task.FromResult(ToMessageOfGrants(Find(call, message.Username)));
    }

    private static Task<GrantsAnswer> CurrentPermissionsAsync(Call call, PermissionMessage message) =>
        Task.FromResult(ToMessageOfGrants(Find(call, Self(call).Username)));

    private static void RequireManager(Call call, PermissionMessage message)
    {
        CheckType(message.ResourceType);
        if (!call.Core.Gate.Rights!.Of(Self(call), message.ResourceType!, message.ResourceId).Allows(Capability.Manage))
        {
            throw RefusedException.Forbidden();
        }
    }

    private static void CheckType(string? type)
    {
        if (type is not (Rights.Experiments or Rights.RegisteredModels))
        {
            throw BindingFaults.Invalid($"Invalid resource type '{type}'. Valid resource types are: ('{Rights.Experiments}', '{Rights.RegisteredModels}')");
        }
    }

    private static void RequireSelfOrAdmin(Call call, string? username)
    {
        if (!Self(call).IsAdmin && Self(call).Username != username)
        {
            throw RefusedException.Forbidden();
        }
    }

    private static bool Same(GrantRecord grant, PermissionMessage message) => grant.ResourceType == message.ResourceType && grant.ResourceId == message.ResourceId;

    private static UserRecord Self(Call call) => Gate.UserOf(call) ?? throw RefusedException.Unauthenticated();

    private static MlTrackUsersFile Users(Call call) => call.Core.Gate.Users ?? throw RefusedException.Unauthenticated();

    private static UserRecord Find(Call call, string? username) => MlTrackUsersFile.Find(Users(call).Current, username ?? "");

    private static UserInfoMessage ToMessage(UserRecord user) => new() { Id = user.Id, Username = user.Username, IsAdmin = user.IsAdmin };

    private static GrantsAnswer ToMessageOfGrants(UserRecord user) => new()
    {
        IsAdmin = user.IsAdmin,
        Permissions = [.. user.Grants.Select(grant => new GrantMessage
        {
            RoleId = user.Id,
            RoleName = FormattableString.Invariant($"__user_{user.Id}__"),
            Workspace = "default",
            ResourceType = grant.ResourceType,
            ResourcePattern = grant.ResourceId,
            Permission = grant.Permission,
        })],
    };
}
