namespace MlTrack.Internal.Context;

/// <summary>User and password for a server: from the environment, else from section <c>[mlflow]</c> of <c>~/.mlflow/credentials</c>.</summary>
/// <remarks>The file is an INI file with the keys <c>mlflow_tracking_username</c> and <c>mlflow_tracking_password</c>, as MLflow writes it.</remarks>
/// <param name="UserName">The user, or null.</param>
/// <param name="Password">The password, or null. A secret: never logged, and not part of the record's text.</param>
internal sealed record MlflowCredentials(string? UserName, string? Password)
{
    private const string UserKey = "mlflow_tracking_username";
    private const string PasswordKey = "mlflow_tracking_password";

    /// <summary>True when both parts are there, which is when MLflow uses them to authenticate.</summary>
    internal bool IsComplete => UserName is not null && Password is not null;

    /// <summary>Reads what there is; a file that is missing or cannot be read counts as empty.</summary>
    internal static MlflowCredentials Read(MlflowEnvironment environment, string? homeFolder = null)
    {
        homeFolder ??= Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var file = homeFolder.Length == 0 ? new MlflowCredentials(null, null) : ReadFile(Path.Combine(homeFolder, ".mlflow", "credentials"));
        return new MlflowCredentials(environment.TrackingUserName ?? file.UserName, environment.TrackingPassword ?? file.Password);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{UserName ?? "(no user)"}:***";

    private static MlflowCredentials ReadFile(string path)
    {
        if (SmallFile.TryReadText(path) is not { } text)
        {
            return new MlflowCredentials(null, null);
        }

        string? user = null;
        string? password = null;
        foreach (var entry in IniText.Read(text))
        {
            if (!string.Equals(entry.Section, "mlflow", StringComparison.Ordinal))
            {
                continue;
            }

            if (string.Equals(entry.Key, UserKey, StringComparison.OrdinalIgnoreCase))
            {
                user = entry.Value;
            }
            else if (string.Equals(entry.Key, PasswordKey, StringComparison.OrdinalIgnoreCase))
            {
                password = entry.Value;
            }
        }

        return new MlflowCredentials(user, password);
    }
}
