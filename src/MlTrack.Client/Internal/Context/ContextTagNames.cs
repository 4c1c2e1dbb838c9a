namespace MlTrack.Internal.Context;

/// <summary>The tags that say where a run comes from: MLflow's names, and ours for what MLflow does not record.</summary>
internal static class ContextTagNames
{
    internal const string User = "mlflow.user";
    internal const string SourceName = "mlflow.source.name";
    internal const string SourceType = "mlflow.source.type";
    internal const string GitCommit = "mlflow.source.git.commit";
    internal const string GitBranch = "mlflow.source.git.branch";
    internal const string GitRepoUrl = "mlflow.source.git.repoURL";

    /// <summary><c>true</c> when tracked files differed from the commit, <c>false</c> when not; missing when nobody could tell.</summary>
    internal const string GitDirty = "mltrack.git.dirty";

    /// <summary>The commit recorded in the program by its build, where it is not the one that is checked out now.</summary>
    internal const string GitBuildCommit = "mltrack.git.build_commit";

    internal const string Runtime = "mltrack.runtime";
    internal const string OperatingSystem = "mltrack.os";

    /// <summary>A JSON object of package names and versions.</summary>
    internal const string Packages = "mltrack.packages";
}
