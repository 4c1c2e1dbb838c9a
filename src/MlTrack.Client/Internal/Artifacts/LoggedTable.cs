namespace MlTrack.Internal.Artifacts;

/// <summary>The file and tag of <c>log_table</c>. A second call with the same file adds rows to it.</summary>
/// <remarks>JSON only: parquet needs a library. Reading, adding and writing are the caller's three steps, so two processes that add to one table at once lose rows, as in MLflow.</remarks>
internal static class LoggedTable
{
    private const string Type = "table";
    private const string Extension = ".json";

    /// <param name="columns">The new rows, as columns of equal length.</param>
    /// <param name="existing">The file as it is, or null when there is none.</param>
    /// <param name="existingTag">The run's tag <c>mlflow.loggedArtifacts</c>, or null.</param>
    internal static ArtifactContent Describe(
        string artifactFile, IEnumerable<KeyValuePair<string, IEnumerable<object?>>> columns, ReadOnlyMemory<byte>? existing, string? existingTag)
    {
        if (!artifactFile.EndsWith(Extension, StringComparison.Ordinal))
        {
            throw ArtifactErrors.Invalid($"A table is logged into a file whose name ends with '{Extension}', not into '{artifactFile}'.");
        }

        var added = TableData.FromColumns(columns);
        var table = existing is { } content ? TableData.Parse(content, artifactFile).Append(added) : added;
        return new ArtifactContent(
            artifactFile, table.ToBytes(), [new RunTag(LoggedArtifactsTag.Key, LoggedArtifactsTag.Add(existingTag, artifactFile, Type))]);
    }
}
