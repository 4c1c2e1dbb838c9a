using MlTrack.Internal.Artifacts;
using MlTrack.Internal.Context;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.Data;

/// <summary>Where a data set comes from, as MLflow records it: a kind and a JSON text.</summary>
/// <remarks>User-info of a URL, and what its query signs or names secret, is left out.</remarks>
internal static class DatasetSource
{
    // Not runs:, models:, mlflow-artifacts: and dbfs:, which MLflow refuses as well.
    private static readonly string[] Loadable =
        ["s3", "gs", "abfs", "abfss", "wasb", "wasbs", "hdfs", "viewfs", "ftp", "sftp"];

    /// <param name="source">A path, a URI, or null for the program itself.</param>
    internal static (string Type, string Json) Describe(string? source)
    {
        if (source is null)
        {
            return ("code", DescribeProgram());
        }

        var scheme = LocalUri.SchemeOf(source);
        switch (scheme)
        {
            case null or "file":
                return ("local", OneEntry("uri", source));
            case "http" or "https":
                return ("http", OneEntry("url", SecretText.CleanUrl(source)));
            default:
                if (!Loadable.Contains(scheme, StringComparer.Ordinal))
                {
                    throw new MlTrackException(
                        MlTrackErrorCode.ResourceDoesNotExist,
                        $"Could not find a source information resolver for the specified dataset source: {SecretText.Hide(source)}.");
                }

                return (scheme, OneEntry("uri", SecretText.CleanUrl(source)));
        }
    }

    private static string OneEntry(string name, string value) => new PythonJsonWriter().StartObject().Name(name).String(value).EndObject().ToString();

    private static string DescribeProgram()
    {
        var program = ProgramInfo.Read();
        return new PythonJsonWriter().StartObject().Name("tags").StartObject()
            .Name(ContextTagNames.User).String(RunContextTags.ReadUser(MlflowEnvironment.Process))
            .Name(ContextTagNames.SourceName).String(program.SourceName)
            .Name(ContextTagNames.SourceType).String(program.SourceType)
            .EndObject().EndObject().ToString();
    }
}
