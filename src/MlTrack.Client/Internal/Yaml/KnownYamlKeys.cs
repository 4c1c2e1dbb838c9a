using System.Text;

namespace MlTrack.Internal.Yaml;

/// <summary>The keys of MLflow's files, so that reading thousands of runs does not make each of them anew.</summary>
internal static class KnownYamlKeys
{
    private const int MaxLength = 40;

    private static readonly string[][] ByLength = Arrange(
        "aliases", "artifact_location", "artifact_uri", "creation_time", "creation_timestamp", "current_stage", "deleted_time", "deployment_job_id",
        "deployment_job_state", "description", "destination_id", "destination_type", "digest", "effective_trace_archival_retention", "end_time",
        "entry_point_name", "experiment_id", "last_update_time", "last_updated_timestamp", "lifecycle_stage", "mlflow.data.context", "model_id",
        "model_type", "name", "profile", "run_id", "run_link", "run_name", "run_uuid", "schema", "source", "source_id", "source_name",
        "source_run_id", "source_type", "source_version", "start_time", "status", "status_message", "step", "storage_location", "tags",
        "trace_location", "user_id", "version", "workspace");

    /// <summary>Gives an ASCII key as text.</summary>
    internal static string Get(ReadOnlySpan<byte> ascii)
    {
        if (ascii.Length < ByLength.Length)
        {
            foreach (var known in ByLength[ascii.Length])
            {
                if (Equals(known, ascii))
                {
                    return known;
                }
            }
        }

        return Encoding.ASCII.GetString(ascii);
    }

    private static bool Equals(string known, ReadOnlySpan<byte> ascii)
    {
        for (var i = 0; i < ascii.Length; i++)
        {
            if (known[i] != ascii[i])
            {
                return false;
            }
        }

        return true;
    }

    private static string[][] Arrange(params string[] keys)
    {
        var byLength = new string[MaxLength][];
        for (var length = 0; length < MaxLength; length++)
        {
            byLength[length] = keys.Where(key => key.Length == length).ToArray();
        }

        return byLength;
    }
}
