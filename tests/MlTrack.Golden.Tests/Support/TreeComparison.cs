using System.Text.Json.Nodes;
using MlTrack.Stores;

namespace MlTrack.Golden.Tests.Support;

/// <summary>Reads everything in a tree and gives what differs from the recording.</summary>
public sealed class TreeComparison
{
    private static readonly (string Name, ViewType View)[] Views =
        [("active_only", ViewType.ActiveOnly), ("deleted_only", ViewType.DeletedOnly), ("all", ViewType.All)];

    private readonly GoldenCase _golden;
    private readonly ITrackingStore _store;
    private readonly List<Difference> _differences = [];

    private TreeComparison(GoldenCase golden, ITrackingStore store)
    {
        _golden = golden;
        _store = store;
    }

    public static async Task<List<Difference>> RunAsync(GoldenCase golden, ITrackingStore store)
    {
        var comparison = new TreeComparison(golden, store);
        await comparison.CompareAsync();
        return comparison._differences;
    }

    private async Task CompareAsync()
    {
        foreach (var (name, view) in Views)
        {
            CompareIds($"experiments {name}", _golden.Expected["search_experiments"]![name]!, await Reading.ExperimentIds(_store, view));
        }

        foreach (var (folder, expected) in _golden.Expected["experiments"]!.AsObject())
        {
            await CompareExperimentAsync(folder, expected!.AsObject());
        }
    }

    private async Task CompareExperimentAsync(string folder, JsonObject expected)
    {
        var id = folder[(folder.LastIndexOf('/') + 1)..];
        var experiment = expected["get_experiment"]!;
        var place = Shape.IsError(experiment) ? folder : experiment["name"]?.ToString() ?? folder;
        Compare($"{place}: experiment", experiment, await Reading.Experiment(_store, id));
        if (await Reading.Experiment(_store, id) is { } read && read["error"]?["error_code"]?.ToString() == "INVALID_PARAMETER_VALUE")
        {
            // A folder whose name is no id: nothing in it can be asked for.
            return;
        }

        foreach (var (name, view) in Views)
        {
            CompareIds($"{place}: runs {name}", expected["search_runs"]![name]!, await Reading.RunIds(_store, id, view));
        }

        foreach (var (runId, run) in expected["runs"]!.AsObject())
        {
            await CompareRunAsync(place, runId, run!.AsObject());
        }

        CompareIds($"{place}: models", expected["search_logged_models"]!, await Reading.ModelIds(_store, id));
        foreach (var (modelId, model) in expected["logged_models"]!.AsObject())
        {
            await CompareModelAsync(place, modelId, model!.AsObject());
        }
    }

    private async Task CompareRunAsync(string place, string runId, JsonObject expected)
    {
        var read = await Reading.Run(_store, runId);
        Compare($"{place}: run {runId[..Math.Min(8, runId.Length)]}", expected["get_run"]!, read);
        foreach (var (key, history) in expected["metric_history"]?.AsObject() ?? [])
        {
            Compare($"{place}: history {key}", history, await Reading.History(_store, runId, key));
        }

        if (!Shape.IsError(read) && expected["artifacts"] is { } artifacts)
        {
            Compare($"{place}: artifacts {runId[..Math.Min(8, runId.Length)]}", artifacts, await Reading.RunArtifacts(_store, runId));
        }
    }

    private async Task CompareModelAsync(string place, string modelId, JsonObject expected)
    {
        var short_ = modelId[..Math.Min(8, modelId.Length)];
        Compare($"{place}: model {short_}", expected["get_logged_model"]!, await Reading.Model(_store, modelId));
        if (expected["get_logged_model_allow_deleted"] is { } withDeleted)
        {
            Compare($"{place}: model {short_} or deleted", withDeleted, await Reading.Model(_store, modelId, allowDeleted: true));
        }

        if (expected["artifacts"] is { } artifacts && !Shape.IsError(await Reading.Model(_store, modelId, allowDeleted: true)))
        {
            Compare($"{place}: model artifacts {short_}", artifacts, await Reading.ModelArtifacts(_store, modelId));
        }
    }

    private void CompareIds(string place, JsonNode expected, List<string> ours)
    {
        if (Shape.IsError(expected))
        {
            Add(place, "listed: " + string.Join(" ", ours));
        }
        else if (!ours.SequenceEqual(expected["ids"]!.AsArray().Select(id => id!.ToString())))
        {
            Add(place, "listed: " + string.Join(" ", ours));
        }
    }

    // Two errors with one code are equal: the texts name paths.
    private void Compare(string place, JsonNode? expected, JsonNode? ours)
    {
        var code = Shape.IsError(expected) ? expected!["error"]!["error_code"]?.ToString() ?? "none" : null;
        var ourCode = Shape.IsError(ours) ? ours!["error"]!["error_code"]!.ToString() : null;
        if (code is not null || ourCode is not null)
        {
            if (code != ourCode)
            {
                Add(place, ourCode ?? "read");
            }

            return;
        }

        foreach (var (path, value) in Shape.Differences(expected, ours))
        {
            Add($"{place}{path}", value);
        }
    }

    private void Add(string place, string ours) =>
        _differences.Add(new Difference($"{_golden.Name}: {place}", ours.Replace(_golden.Folder, "/golden", StringComparison.Ordinal).TrimEnd()));
}
