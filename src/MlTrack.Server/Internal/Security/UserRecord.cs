using System.Text.Json.Serialization;

namespace MlTrack.Server.Internal.Security;

/// <summary>What the users file holds.</summary>
internal sealed record UsersDocument
{
    /// <summary>What a user may do with what nobody gave a right for: MLflow's <c>default_permission</c>.</summary>
    public string DefaultPermission { get; init; } = "READ";

    /// <summary>The number of the next user; numbers are not used again.</summary>
    public long NextId { get; init; } = 1;

    public IReadOnlyList<UserRecord> Users { get; init; } = [];
}

/// <summary>One user.</summary>
internal sealed record UserRecord
{
    public long Id { get; init; }

    public required string Username { get; init; }

    /// <summary>ASP.NET Core's own form: version, rounds, salt and hash in one text.</summary>
    public required string PasswordHash { get; init; }

    public bool IsAdmin { get; init; }

    public IReadOnlyList<GrantRecord> Grants { get; init; } = [];

    public IReadOnlyList<TokenRecord> Tokens { get; init; } = [];
}

/// <summary>A right of a user.</summary>
/// <param name="ResourceType"><c>experiment</c> or <c>registered_model</c>.</param>
/// <param name="ResourceId">The experiment's id or the model's name; <c>*</c> for all.</param>
/// <param name="Permission">MLflow's text.</param>
internal sealed record GrantRecord(string ResourceType, string ResourceId, string Permission);

/// <summary>A token of a user. The token itself is shown once and is nowhere kept.</summary>
/// <param name="Name">What it is for.</param>
/// <param name="Hash">SHA-256 of the token in hexadecimal digits: it has 256 random bits, so that nothing slower is needed.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Expires">When it ends; null for never.</param>
internal sealed record TokenRecord(string Name, string Hash, DateTimeOffset Created, DateTimeOffset? Expires);

/// <summary>The generated description of the users file.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(UsersDocument))]
internal sealed partial class UsersContext : JsonSerializerContext;
