using MlTrack.Internal.Rest.Wire;
using MlTrack.Server.Internal.Artifacts;
using MlTrack.Server.Internal.Security;

namespace MlTrack.Server.Internal.Endpoints;

/// <summary>Operations on experiments.</summary>
internal static class ExperimentEndpoints
{
    private const string Id = "experiment_id!:text";

    internal static void Add(RouteTable table)
    {
        table.Add<CreateExperimentMessage, CreateExperimentAnswer>(
            "POST", "experiments/create", "name!:text artifact_location:text tags:array", _ => Access.User, CreateAsync);
        table.Add<ExperimentIdMessage, ExperimentAnswer>("GET", "experiments/get", Id, m => Access.Experiment(m.ExperimentId, Capability.Read), GetAsync);
        table.Add<GetExperimentByNameMessage, ExperimentAnswer>("GET", "experiments/get-by-name", "experiment_name!:text", _ => Access.User, GetByNameAsync);
        foreach (var method in new[] { "POST", "GET" })
        {
            table.Add<SearchExperimentsMessage, SearchExperimentsAnswer>(
                method, "experiments/search", "view_type:number max_results:integer order_by:array filter:text page_token:text", _ => Access.User, SearchAsync, RouteTraits.ReadOnly);
        }

        table.Add<UpdateExperimentMessage>(
            "POST", "experiments/update", Id + " new_name!:text", m => Access.Experiment(m.ExperimentId, Capability.Update), UpdateAsync);
        table.Add<ExperimentIdMessage>("POST", "experiments/delete", Id, m => Access.Experiment(m.ExperimentId, Capability.Delete), DeleteAsync);
        table.Add<ExperimentIdMessage>("POST", "experiments/restore", Id, m => Access.Experiment(m.ExperimentId, Capability.Delete), RestoreAsync);
        table.Add<ExperimentTagMessage>(
            "POST", "experiments/set-experiment-tag", Id + " key!:text value:text", m => Access.Experiment(m.ExperimentId, Capability.Update), SetTagAsync);
        table.Add<ExperimentTagMessage>(
            "POST", "experiments/delete-experiment-tag", Id + " key!:text", m => Access.Experiment(m.ExperimentId, Capability.Update), DeleteTagAsync);
        table.Add<SearchDatasetsMessage, SearchDatasetsAnswer>(
            "POST", "experiments/search-datasets", "experiment_ids:array", _ => Access.User, SearchDatasetsAsync, RouteTraits.ReadOnly, pages: true);
    }

    private static async Task<CreateExperimentAnswer> CreateAsync(Call call, CreateExperimentMessage message)
    {
        ArtifactLocations.CheckChosen(WireEntries.NullIfEmpty(message.ArtifactLocation));
        var id = await call.Store.CreateExperimentAsync(WireExperiments.ToRequest(message), CancellationToken.None).ConfigureAwait(false);
        call.Core.Gate.Own(call, Rights.Experiments, id);
        return new CreateExperimentAnswer { ExperimentId = id };
    }

    private static async Task<ExperimentAnswer> GetAsync(Call call, ExperimentIdMessage message) =>
        Answer(call, await call.Store.GetExperimentAsync(message.ExperimentId!, call.Gone).ConfigureAwait(false));

    private static async Task<ExperimentAnswer> GetByNameAsync(Call call, GetExperimentByNameMessage message)
    {
        if (await call.Store.FindExperimentByNameAsync(message.ExperimentName!, call.Gone).ConfigureAwait(false) is not { } experiment)
        {
            throw new MlTrackException(MlTrackErrorCode.ResourceDoesNotExist, $"Could not find experiment with name '{message.ExperimentName}'");
        }

        await call.DemandAsync(Access.Experiment(experiment.ExperimentId, Capability.Read)).ConfigureAwait(false);
        return Answer(call, experiment);
    }

    private static async Task<SearchExperimentsAnswer> SearchAsync(Call call, SearchExperimentsMessage message)
    {
        var query = WireExperiments.ToQuery(message, ViewTypes.Read(message.ViewType, "view_type"));
        var (items, token) = await VisiblePages.ReadAsync(
            query.MaxResults,
            query.PageToken,
            (size, page) => call.Store.SearchExperimentsAsync(query with { MaxResults = size, PageToken = page }, call.Gone),
            experiment => call.Core.Gate.MayRead(call, Rights.Experiments, experiment.ExperimentId),
            call.Core.Gate.ShowsAll(call)).ConfigureAwait(false);
        return new SearchExperimentsAnswer
        {
            Experiments = items.Count == 0 ? null : items.ConvertAll(experiment => WireExperiments.ToMessage(call.Core.Locations.Show(experiment))),
            NextPageToken = token,
        };
    }

    private static ValueTask UpdateAsync(Call call, UpdateExperimentMessage message) =>
        call.Store.RenameExperimentAsync(message.ExperimentId!, message.NewName!, CancellationToken.None);

    private static ValueTask DeleteAsync(Call call, ExperimentIdMessage message) =>
        call.Store.DeleteExperimentAsync(message.ExperimentId!, CancellationToken.None);

    private static ValueTask RestoreAsync(Call call, ExperimentIdMessage message) =>
        call.Store.RestoreExperimentAsync(message.ExperimentId!, CancellationToken.None);

    private static ValueTask SetTagAsync(Call call, ExperimentTagMessage message) =>
        call.Store.SetExperimentTagAsync(message.ExperimentId!, message.Key!, message.Value ?? "", CancellationToken.None);

    private static ValueTask DeleteTagAsync(Call call, ExperimentTagMessage message) =>
        call.Store.DeleteExperimentTagAsync(message.ExperimentId!, message.Key!, CancellationToken.None);

    private static async Task<SearchDatasetsAnswer> SearchDatasetsAsync(Call call, SearchDatasetsMessage message)
    {
        const int Limit = 20;
        var ids = message.ExperimentIds ?? [];
        if (ids.Count == 0)
        {
            throw Binding.BindingFaults.Invalid("SearchDatasets request must specify at least one experiment_id.");
        }

        if (ids.Count > Limit)
        {
            throw Binding.BindingFaults.Invalid(FormattableString.Invariant($"SearchDatasets request cannot specify more than {Limit} experiment_ids. Received {ids.Count} experiment_ids."));
        }

        var visible = call.Core.Gate.Filter(call, ids);
        var found = await call.Store.SearchDatasetsAsync(visible, call.Gone).ConfigureAwait(false);
        return new SearchDatasetsAnswer { DatasetSummaries = found.Count == 0 ? null : [.. found.Select(WireInputs.ToMessage)] };
    }

    private static ExperimentAnswer Answer(Call call, Experiment experiment) => new() { Experiment = WireExperiments.ToMessage(call.Core.Locations.Show(experiment)) };
}
