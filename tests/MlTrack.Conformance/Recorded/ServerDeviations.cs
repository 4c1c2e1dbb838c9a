namespace MlTrack.Conformance.Recorded;

/// <summary>Where MLflow's own servers answer otherwise than its file store at hand, and so do stores that are reached through a server.</summary>
internal static class ServerDeviations
{
    private const string Invalid = "INVALID_PARAMETER_VALUE";
    private const string Missing = "Missing value for required parameter";
    private const string Required = "The API takes an empty text for none, and asks for one.";
    private const string NotRepeated = "A caller's error is no HTTP 500, which clients repeat for minutes.";
    private const string Cut = "Servers cut every tag, MLflow's file store only those of batches.";

    internal static IReadOnlyList<RecordedDeviation> All { get; } =
    [
        .. new[] { "log_metric", "log_param", "set_tag", "set_experiment_tag", "log_batch.metrics", "log_batch.params", "log_batch.tags" }.SelectMany(op => new[]
        {
            new RecordedDeviation(op, """{"key":""}""", Invalid, Missing, Required),
            new RecordedDeviation(op, """{"key":null}""", Invalid, Missing, Required),
        }),
        new("get_run", """{"run_id":""}""", Invalid, Missing, Required),
        new("get_experiment", """{"experiment_id":""}""", Invalid, Missing, Required),
        new("create_experiment", """{"name":""}""", Invalid, Missing, Required),
        new("create_experiment", """{"name":null}""", Invalid, Missing, Required),
        new("rename_experiment", """{"experiment":"\u003Cfresh\u003E","new_name":""}""", Invalid, Missing, Required),
        new("rename_experiment", """{"experiment":"\u003Cfresh\u003E","new_name":null}""", Invalid, Missing, Required),
        new("rename_experiment", """{"experiment":"\u003Cdeleted\u003E","new_name":"x"}""", Invalid, "Cannot rename experiment in non-active lifecycle stage.", NotRepeated),
        new("delete_experiment", """{"experiment":"0"}""", Invalid, "Cannot delete the default experiment '0'.", NotRepeated),
        new("create_run", """{"experiment":"\u003Cdeleted\u003E"}""", Invalid, "Could not create run under non-active experiment", NotRepeated),
        new("create_logged_model", """{"experiment":"\u003Cdeleted\u003E"}""", Invalid, "Could not create model under non-active experiment", NotRepeated),
        new("log_batch.params", """{"key":"lr","value":"0.2","note":"already there with 0.1"}""", Invalid, "Changing param values is not allowed.", NotRepeated),
        new("log_batch", """{"note":"params pp1, lr (changed), pp2; one metric, one tag: what is kept"}""", Invalid, "Changing param values is not allowed.", NotRepeated),
        new("set_tag", """{"key":"k","value_length":8001,"MLFLOW_TRUNCATE_LONG_VALUES":"true"}""", "OK", null, Cut),
        new("set_tag", """{"key":"k","value_length":8001,"MLFLOW_TRUNCATE_LONG_VALUES":"false"}""", "OK", null, Cut),
        new("search_runs", """{"max_results":50001}""", Invalid, "Invalid value 50001 for parameter 'max_results'", "The API checks the limit before the store does."),
    ];
}
