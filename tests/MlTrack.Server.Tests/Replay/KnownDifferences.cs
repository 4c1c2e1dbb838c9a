using MlTrack.Stores;

namespace MlTrack.Server.Tests.Replay;

/// <summary>A recorded answer that ours differs from on purpose.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Name">The recording; a <c>*</c> at the end stands for all that begin so.</param>
/// <param name="Reason">Why; <c>docs/compatibility.md</c> says the same in its words.</param>
internal sealed record KnownDifference(string Scenario, string Name, string Reason)
{
    internal bool Fits(Recording recording) => recording.Scenario == Scenario &&
        (Name.EndsWith('*') ? recording.Name.StartsWith(Name[..^1], StringComparison.Ordinal) : recording.Name == Name);
}

/// <summary>Every difference between MLflow's recorded answers and ours.</summary>
internal static class KnownDifferences
{
    private const string Wording = "Same status and code, other words: a text that names the field that is wrong.";
    private const string ServerDisk = "A client may not choose a place on the server's disk.";
    private const string Quotes = "Names with quotes work; MLflow's file store looks them up through a filter that cannot quote them.";
    private const string DatasetStep = "A point with a data set keeps its step; MLflow's file store reads 0.";
    private const string NoGraphQl = "There is no GraphQL: MLflow's own web page is not served.";
    private const string StrictOrigin = "Pages on other ports of localhost are foreign, as any other.";
    private const string StrictHost = "Private networks are not allowed unless they are named.";
    private const string NoGateway = "There is no gateway.";
    private const string DotSegments = "The web server resolves dot segments before anybody sees the path: what is left is unknown (404).";
    private const string StrictPaths = "A path that another system reads as another one is refused (400).";
    private const string OddNames = "Names with ';' or an encoded percent sign are refused: other programs read them as other names.";
    private const string NoName = "The path of the service without a file's name: refused with another status.";
    private const string HalfRename = "A renamed model takes everything along and is shown under its new name; MLflow's file store loses tags of versions on the way.";
    private const string Parts = "Files are taken in parts, which MLflow's server leaves to object stores.";
    private const string NoRoles = "Rights are given to users; there are no roles.";
    private const string NoPage = "There are no web pages.";
    private const string TooLate = "A time that .NET cannot read back is refused instead of lost.";

    internal static IReadOnlyList<KnownDifference> All { get; } =
    [
        new("file-experiments", "create, name with single quote", Quotes),
        new("file-experiments", "create, name with both quotes", Quotes),
        new("file-experiments", "get-by-name, name with single quote", Quotes),
        new("file-experiments", "get-by-name, name with both quotes", Quotes),
        new("file-errors-tracking", "experiments/get-by-name: name with quote", Quotes),
        new("file-errors-tracking", "experiments/create: artifact_location file:", ServerDisk),
        new("file-errors-tracking", "experiments/create: artifact_location local path", ServerDisk),
        new("file-errors-tracking", "experiments/create: artifact_location relative path", ServerDisk),
        new("file-errors-tracking", "experiments/search: max_results 50000", ServerDisk + " So these experiments are not in the list."),
        new("file-errors-tracking", "experiments/search: max_results numeric text", ServerDisk + " So these experiments are not in the list."),
        new("file-errors-tracking", "experiments/create: tags of strings", Wording),
        new("file-errors-tracking", "experiments/search: max_results float", Wording),
        new("file-errors-tracking", "runs/delete: run_uuid only", Wording),
        new("file-errors-tracking", "runs/restore: run_uuid only", Wording),
        new("file-errors-tracking", "runs/log-batch: run_uuid instead of run_id", Wording),
        new("file-errors-logged-models", "search: order_by strings", Wording),
        new("file-errors-logged-models", "search: order_by no field", Wording),
        new("file-errors-http", "lone surrogate", Wording),
        new("file-errors-http", "HEAD on a GET endpoint", "HEAD reads its query as GET does; MLflow forgets it."),
        new("file-errors-http", "double slash", "A path with two slashes is unknown (404) instead of redirected (308)."),
        new("file-metrics", "log-metric int64 max timestamp and step", TooLate),
        new("file-metrics", "get-history i64", TooLate),
        new("file-metrics", "log-metric with unknown model_id", "A point of a model that does not exist is refused; MLflow's file store drops the model silently."),
        new("file-metrics", "get run: latest metrics", DatasetStep),
        new("file-metrics", "get-history acc", DatasetStep),
        new("file-metrics", "bulk NaN metric", "NaN is a text here as everywhere; MLflow writes a bare NaN, which is no JSON."),
        new("file-runs", "get after log-model", "The model's description keeps the order of its fields."),
        new("file-logged-models", "delete tag with slash", "An encoded slash in a tag's key is refused (400) instead of unknown (404)."),
        new("file-server", "health HEAD", "HEAD gives the headers of GET."),
        new("file-server", "server-info*", NoGateway),
        new("file-server", "preflight from http://localhost:3000", StrictOrigin),
        new("file-server", "preflight from http://127.0.0.1", StrictOrigin),
        new("file-server", "preflight from http://[::1]:8080", StrictOrigin),
        new("file-server", "POST from http://localhost:3000", StrictOrigin),
        new("file-server", "POST from http://127.0.0.1", StrictOrigin),
        new("file-server", "POST from http://[::1]:8080", StrictOrigin),
        new("file-server", "POST from https://localhost:3000", StrictOrigin),
        new("file-server", "Host: '0.0.0.0:1'", StrictHost),
        new("file-server", "Host: '10.1.2.3'", StrictHost),
        new("file-server", "Host: '10.1.2.3:5000'", StrictHost),
        new("file-server", "Host: '192.168.0.7:80'", StrictHost),
        new("file-server", "Host: '172.16.0.1'", StrictHost),
        new("file-server", "Host: '172.31.9.9:1'", StrictHost),
        new("file-server", "graphql GetRun", NoGraphQl),
        new("file-server", "graphql GetRun unknown", NoGraphQl),
        new("file-server", "graphql GetExperiment", NoGraphQl),
        new("file-server", "graphql SearchRuns", NoGraphQl),
        new("file-server", "graphql unknown field", NoGraphQl),
        new("file-server", "POST graphql from foreign origin (not an API path)", NoGraphQl),
        new("file-artifacts-proxy", "download traversal '%2e%2e/x'", DotSegments),
        new("file-artifacts-proxy", "download traversal '../x'", DotSegments),
        new("file-artifacts-proxy", "download traversal 'd/%2e%2e/%2e%2e/etc/passwd'", DotSegments),
        new("file-artifacts-proxy", "download traversal 'd/../../x'", DotSegments),
        new("file-artifacts-proxy", "delete traversal 'a%00b'", StrictPaths),
        new("file-artifacts-proxy", "download traversal 'a%00b'", StrictPaths),
        new("file-artifacts-proxy", "list traversal 'a\\x00b'", StrictPaths),
        new("file-artifacts-proxy", "delete traversal 'C%3A%5Cx'", StrictPaths),
        new("file-artifacts-proxy", "delete traversal 'd/..%5Cx'", StrictPaths),
        new("file-artifacts-proxy", "download traversal 'd/..%5Cx'", StrictPaths),
        new("file-artifacts-proxy", "list traversal 'a\\\\..\\\\b'", StrictPaths),
        new("file-artifacts-proxy", "delete traversal 'd/a.txt%0a'", StrictPaths),
        new("file-artifacts-proxy", "upload traversal 'd//a.txt'", StrictPaths),
        new("file-artifacts-proxy", "upload double encoded space", OddNames),
        new("file-artifacts-proxy", "download double encoded", OddNames),
        new("file-artifacts-proxy", "upload special characters", OddNames),
        new("file-artifacts-proxy", "download special characters", OddNames),
        new("file-artifacts-proxy", "list d", OddNames),
        new("file-artifacts-proxy", "list d after deletes", OddNames),
        new("file-artifacts-proxy", "list d with trailing slash", OddNames),
        new("file-artifacts-proxy", "list traversal './d'", OddNames),
        new("file-artifacts-proxy", "delete without path", NoName),
        new("file-artifacts-proxy", "delete without path and slash", NoName),
        new("file-artifacts-proxy", "list root with slash", NoName),
        new("file-artifacts-proxy", "upload without path and slash", NoName),
        new("file-artifacts-proxy", "mpu create", Parts),
        new("file-artifacts-proxy", "mpu complete", Parts),
        new("file-artifacts-proxy", "mpu abort", Parts),
        new("auth-basic-auth", "create role", NoRoles),
        new("auth-basic-auth", "get role", NoRoles),
        new("auth-basic-auth", "list roles", NoRoles),
        new("auth-basic-auth", "role assign", NoRoles),
        new("auth-basic-auth", "role create by non-admin", NoRoles),
        new("auth-basic-auth", "role permission add", NoRoles),
        new("auth-basic-auth", "role unassign", NoRoles),
        new("auth-basic-auth", "roles of ann", NoRoles),
        new("auth-basic-auth", "users of the role", NoRoles),
        new("auth-basic-auth", "signup page", NoPage),
        new("auth-basic-auth", "no credentials, static file", NoPage),
        new("auth-basic-auth", "create-ui without CSRF token", NoPage),
        new("file-errors-registry", "model-versions/create: models: malformed", Wording),
        new("file-registry", "rename", HalfRename),
        new("file-registry", "get new name", HalfRename),
        new("file-registry", "its version under the new name", HalfRename),
    ];

    private const int LongTag = 8001;

    /// <summary>Requests that we answer otherwise, and on whose effect later recordings hang: here their effect is brought about in another way.</summary>
    private static readonly Dictionary<string, Func<ITrackingStore, IReadOnlyDictionary<string, string>, Task>> Replaced = new(StringComparer.Ordinal)
    {
        // MLflow's file store overwrites a model's param, its database refuses; so do we.
        ["file-logged-models: log params again with another value"] = async (store, ids) => await store.LogLoggedModelParamsAsync(ids["m"], [new Param("x", "5")]),

        // A single tag is cut at 8,000 characters as one in a batch is; MLflow's file store keeps it whole.
        ["file-runs: set-tag value of 8001 characters (truncated)"] = async (store, ids) => await store.SetTagAsync(ids["run"], new RunTag("long", new string('z', LongTag))),
    };

    internal static Func<ITrackingStore, IReadOnlyDictionary<string, string>, Task>? FindReplacement(Recording recording) => Replaced.GetValueOrDefault(recording.ToString());
}
