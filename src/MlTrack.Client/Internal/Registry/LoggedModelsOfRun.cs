using MlTrack.Stores;

namespace MlTrack.Internal.Registry;

/// <summary>Finds the logged models that a run has made.</summary>
internal static class LoggedModelsOfRun
{
    /// <summary>Lists those of one name, the newest first.</summary>
    internal static async ValueTask<List<LoggedModel>> ListAsync(ITrackingStore tracking, RunRecord run, string name, CancellationToken cancellationToken)
    {
        var found = new List<LoggedModel>();
        var query = new SearchLoggedModelsQuery { ExperimentIds = [run.Info.ExperimentId], Filter = $"source_run_id = '{run.Info.RunId}'" };
        string? token = null;
        do
        {
            var page = await tracking.SearchLoggedModelsAsync(query with { PageToken = token }, cancellationToken).ConfigureAwait(false);
            found.AddRange(page.Items.Where(model => model.Name == name && model.SourceRunId == run.Info.RunId));
            token = page.NextPageToken;
        }
        while (!string.IsNullOrEmpty(token));

        return found;
    }

    /// <summary>Gives the one that the run made at the highest step; null when there is none.</summary>
    internal static LoggedModel? Latest(RunRecord run, IReadOnlyList<LoggedModel> models)
    {
        var steps = run.Outputs.Models.GroupBy(output => output.ModelId, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Max(output => output.Step), StringComparer.Ordinal);
        return models.OrderByDescending(model => steps.TryGetValue(model.ModelId, out var step) ? step : long.MinValue).FirstOrDefault();
    }
}
