namespace MlTrack.Internal.IO;

/// <summary>Paths in the form that Windows takes literally and without the limit of 260 characters.</summary>
internal static class WindowsPath
{
    private const string Literal = @"\\?\";
    private const string LiteralShare = @"\\?\UNC\";

    /// <summary>Adds the prefix. The path must be full and without <c>.</c> and <c>..</c>: behind the prefix Windows resolves nothing.</summary>
    /// <param name="path">A full path.</param>
    /// <returns>The prefixed path.</returns>
    /// <exception cref="ArgumentException">The path is empty or holds a NUL.</exception>
    public static string Extend(string path)
    {
        if (path.Length == 0 || path.IndexOf('\0') >= 0)
        {
            throw new ArgumentException("A path must not be empty or hold a NUL character.", nameof(path));
        }

        if (path.StartsWith(Literal, StringComparison.Ordinal)) return path;
        var full = path.Replace('/', '\\');
        return full.StartsWith(@"\\", StringComparison.Ordinal) ? LiteralShare + full.Substring(2) : Literal + full;
    }

    /// <summary>Takes the prefix off.</summary>
    /// <param name="path">What Windows answered.</param>
    /// <returns>The usual form.</returns>
    public static string Shorten(string path)
    {
        if (path.StartsWith(LiteralShare, StringComparison.Ordinal)) return @"\\" + path.Substring(LiteralShare.Length);
        return path.StartsWith(Literal, StringComparison.Ordinal) ? path.Substring(Literal.Length) : path;
    }
}
