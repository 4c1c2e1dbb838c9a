namespace MlTrack.Conformance.Recorded;

/// <summary>A recorded call to which MlTrack answers otherwise on purpose.</summary>
/// <param name="Op">The call; a pattern that ends with <c>*</c> stands for all that begin so.</param>
/// <param name="Args">The arguments, as JSON.</param>
/// <param name="Code">MlTrack's code; <c>OK</c> for success; null where the call cannot be made at all.</param>
/// <param name="Part">A part of MlTrack's message.</param>
/// <param name="Reason">Why.</param>
internal sealed record RecordedDeviation(string Op, string Args, string? Code, string? Part, string Reason)
{
    internal bool Fits(RecordedCall call) =>
        (Op.EndsWith('*') ? call.Op.StartsWith(Op[..^1], StringComparison.Ordinal) : call.Op == Op) && call.ArgsText == Args;
}

/// <summary>Every difference between MLflow's recorded answers and MlTrack's.</summary>
internal static class RecordedDeviations
{
    private const string Invalid = "INVALID_PARAMETER_VALUE";
    private const string Success = "OK";
    private const string Typed = "The types of C# do not allow this argument.";
    private const string LineBreak = "A name that ends with a line break is an accident of MLflow's pattern; as a file name it breaks other tools.";
    private const string Conflict = "MLflow lets out a bare error of the operating system.";
    private const string Strict = "Artifact paths give one code whatever is wrong with them; MLflow's INTERNAL_ERROR would be an HTTP 500.";
    private const string Unsafe = "MLflow can write such a name but not read it back, or another system reads it as another path.";
    private const string Normal = "A repository takes paths in normal form only; the client brings them into it.";

    /// <summary>What MLflow's recorded lists hold and MlTrack's cannot, since writing it was refused.</summary>
    internal static readonly string[] MissingArtifacts = ["#h.txt", "#x", "a%2Fb", "a:b", "a\\b", "t2.txt", "t3.txt"];

    internal static IReadOnlyList<RecordedDeviation> All { get; } =
    [
        // Names and values.
        .. KeyOps.SelectMany(op => new[]
        {
            new RecordedDeviation(op, """{"key":"a\n"}""", Invalid, "Names may only contain", LineBreak),
            new RecordedDeviation(op, """{"key":"\n"}""", Invalid, "Names may only contain", LineBreak),
        }),
        new("set_tag", $$"""{"key":"{{new string('x', 251)}}"}""", Invalid, "'key' exceeds the maximum length of 250 characters",
            "MLflow limits the keys of tags only in batches; what one call can set the other must be able to send."),
        new("log_param", """{"key":"crlf","value":"a\r\nb","note":"already there, same value; compared after CRLF became LF"}""", Success, null,
            "The same value again is no change; MLflow compares a text whose line ends were changed by reading."),
        .. new[] { "log_metric", "log_param", "set_tag" }.SelectMany(op => new[]
        {
            new RecordedDeviation(op, """{"keys":["x","x/y"],"note":"x then x/y"}""", Invalid, "'x/y' cannot be stored: 'x' is a", Conflict),
            new RecordedDeviation(op, """{"keys":["x/y","x"],"note":"x/y then x"}""", Invalid, "'x' cannot be stored: there is a", Conflict),
        }),

        // Experiments, runs, models.
        new("create_experiment", """{"name":"it\u0027s"}""", Success, null, "MLflow looks names up through its filter grammar, which cannot quote this one."),
        new("rename_experiment", """{"experiment":"\u003Cdeleted\u003E","new_name":"x"}""", "INVALID_STATE", "Cannot rename experiment in non-active lifecycle stage.",
            "MLflow raises an exception without a code."),
        new("update_run_info", """{"status":6}""", "ArgumentOutOfRangeException", "none of MLflow's run statuses", "An undefined value of an enumeration is wrong use of the library."),
        new("create_logged_model", """{"name":""}""", Success, null, "An empty name counts as not given, as it does for runs."),

        // Artifacts.
        .. new[] { "d/", "./d", "../d", "/d", "a/../b", "..", ".", "d//e" }.Select(path =>
            new RecordedDeviation("log_artifact", $$"""{"artifact_path":"{{path}}"}""", Invalid, $"Invalid artifact path: '{path}'. Names may be treated as files", Strict)),
        .. new[] { "a%2Fb", "a\\\\b", "a:b", "#x" }.Select(path =>
            new RecordedDeviation("log_artifact", $$"""{"artifact_path":"{{path}}"}""", Invalid, "Invalid path", Unsafe)),
        new("log_text", """{"artifact_file":"../t.txt"}""", Invalid, "This name would resolve to '../t.txt'", Strict),
        new("log_text", """{"artifact_file":"/t.txt"}""", Invalid, "This name would resolve to '/t.txt'", Strict),
        new("log_text", """{"artifact_file":"a/../t2.txt"}""", Invalid, "This name would resolve to 't2.txt'", Normal),
        new("log_text", """{"artifact_file":"./t3.txt"}""", Invalid, "This name would resolve to 't3.txt'", Normal),
        new("log_text", """{"artifact_file":"#h.txt"}""", Invalid, "Invalid path", Unsafe),
        new("log_text", """{"artifact_file":".artifact.uploading.x"}""", Invalid, "Artifact names starting with '.artifact.uploading.' are reserved.",
            "MLflow's message names its own temporary folder."),

        // What cannot be said in C#.
        .. new[] { "null", "true", "\"1\"", "\"abc\"" }.Select(value => new RecordedDeviation("log_*", $$"""{"value":{{value}}}""", null, null, Typed)),
        .. new[] { "null", "\"1\"" }.SelectMany(value => new[]
        {
            new RecordedDeviation("log_metric", $$"""{"timestamp":{{value}}}""", null, null, Typed),
            new RecordedDeviation("log_metric", $$"""{"step":{{value}}}""", null, null, Typed),
        }),
        new("create_experiment", """{"name":5}""", null, null, Typed),
        new("search_experiments", """{"max_results":"5"}""", null, null, Typed),
        new("get_experiment", """{"experiment_id":null}""", null, null, "There is no experiment by default in a call that names one."),
        new("create_run", """{"user_id":null}""", null, null, Typed),
        new("create_run", """{"start_time":null}""", null, null, "No time means now."),
        new("client.log_param", """{"key":"lr","value":"0.2","note":"already there with 0.1"}""", null, null, "The text that MLflow's client adds is about Python."),
    ];

    private static string[] KeyOps =>
        ["log_metric", "log_param", "set_tag", "set_experiment_tag", "log_batch.metrics", "log_batch.params", "log_batch.tags"];
}
