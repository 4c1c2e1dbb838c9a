using System.Text.Json;
using MlTrack.Internal.Search;
using MlTrack.Search;
using MlTrack.Stores;

namespace MlTrack.Tests.Search;

/// <summary>Every recorded search of MLflow, answered by our searches over the same entities.</summary>
public sealed class GoldenSearchTests
{
    // Arguments that Python accepts and C#'s types rule out before any code of ours runs.
    private static readonly string[] NotExpressible =
    [
        "exps-120", "exps-121", "exps-122", "rms-099", "rms-100", "mvs-098", "mvs-099", // max_results: None, "5", 2.5
        "lms-134", "lms-135", // order_by: an item that is no object; "ascending" that is no boolean
    ];

    // Where MLflow's file store fails without an error of its own: an experiment without times compared with "<" or ">" (we: does not
    // fit), models without a type or run in ascending order (we: last, as MLflow's SQL store).
    private static readonly string[] BetterThanFailing = ["exps-088", "exps-091", "lms-125", "lms-126", "lms-127"];

    private static readonly string[] Searches = ["search_runs", "search_experiments", "search_registered_models", "search_model_versions", "search_logged_models"];

    public static TheoryData<string, string> Groups()
    {
        var data = new TheoryData<string, string>();
        foreach (var group in Rows().Select(r => (Api: Text(r, "api"), Group: Text(r, "group"))).Distinct())
        {
            data.Add(group.Api, group.Group);
        }

        return data;
    }

    [Fact]
    public void All_recorded_searches_are_asked() => Rows().Should().HaveCount(1173);

    [Theory]
    [MemberData(nameof(Groups))]
    public void A_search_gives_what_MLflow_gave(string api, string group)
    {
        var failures = Rows().Where(r => Text(r, "api") == api && Text(r, "group") == group)
            .Where(r => !NotExpressible.Contains(Text(r, "id")))
            .Select(r => Check(r, FilterDialect.Mlflow)).OfType<string>().ToList();

        failures.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Groups))]
    public void The_extended_language_changes_no_search_that_MLflow_answers(string api, string group)
    {
        var failures = Rows().Where(r => Text(r, "api") == api && Text(r, "group") == group)
            .Where(r => !NotExpressible.Contains(Text(r, "id")) && !Flag(r, "quirk") && !Flag(r, "may_raise"))
            .Where(r => r.GetProperty("expect").TryGetProperty("ids", out _) || r.GetProperty("expect").TryGetProperty("pages", out _))
            .Select(r => Check(r, FilterDialect.Extended)).OfType<string>().ToList();

        failures.Should().BeEmpty();
    }

    private static IEnumerable<JsonElement> Rows() => File.ReadLines(Path.Combine(GoldenSearchTree.Folder, "queries.jsonl"))
        .Select(l => JsonDocument.Parse(l).RootElement).Where(r => Searches.Contains(Text(r, "api")));

    /// <summary>Gives what is wrong, or null.</summary>
    private static string? Check(JsonElement row, FilterDialect dialect)
    {
        var expect = row.GetProperty("expect");
        var where = $"{Text(row, "id")} {row.GetProperty("args")}:";
        try
        {
            if (Flag(row, "walk"))
            {
                return CheckPages(row, expect.GetProperty("pages"), where, dialect);
            }

            var (ids, next) = Ask(row, null, dialect);
            if (expect.TryGetProperty("crash", out _) && BetterThanFailing.Contains(Text(row, "id")))
            {
                return null;
            }

            return expect.TryGetProperty("ids", out var expected)
                ? CheckPage(expected, expect.GetProperty("next_page_token"), ids, next, where)
                : $"{where} expected {expect}, got {ids.Count} results";
        }
        catch (MlTrackException e)
        {
            return CheckError(row, expect, e) ? null : $"{where} expected {expect}, got {e.ErrorCodeText} {e.Message}";
        }
    }

    private static bool CheckError(JsonElement row, JsonElement expect, MlTrackException e)
    {
        if (expect.TryGetProperty("error_code", out var code))
        {
            return e.ErrorCodeText == code.GetString() && (Flag(expect, "message_loose") || e.Message == Text(expect, "message"));
        }

        // Where MLflow fails without a code, checks comparators late, or answers to unchecked input, this code is the right refusal.
        return e.ErrorCode == MlTrackErrorCode.InvalidParameterValue && (expect.TryGetProperty("crash", out _) || Flag(row, "may_raise") || Flag(row, "quirk"));
    }

    private static string? CheckPages(JsonElement row, JsonElement pages, string where, FilterDialect dialect)
    {
        string? token = null;
        foreach (var page in pages.EnumerateArray())
        {
            var (ids, next) = Ask(row, token, dialect);
            if (CheckPage(page.GetProperty("ids"), page.GetProperty("next_page_token"), ids, next, where) is { } failure)
            {
                return failure;
            }

            token = next;
        }

        return null;
    }

    private static string? CheckPage(JsonElement expected, JsonElement expectedToken, IReadOnlyList<string> ids, string? token, string where)
    {
        var wanted = expected.EnumerateArray().Select(e => e.GetString()!).ToList();
        // An experiment that was named twice gives its runs twice in MLflow; once will do.
        return wanted.SequenceEqual(ids) && token == expectedToken.GetString() ? null
            : wanted.Distinct().Count() < wanted.Count && ids.Count == ids.Distinct().Count() ? null
            : $"{where} expected {wanted.Count} [{string.Join(" ", wanted.Take(8))}] {expectedToken}, got {ids.Count} [{string.Join(" ", ids.Take(8))}] {token}";
    }

    private static (IReadOnlyList<string> Ids, string? Token) Ask(JsonElement row, string? token, FilterDialect dialect)
    {
        var args = row.GetProperty("args");
        var tree = GoldenSearchTree.Instance;
        var filter = Optional(args, "filter")?.GetString();
        token ??= Optional(args, "page_token")?.GetString();
        var max = Optional(args, "max_results")?.GetInt32();
        var order = Optional(args, "order_by") is { } o && Text(row, "api") != "search_logged_models" ? o.EnumerateArray().Select(i => i.GetString()!).ToList() : [];
        var experiments = Optional(args, "experiment_ids") is { } e ? e.EnumerateArray().Select(i => i.GetString()!).ToList() : [];
        switch (Text(row, "api"))
        {
            case "search_runs":
                var runs = RunSearch.Execute(tree.Runs, RunQuery(row) with { PageToken = token }, dialect);
                return (runs.Items.Select(r => r.Info.RunId).ToList(), runs.NextPageToken);
            case "search_experiments":
                var found = ExperimentSearch.Execute(
                    tree.Experiments,
                    new SearchExperimentsQuery { Filter = filter, OrderBy = order, MaxResults = max ?? 1000, PageToken = token, ViewType = View(args, "view_type") },
                    dialect);
                return (found.Items.Select(x => x.ExperimentId).ToList(), found.NextPageToken);
            case "search_registered_models":
                var models = RegisteredModelSearch.Execute(
                    tree.RegisteredModels, new SearchRegistryQuery { Filter = filter, OrderBy = order, MaxResults = max, PageToken = token }, dialect);
                return (models.Items.Select(m => m.Name).ToList(), models.NextPageToken);
            case "search_model_versions":
                var versions = ModelVersionSearch.Execute(
                    tree.ModelVersions, new SearchRegistryQuery { Filter = filter, OrderBy = order, MaxResults = max, PageToken = token }, dialect);
                return (versions.Items.Select(v => $"{v.Name}/{v.Version}").ToList(), versions.NextPageToken);
            default:
                var query = new SearchLoggedModelsQuery
                {
                    ExperimentIds = experiments,
                    Filter = filter,
                    OrderBy = Items(args, "order_by").Select(Order).ToList(),
                    Datasets = Items(args, "datasets").Select(d => new LoggedModelDataset(Optional(d, "dataset_name")?.GetString() ?? "", Optional(d, "dataset_digest")?.GetString())).ToList(),
                    MaxResults = max ?? SearchLoggedModelsQuery.DefaultMaxResults,
                    PageToken = token,
                };
                var logged = LoggedModelSearch.Execute(tree.LoggedModels, query, dialect);
                return (logged.Items.Select(m => m.ModelId).ToList(), logged.NextPageToken);
        }
    }

    /// <summary>The recorded searches for runs whose arguments C# can say.</summary>
    internal static IEnumerable<(string Id, SearchRunsQuery Query)> RunQueries() =>
        Rows().Where(r => Text(r, "api") == "search_runs" && !NotExpressible.Contains(Text(r, "id"))).Select(r => (Text(r, "id"), RunQuery(r)));

    private static SearchRunsQuery RunQuery(JsonElement row)
    {
        var args = row.GetProperty("args");
        return new SearchRunsQuery
        {
            ExperimentIds = Items(args, "experiment_ids").Select(i => i.GetString()!).ToList(),
            Filter = Optional(args, "filter")?.GetString(),
            OrderBy = Items(args, "order_by").Select(i => i.GetString()!).ToList(),
            MaxResults = Optional(args, "max_results")?.GetInt32() ?? 1000,
            PageToken = Optional(args, "page_token")?.GetString(),
            ViewType = View(args, "run_view_type"),
        };
    }

    private static LoggedModelOrder Order(JsonElement item) => new()
    {
        FieldName = Optional(item, "field_name")?.GetString() ?? "",
        Ascending = Optional(item, "ascending")?.GetBoolean() ?? true,
        DatasetName = Optional(item, "dataset_name")?.GetString(),
        DatasetDigest = Optional(item, "dataset_digest")?.GetString(),
    };

    private static ViewType View(JsonElement args, string name) => Optional(args, name) is not { } value ? ViewType.ActiveOnly
        : value.ValueKind == JsonValueKind.String && WireText.TryParseViewType(value.GetString(), out var view) ? view
        : (ViewType)value.GetInt32();

    private static IEnumerable<JsonElement> Items(JsonElement args, string name) => Optional(args, name) is { } list ? list.EnumerateArray() : [];

    private static JsonElement? Optional(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static bool Flag(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
