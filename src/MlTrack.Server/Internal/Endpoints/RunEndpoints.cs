using MlTrack.Internal.Rest.Wire;
using MlTrack.Server.Internal.Binding;
using MlTrack.Server.Internal.Security;
using MlTrack.Stores;

namespace MlTrack.Server.Internal.Endpoints;

/// <summary>Operations on runs as a whole.</summary>
internal static class RunEndpoints
{
    private const string Id = "run_id!:text";

    internal static void Add(RouteTable table)
    {
        table.Add<CreateRunMessage, RunAnswer>(
            "POST", "runs/create", "experiment_id:text start_time:integer run_name:text", m => Access.Experiment(m.ExperimentId, Capability.Update), CreateAsync);
        table.Add<RunIdMessage, RunAnswer>("GET", "runs/get", Id, m => Access.Run(m.RunId, Capability.Read), GetAsync);
        table.Add<UpdateRunMessage, UpdateRunAnswer>(
            "POST", "runs/update", Id + " end_time:integer status:text run_name:text", m => Access.Run(m.RunId, Capability.Update), UpdateAsync);
        table.Add<RunOnlyIdMessage>("POST", "runs/delete", Id, m => Access.Run(m.RunId, Capability.Delete), DeleteAsync);
        table.Add<RunOnlyIdMessage>("POST", "runs/restore", Id, m => Access.Run(m.RunId, Capability.Delete), RestoreAsync);
        table.Add<SearchRunsMessage, SearchRunsAnswer>(
            "POST", "runs/search", "experiment_ids:array filter:text max_results:integer<=50000 order_by:textarray", _ => Access.User, SearchAsync, RouteTraits.ReadOnly);
        table.Add<LogInputsMessage>("POST", "runs/log-inputs", Id + " datasets:array models:array", m => Access.Run(m.RunId, Capability.Update), LogInputsAsync);
        table.Add<LogOutputsMessage>("POST", "runs/outputs", Id + " models!:array", m => Access.Run(m.RunId, Capability.Update), LogOutputsAsync);
    }

    private static async Task<RunAnswer> CreateAsync(Call call, CreateRunMessage message)
    {
        var run = await call.Store.CreateRunAsync(WireRuns.ToRequest(message), CancellationToken.None).ConfigureAwait(false);
        return new RunAnswer { Run = WireRuns.ToMessage(call.Core.Locations.Show(run)) };
    }

    private static async Task<RunAnswer> GetAsync(Call call, RunIdMessage message)
    {
        var run = await call.Store.GetRunAsync(message.RunId!, call.Gone).ConfigureAwait(false);
        return new RunAnswer { Run = WireRuns.ToMessage(call.Core.Locations.Show(run)) };
    }

    private static async Task<UpdateRunAnswer> UpdateAsync(Call call, UpdateRunMessage message)
    {
        var update = new RunUpdate
        {
            Status = message.Status is { } text ? ReadStatus(text) : null,
            EndTime = WireTime.FromRequest(message.EndTime, "end_time"),
            RunName = WireEntries.NullIfEmpty(message.RunName),
        };
        var info = await call.Store.UpdateRunAsync(message.RunId!, update, CancellationToken.None).ConfigureAwait(false);
        return new UpdateRunAnswer { RunInfo = WireRuns.ToMessage(call.Core.Locations.Show(info)) };
    }

    private static RunStatus ReadStatus(WireEnum text) => WireEnums.TryRead(text, out RunStatus status)
        ? status
        : text.TryGetNumber(out _)
            ? throw WireFaults.Invalid(text.Text, "status", " Hint: Value was of type 'int'.")
            : throw BindingFaults.WrongText("status", text.Text);

    private static ValueTask DeleteAsync(Call call, RunOnlyIdMessage message) =>
        call.Store.DeleteRunAsync(message.RunId!, CancellationToken.None);

    private static ValueTask RestoreAsync(Call call, RunOnlyIdMessage message) =>
        call.Store.RestoreRunAsync(message.RunId!, CancellationToken.None);

    private static async Task<SearchRunsAnswer> SearchAsync(Call call, SearchRunsMessage message)
    {
        var query = WireRuns.ToQuery(message, ViewTypes.Read(message.RunViewType, "run_view_type"));
        query = query with { ExperimentIds = call.Core.Gate.Filter(call, query.ExperimentIds) };
        var page = await call.Store.SearchRunsAsync(query, call.Gone).ConfigureAwait(false);
        var runs = new List<RunMessage>(page.Items.Count);
        foreach (var run in page.Items)
        {
            runs.Add(WireRuns.ToMessage(call.Core.Locations.Show(run)));
        }

        return new SearchRunsAnswer { Runs = runs.Count == 0 ? null : runs, NextPageToken = page.NextPageToken };
    }

    private static async ValueTask LogInputsAsync(Call call, LogInputsMessage message)
    {
        InputLimits.Check(message.Datasets);
        await call.Store.LogInputsAsync(
            message.RunId!, WireInputs.ToDatasets(message.Datasets), WireInputs.ToModelInputs(message.Models), CancellationToken.None).ConfigureAwait(false);
    }

    private static ValueTask LogOutputsAsync(Call call, LogOutputsMessage message) =>
        call.Store.LogOutputsAsync(message.RunId!, WireInputs.ToModelOutputs(message.Models), CancellationToken.None);
}
