using MlTrack.Internal.Context;

namespace MlTrack.Internal.FileStore.Index;

/// <summary>Finds the folder in which snapshots lie: what can be made again at any time, of this user alone, never inside a tree.</summary>
internal static class CacheFolder
{
    private const string Product = "mltrack";
    private const string Indexes = "index";

    /// <summary>
    /// Gives the folder: what the options say, else <c>MLTRACK_CACHE_DIR</c>, else <c>mltrack/index</c> below <c>XDG_CACHE_HOME</c> or the system's usual place
    /// (<c>~/.cache</c>, <c>~/Library/Caches</c>, the local application data of Windows). Null when the user has none, or wants none (an empty choice).
    /// </summary>
    internal static string? Find(string? chosen, MlflowEnvironment environment)
    {
        if (chosen is not null)
        {
            return chosen.Length == 0 ? null : Path.GetFullPath(chosen);
        }

        if (environment.CacheDirectory is { Length: > 0 } directory)
        {
            return Path.Combine(Path.GetFullPath(directory), Indexes);
        }

        // By the rules of XDG a relative path is to be ignored.
        if (environment.UserCacheDirectory is { Length: > 0 } user && Path.IsPathRooted(user))
        {
            return Path.Combine(user, Product, Indexes);
        }

        if (OperatingSystem.IsWindows())
        {
            var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
            return data.Length == 0 ? null : Path.Combine(data, Product, Indexes);
        }

        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var cache = OperatingSystem.IsMacOS() ? Path.Combine("Library", "Caches") : ".cache";
        return home.Length == 0 ? null : Path.Combine(home, cache, Product, Indexes);
    }
}
