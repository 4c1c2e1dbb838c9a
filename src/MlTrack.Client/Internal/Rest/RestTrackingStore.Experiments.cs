using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Rest.Wire;
using MlTrack.Internal.Search;
using MlTrack.Stores;

namespace MlTrack.Internal.Rest;

/// <content>Experiments.</content>
internal sealed partial class RestTrackingStore
{
    private const int ExperimentsPage = 1000;

    /// <inheritdoc/>
    public async ValueTask<string> CreateExperimentAsync(CreateExperimentRequest request, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(request);
        var answer = await CallAsync<CreateExperimentAnswer>(
            Post("experiments/create", WireExperiments.ToMessage(request), Repeat.DoneTwice), cancellationToken).ConfigureAwait(false);
        return WireEntries.NullIfEmpty(answer.ExperimentId) ?? throw WireFaults.IncompleteAnswer("experiment_id");
    }

    /// <inheritdoc/>
    public async ValueTask<Experiment> GetExperimentAsync(string experimentId, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(experimentId);
        var query = Query("experiments/get").Add("experiment_id", experimentId);
        return WireExperiments.ToEntity((await CallAsync<ExperimentAnswer>(Get(query), cancellationToken).ConfigureAwait(false)).Experiment);
    }

    /// <inheritdoc/>
    public async ValueTask<Experiment?> FindExperimentByNameAsync(string name, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(name);
        var query = Query("experiments/get-by-name").Add("experiment_name", name);
        try
        {
            return WireExperiments.ToEntity((await CallAsync<ExperimentAnswer>(Get(query), cancellationToken).ConfigureAwait(false)).Experiment);
        }
        catch (MlTrackServerException error) when (error.ErrorCode == MlTrackErrorCode.ResourceDoesNotExist)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public ValueTask RenameExperimentAsync(string experimentId, string newName, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(experimentId);

        // Twice: a server says that the name is taken, and does not say by whom.
        return DoAsync(
            Post("experiments/update", new UpdateExperimentMessage { ExperimentId = experimentId, NewName = newName }, Repeat.DoneTwice), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DeleteExperimentAsync(string experimentId, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(experimentId);
        return DoAsync(Post("experiments/delete", new ExperimentIdMessage { ExperimentId = experimentId }, Repeat.RefusedWhenDone), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask RestoreExperimentAsync(string experimentId, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(experimentId);
        return DoAsync(Post("experiments/restore", new ExperimentIdMessage { ExperimentId = experimentId }, Repeat.RefusedWhenDone), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask SetExperimentTagAsync(string experimentId, string key, string value, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(experimentId);
        var message = new ExperimentTagMessage { ExperimentId = experimentId, Key = key, Value = value };
        return DoAsync(Post("experiments/set-experiment-tag", message, Repeat.Harmless), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DeleteExperimentTagAsync(string experimentId, string key, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(experimentId);
        var message = new ExperimentTagMessage { ExperimentId = experimentId, Key = key };
        return DoAsync(Post("experiments/delete-experiment-tag", message, Repeat.RefusedWhenDone), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<PagedList<Experiment>> SearchExperimentsAsync(SearchExperimentsQuery query, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(query);
        MlflowOnly.Check(query);
        var answer = await CallAsync<SearchExperimentsAnswer>(
            Post("experiments/search", WireExperiments.ToMessage(query), Repeat.Harmless), cancellationToken).ConfigureAwait(false);
        return new PagedList<Experiment>(answer.Experiments is { } found ? found.ConvertAll(WireExperiments.ToEntity) : [], WireEntries.NullIfEmpty(answer.NextPageToken));
    }

    // MLflow has no search over all experiments without naming them.
    private async ValueTask<IReadOnlyList<string>> ListExperimentIdsAsync(CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        var query = new SearchExperimentsQuery { MaxResults = ExperimentsPage, ViewType = ViewType.All, OrderBy = ["experiment_id ASC"] };
        while (true)
        {
            var page = await SearchExperimentsAsync(query, cancellationToken).ConfigureAwait(false);
            ids.AddRange(page.Items.Select(experiment => experiment.ExperimentId));
            if (page.NextPageToken is null)
            {
                return ids;
            }

            query = query with { PageToken = page.NextPageToken };
        }
    }
}
