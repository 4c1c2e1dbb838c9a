using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using MlTrack.Server.Internal.Security;

namespace MlTrack.Server;

/// <summary>The users of a server, in one JSON file: names, hashed passwords and tokens, rights.</summary>
/// <remarks>
/// Thread-safe. The file is replaced as a whole and readable by its owner alone. Changes made by another process are seen within a second; of two
/// processes that change it at the same moment one may lose its change. Passwords are kept as ASP.NET Core's <see cref="PasswordHasher{TUser}"/> writes
/// them, tokens as SHA-256.
/// </remarks>
public sealed class MlTrackUsersFile
{
    /// <summary>The fewest characters of a password, as in MLflow.</summary>
    public const int MinPasswordLength = 12;

    /// <summary>The environment variable that gives the first administrator's password, as in MLflow.</summary>
    public const string AdminPasswordVariable = "MLFLOW_AUTH_ADMIN_PASSWORD";

    private const string AdminName = "admin";
    private const int Rounds = 600_000;
    private const int MaxBytes = 64 << 20;
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    private readonly Lock _changing = new();
    private readonly PasswordHasher<UserRecord> _hasher;
    private readonly TimeProvider _time;
    private volatile UsersDocument _document = new();
    private (DateTime Written, long Length) _stamp;
    private long _looked;

    /// <summary>Opens the file; one that is not there holds no users.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ArgumentException">The path is null or empty.</exception>
    /// <exception cref="InvalidDataException">The file is none of this kind.</exception>
    public MlTrackUsersFile(string path)
        : this(path, Rounds, TimeProvider.System)
    {
    }

    internal MlTrackUsersFile(string path, int rounds, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FilePath = Path.GetFullPath(path);
        _time = time;
        _hasher = new PasswordHasher<UserRecord>(Options.Create(new PasswordHasherOptions { IterationCount = rounds }));
        Nobody = new UserRecord { Username = "", PasswordHash = _hasher.HashPassword(null!, Convert.ToHexString(RandomNumberGenerator.GetBytes(16))) };
        Read();
    }

    /// <summary>The file.</summary>
    public string FilePath { get; }

    /// <summary>The users' names, in the order in which they were added.</summary>
    public IReadOnlyList<string> Usernames => [.. Current.Users.Select(user => user.Username)];

    /// <summary>A user whose password nobody knows: checked where there is no user of a name, so that both take the same time.</summary>
    internal UserRecord Nobody { get; }

    /// <summary>The users as the file has them now, or had them within the last second.</summary>
    internal UsersDocument Current
    {
        get
        {
            if (_time.GetElapsedTime(Interlocked.Read(ref _looked)) > LookAgain)
            {
                lock (_changing)
                {
                    Read();
                }
            }

            return _document;
        }
    }

    /// <summary>Adds the user <c>admin</c> when there is no user yet.</summary>
    /// <returns>The new password when it was made here, to be shown once; null when the environment gave it or there are users already.</returns>
    /// <exception cref="MlTrackException">The environment's password is too weak.</exception>
    public string? EnsureAdmin()
    {
        if (Current.Users.Count > 0)
        {
            return null;
        }

        var given = Environment.GetEnvironmentVariable(AdminPasswordVariable);
        var password = string.IsNullOrEmpty(given) ? NewSecret(18) : given;
        AddUser(AdminName, password, isAdmin: true);
        return string.IsNullOrEmpty(given) ? password : null;
    }

    /// <summary>Adds a user.</summary>
    /// <param name="username">The name.</param>
    /// <param name="password">The password.</param>
    /// <param name="isAdmin">Whether the user may do everything.</param>
    /// <exception cref="MlTrackException">The name is taken, or the password too weak.</exception>
    public void AddUser(string username, string password, bool isAdmin = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(username);
        CheckPassword(username, password);
        var user = new UserRecord { Username = username, PasswordHash = _hasher.HashPassword(Nobody, password), IsAdmin = isAdmin };
        Change(document => document.Users.Any(other => other.Username == username)
            ? throw new MlTrackException(MlTrackErrorCode.ResourceAlreadyExists, $"User (username={username}) already exists.")
            : document with { Users = [.. document.Users, user with { Id = document.NextId }], NextId = document.NextId + 1 });
    }

    /// <summary>Removes a user with all rights and tokens.</summary>
    /// <param name="username">The name.</param>
    /// <exception cref="MlTrackException">There is no such user.</exception>
    public void RemoveUser(string username) => Change(document => document with { Users = [.. document.Users.Where(user => user != Find(document, username))] });

    /// <summary>Gives a user another password. Tokens stay.</summary>
    /// <param name="username">The name.</param>
    /// <param name="password">The new password.</param>
    /// <exception cref="MlTrackException">There is no such user, or the password is too weak.</exception>
    public void SetPassword(string username, string password)
    {
        CheckPassword(username, password);
        var hash = _hasher.HashPassword(Nobody, password);
        ChangeUser(username, user => user with { PasswordHash = hash });
    }

    /// <summary>Makes a token that logs a user in as <c>Authorization: Bearer</c>.</summary>
    /// <param name="username">The user.</param>
    /// <param name="name">What the token is for; a token of the same name is replaced.</param>
    /// <param name="expires">When it ends; null for never.</param>
    /// <returns>The token, which is nowhere kept.</returns>
    /// <exception cref="MlTrackException">There is no such user.</exception>
    public string CreateToken(string username, string name, DateTimeOffset? expires = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var token = "mlt_" + NewSecret(32);
        var record = new TokenRecord(name, Hash(token), _time.GetUtcNow(), expires);
        ChangeUser(username, user => user with { Tokens = [.. user.Tokens.Where(other => other.Name != name), record] });
        return token;
    }

    /// <summary>Ends a token.</summary>
    /// <param name="username">The user.</param>
    /// <param name="name">What the token was for.</param>
    /// <exception cref="MlTrackException">There is no such user.</exception>
    public void RevokeToken(string username, string name) =>
        ChangeUser(username, user => user with { Tokens = [.. user.Tokens.Where(token => token.Name != name)] });

    /// <summary>Says what users may do with things for which they have no right of their own.</summary>
    /// <param name="permission"><c>READ</c> (the default), <c>USE</c>, <c>EDIT</c>, <c>MANAGE</c> or <c>NO_PERMISSIONS</c>.</param>
    /// <exception cref="MlTrackException">There is no such permission.</exception>
    public void SetDefaultPermission(string permission)
    {
        var text = Permissions.Parse(permission).ToText();
        Change(document => document with { DefaultPermission = text });
    }

    internal static UserRecord Find(UsersDocument document, string username) => document.Users.FirstOrDefault(user => user.Username == username)
        ?? throw new MlTrackException(MlTrackErrorCode.ResourceDoesNotExist, $"User with username={username} not found");

    /// <summary>The user of a password; takes the same time for names that are there and names that are not.</summary>
    internal UserRecord? FindByPassword(string username, string password)
    {
        var user = Current.Users.FirstOrDefault(other => other.Username == username);
        var result = _hasher.VerifyHashedPassword(user ?? Nobody, (user ?? Nobody).PasswordHash, password);
        return result == PasswordVerificationResult.Failed ? null : user;
    }

    /// <summary>The user of a token that has not ended.</summary>
    internal UserRecord? FindByToken(string token)
    {
        var hash = Encoding.ASCII.GetBytes(Hash(token));
        var now = _time.GetUtcNow();
        return Current.Users.FirstOrDefault(user => user.Tokens.Any(other =>
            CryptographicOperations.FixedTimeEquals(hash, Encoding.ASCII.GetBytes(other.Hash)) && (other.Expires is null || other.Expires > now)));
    }

    internal void ChangeUser(string username, Func<UserRecord, UserRecord> change) => Change(document =>
    {
        var user = Find(document, username);
        return document with { Users = [.. document.Users.Select(other => other == user ? change(user) : other)] };
    });

    internal void ChangeGrants(Func<GrantRecord, GrantRecord> change) =>
        Change(document => document with { Users = [.. document.Users.Select(user => user with { Grants = [.. user.Grants.Select(change)] })] });

    private static void CheckPassword(string username, string password)
    {
        ArgumentNullException.ThrowIfNull(password);
        if (password.Length < MinPasswordLength)
        {
            throw new MlTrackException(MlTrackErrorCode.InvalidParameterValue, $"Password must be at least {MinPasswordLength} characters.");
        }

        if (password.Distinct().Count() < 5 || password == "password1234" || password.Contains(username, StringComparison.OrdinalIgnoreCase) && password.Length < username.Length + 6)
        {
            throw new MlTrackException(MlTrackErrorCode.InvalidParameterValue, "The password is too easy to guess. Choose another one.");
        }
    }

    private static string NewSecret(int bytes) => Convert.ToBase64String(RandomNumberGenerator.GetBytes(bytes)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static string Hash(string token) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private void Change(Func<UsersDocument, UsersDocument> change)
    {
        lock (_changing)
        {
            Read();
            var changed = change(_document);
            Write(changed);
            _document = changed;
        }
    }

    private void Read()
    {
        var file = new FileInfo(FilePath);
        var stamp = file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
        if (stamp != _stamp)
        {
            _document = file.Exists ? Parse(file) : new UsersDocument();
            _stamp = stamp;
        }

        Interlocked.Exchange(ref _looked, _time.GetTimestamp());
    }

    private UsersDocument Parse(FileInfo file)
    {
        if (file.Length > MaxBytes)
        {
            throw new InvalidDataException($"'{FilePath}' is no users file: it is too long.");
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(FilePath), UsersContext.Default.UsersDocument) ?? new UsersDocument();
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"'{FilePath}' is no users file: {fault.Message}", fault);
        }
    }

    private void Write(UsersDocument document)
    {
        var folder = Path.GetDirectoryName(FilePath)!;
        Directory.CreateDirectory(folder);
        var temporary = Path.Combine(folder, $".{Path.GetFileName(FilePath)}.{Convert.ToHexString(RandomNumberGenerator.GetBytes(8))}.tmp");
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using (var stream = new FileStream(temporary, options))
            {
                JsonSerializer.Serialize(stream, document, UsersContext.Default.UsersDocument);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, FilePath, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }

        var file = new FileInfo(FilePath);
        _stamp = (file.LastWriteTimeUtc, file.Length);
    }
}
