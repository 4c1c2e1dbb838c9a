using MlTrack.Internal.Rest.Wire;
using MlTrack.Server.Internal.Binding;
using MlTrack.Server.Internal.Security;

namespace MlTrack.Server.Internal.Endpoints;

/// <summary>Operations on logged models.</summary>
internal static class LoggedModelEndpoints
{
    private const string One = "logged-models/{model_id}";

    internal static void Add(RouteTable table)
    {
        table.Add<CreateLoggedModelMessage, LoggedModelAnswer>(
            "POST",
            "logged-models",
            "experiment_id!:text name:text model_type:text source_run_id:text params:array tags:array",
            m => Access.Experiment(m.ExperimentId, Capability.Update),
            CreateAsync);
        table.Add<LoggedModelIdMessage, LoggedModelAnswer>("GET", One, "", m => Access.Model(m.ModelId, Capability.Read), GetAsync);
        table.Add<LoggedModelIdMessage, LoggedModelAnswer>("PATCH", One, "model_id!:text status!:number", m => Access.Model(m.ModelId, Capability.Update), FinalizeAsync);
        table.Add<LoggedModelIdMessage>("DELETE", One, "", m => Access.Model(m.ModelId, Capability.Delete), DeleteAsync);
        table.Add<LoggedModelEntriesMessage>("PATCH", One + "/tags", "tags:array", m => Access.Model(m.ModelId, Capability.Update), SetTagsAsync);
        table.Add<LoggedModelEntriesMessage>("DELETE", One + "/tags/{tag_key}", "", m => Access.Model(m.ModelId, Capability.Update), DeleteTagAsync);
        table.Add<LoggedModelEntriesMessage>("POST", One + "/params", "model_id!:text params:array", m => Access.Model(m.ModelId, Capability.Update), LogParamsAsync);
        table.Add<SearchLoggedModelsMessage, SearchLoggedModelsAnswer>(
            "POST",
            "logged-models/search",
            "experiment_ids!:textarray filter:text datasets:array max_results:integer order_by:array page_token:text",
            _ => Access.User,
            SearchAsync,
            RouteTraits.ReadOnly);
    }

    private static async Task<LoggedModelAnswer> CreateAsync(Call call, CreateLoggedModelMessage message)
    {
        if (WireEntries.NullIfEmpty(message.SourceRunId) is { } run)
        {
            await call.DemandAsync(Access.Run(run, Capability.Read)).ConfigureAwait(false);
        }

        return Answer(call, await call.Store.CreateLoggedModelAsync(WireLoggedModels.ToRequest(message), CancellationToken.None).ConfigureAwait(false));
    }

    private static async Task<LoggedModelAnswer> GetAsync(Call call, LoggedModelIdMessage message) =>
        Answer(call, await call.Store.GetLoggedModelAsync(message.ModelId!, message.AllowDeleted ?? false, call.Gone).ConfigureAwait(false));

    private static async Task<LoggedModelAnswer> FinalizeAsync(Call call, LoggedModelIdMessage message)
    {
        var status = WireEnums.TryRead(message.Status!.Value, out LoggedModelStatus known) ? known : throw BindingFaults.WrongText("status", message.Status.Value.Text);
        return Answer(call, await call.Store.FinalizeLoggedModelAsync(message.ModelId!, status, CancellationToken.None).ConfigureAwait(false));
    }

    private static ValueTask DeleteAsync(Call call, LoggedModelIdMessage message) =>
        call.Store.DeleteLoggedModelAsync(message.ModelId!, CancellationToken.None);

    private static ValueTask SetTagsAsync(Call call, LoggedModelEntriesMessage message) =>
        call.Store.SetLoggedModelTagsAsync(message.ModelId!, WireEntries.ToTags(message.Tags), CancellationToken.None);

    private static ValueTask DeleteTagAsync(Call call, LoggedModelEntriesMessage message) =>
        call.Store.DeleteLoggedModelTagAsync(message.ModelId!, call.RouteValue("tag_key") ?? "", CancellationToken.None);

    private static async ValueTask LogParamsAsync(Call call, LoggedModelEntriesMessage message)
    {
        var parameters = WireEntries.ToParams(message.Params);
        var model = await call.Store.GetLoggedModelAsync(message.ModelId!, allowDeleted: false, CancellationToken.None).ConfigureAwait(false);
        foreach (var (key, value) in parameters)
        {
            // MLflow's file store overwrites, its database fails; equal values are no change in either sense.
            if (model.Params.TryGetValue(key, out var old) && !string.Equals(old, value, StringComparison.Ordinal))
            {
                throw BindingFaults.Invalid(
                    $"Changing param values is not allowed. Param with key='{key}' was already logged with value='{old}' for model ID='{model.ModelId}'. Attempted logging new value '{value}'.");
            }
        }

        await call.Store.LogLoggedModelParamsAsync(message.ModelId!, parameters, CancellationToken.None).ConfigureAwait(false);
    }

    private static async Task<SearchLoggedModelsAnswer> SearchAsync(Call call, SearchLoggedModelsMessage message)
    {
        var query = WireLoggedModels.ToQuery(message);
        query = query with { ExperimentIds = call.Core.Gate.Filter(call, query.ExperimentIds) };
        var page = await call.Store.SearchLoggedModelsAsync(query, call.Gone).ConfigureAwait(false);
        return new SearchLoggedModelsAnswer
        {
            Models = page.Items.Count == 0 ? null : [.. page.Items.Select(model => WireLoggedModels.ToMessage(call.Core.Locations.Show(model)))],
            NextPageToken = page.NextPageToken,
        };
    }

    private static LoggedModelAnswer Answer(Call call, LoggedModel model) => new() { Model = WireLoggedModels.ToMessage(call.Core.Locations.Show(model)) };
}
