namespace MlTrack.Internal.Context;

/// <summary>Gathers what stays the same while a process runs: program, source control, runtime, packages.</summary>
internal static class ContextFacts
{
    /// <summary>The facts about the program that MLflow records by default.</summary>
    internal static IReadOnlyDictionary<string, string> ReadProgram(ProgramInfo program) => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [ContextTagNames.SourceName] = program.SourceName,
        [ContextTagNames.SourceType] = program.SourceType,
    };

    /// <summary>
    /// The facts about the source code. Outside a work tree the commit that the build recorded in the program still says what ran, so it
    /// takes the place of the one that is checked out.
    /// </summary>
    internal static async Task<IReadOnlyDictionary<string, string>> ReadGitAsync(ProgramInfo program)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        if (FindRepository(program.SourceFolder) is not { } repository)
        {
            Add(tags, ContextTagNames.GitCommit, program.BuildCommit);
            return tags;
        }

        var commit = repository.ReadCommit();
        Add(tags, ContextTagNames.GitCommit, commit);
        Add(tags, ContextTagNames.GitBranch, repository.ReadBranch());
        Add(tags, ContextTagNames.GitRepoUrl, repository.ReadRemoteUrl());
        Add(tags, ContextTagNames.GitBuildCommit, program.BuildCommit == commit ? null : program.BuildCommit);
        if (commit is not null && !repository.ConfiguresPrograms() && await GitStatus.IsDirtyAsync(repository.WorkTree).ConfigureAwait(false) is { } dirty)
        {
            tags[ContextTagNames.GitDirty] = dirty ? "true" : "false";
        }

        return tags;
    }

    /// <summary>The facts about the machine and the libraries.</summary>
    internal static IReadOnlyDictionary<string, string> ReadEnvironment()
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [ContextTagNames.Runtime] = ProgramInfo.DescribeRuntime(),
            [ContextTagNames.OperatingSystem] = ProgramInfo.DescribeSystem(),
        };
        Add(tags, ContextTagNames.Packages, PackageVersions.Read(Text.Names.MaxTagValueLength));
        return tags;
    }

    private static GitRepository? FindRepository(string folder)
    {
        try
        {
            return GitRepository.Find(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // A folder that cannot be looked at, or a .git file with a name that is none, has no repository that we could tell of.
            return null;
        }
    }

    private static void Add(Dictionary<string, string> tags, string key, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            tags[key] = value!; // Checked in the line above.
        }
    }
}
