namespace MlTrack.Internal.Context;

/// <summary>
/// Reads commit, branch and remote of a git work tree from the files of its <c>.git</c> folder, without starting git. Understands work trees and
/// submodules (<c>.git</c> is a file that names the folder), packed references and a detached HEAD; not the <c>reftable</c> form.
/// </summary>
/// <remarks>Only reads. What is missing or odd is null: facts about the source are worth having but never worth a fault.</remarks>
internal sealed class GitRepository
{
    private const int MaxReferenceDepth = 5;
    private const int PackedRefsLimit = 64 << 20;

    private readonly string _gitFolder;
    private readonly string _commonFolder;

    private GitRepository(string workTree, string gitFolder)
    {
        WorkTree = workTree;
        _gitFolder = gitFolder;
        var common = SmallFile.TryReadText(Path.Combine(gitFolder, "commondir"))?.Trim();
        _commonFolder = string.IsNullOrEmpty(common) ? gitFolder : Path.GetFullPath(Path.Combine(gitFolder, common));
    }

    /// <summary>The folder that holds <c>.git</c>.</summary>
    internal string WorkTree { get; }

    /// <summary>Finds the repository of a folder: the nearest <c>.git</c> in it or above it.</summary>
    internal static GitRepository? Find(string folder)
    {
        for (var current = new DirectoryInfo(folder); current is not null; current = current.Parent)
        {
            var entry = Path.Combine(current.FullName, ".git");
            if (Directory.Exists(entry))
            {
                return new GitRepository(current.FullName, entry);
            }

            const string Prefix = "gitdir:";
            if (SmallFile.TryReadText(entry) is { } text && text.StartsWith(Prefix, StringComparison.Ordinal))
            {
                var target = Path.GetFullPath(Path.Combine(current.FullName, text.Substring(Prefix.Length).Trim()));
                return Directory.Exists(target) ? new GitRepository(current.FullName, target) : null;
            }
        }

        return null;
    }

    /// <summary>The branch that is checked out; null for a detached HEAD.</summary>
    internal string? ReadBranch()
    {
        const string Heads = "refs/heads/";
        return ReadHead() is { } head && TryReadSymbolic(head, out var target) && target.StartsWith(Heads, StringComparison.Ordinal)
            ? target.Substring(Heads.Length)
            : null;
    }

    /// <summary>The full id of the commit that is checked out; null in a repository without commits.</summary>
    internal string? ReadCommit()
    {
        var value = ReadHead();
        for (var depth = 0; value is not null && depth < MaxReferenceDepth; depth++)
        {
            if (IsObjectId(value))
            {
                return value;
            }

            value = TryReadSymbolic(value, out var name) ? ReadReference(name) : null;
        }

        return null;
    }

    /// <summary>The URL of the first remote, as MLflow takes it, without credentials; null when there is none.</summary>
    internal string? ReadRemoteUrl()
    {
        foreach (var entry in ReadConfiguration())
        {
            if (string.Equals(entry.Section, "remote", StringComparison.OrdinalIgnoreCase) &&
                string.Equals(entry.Key, "url", StringComparison.OrdinalIgnoreCase))
            {
                return SecretText.RemoveUserInfo(entry.Value);
            }
        }

        return null;
    }

    /// <summary>
    /// True when the repository's own configuration could make git start programs while it compares files (filters), or takes in further files
    /// that could. Such a repository is not asked whether it has changes.
    /// </summary>
    internal bool ConfiguresPrograms()
    {
        foreach (var entry in ReadConfiguration())
        {
            if (string.Equals(entry.Section, "filter", StringComparison.OrdinalIgnoreCase) ||
                entry.Section.StartsWith("filter.", StringComparison.OrdinalIgnoreCase) ||
                entry.Section.StartsWith("include", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private IEnumerable<IniText.Entry> ReadConfiguration()
    {
        var shared = SmallFile.TryReadText(Path.Combine(_commonFolder, "config")) ?? string.Empty;
        var own = SmallFile.TryReadText(Path.Combine(_gitFolder, "config.worktree")) ?? string.Empty;
        return IniText.Read(shared + "\n" + own);
    }

    private string? ReadHead() => SmallFile.TryReadText(Path.Combine(_gitFolder, "HEAD"))?.Trim();

    private string? ReadReference(string name)
    {
        // The name comes from a file and becomes a path.
        if (name.Contains("..") || name.Contains("\\") || !name.StartsWith("refs/", StringComparison.Ordinal))
        {
            return null;
        }

        return (SmallFile.TryReadText(Path.Combine(_gitFolder, name)) ?? SmallFile.TryReadText(Path.Combine(_commonFolder, name)))?.Trim()
               ?? ReadPackedReference(name);
    }

    private string? ReadPackedReference(string name)
    {
        foreach (var line in (SmallFile.TryReadText(Path.Combine(_commonFolder, "packed-refs"), PackedRefsLimit) ?? string.Empty).Split('\n'))
        {
            var blank = line.IndexOf(' ');
            if (blank > 0 && line[0] is not ('#' or '^') && string.Equals(line.Substring(blank + 1).Trim(), name, StringComparison.Ordinal))
            {
                return line.Substring(0, blank);
            }
        }

        return null;
    }

    private static bool TryReadSymbolic(string value, out string target)
    {
        const string Prefix = "ref:";
        target = value.StartsWith(Prefix, StringComparison.Ordinal) ? value.Substring(Prefix.Length).Trim() : string.Empty;
        return target.Length > 0;
    }

    // SHA-1 has 40 digits, SHA-256 64.
    private static bool IsObjectId(string text)
    {
        var hexadecimal = text.Length is 40 or 64;
        foreach (var character in text)
        {
            hexadecimal &= character is (>= '0' and <= '9') or (>= 'a' and <= 'f');
        }

        return hexadecimal;
    }
}
