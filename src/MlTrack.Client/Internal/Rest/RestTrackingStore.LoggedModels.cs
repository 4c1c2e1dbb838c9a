using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Rest.Wire;
using MlTrack.Internal.Rules;
using MlTrack.Internal.Search;
using MlTrack.Stores;

namespace MlTrack.Internal.Rest;

/// <content>Logged models.</content>
internal sealed partial class RestTrackingStore
{
    private const string Models = "logged-models";

    // What MLflow's client sends at a time.
    private const int ModelParams = 100;

    /// <inheritdoc/>
    public async ValueTask<LoggedModel> CreateLoggedModelAsync(CreateLoggedModelRequest request, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(request);
        var first = request with { Params = [.. request.Params.Take(ModelParams)] };
        var answer = await CallAsync<LoggedModelAnswer>(
            Post(Models, WireLoggedModels.ToMessage(first), Repeat.DoneTwice), cancellationToken).ConfigureAwait(false);
        var model = WireLoggedModels.ToEntity(answer.Model);
        if (request.Params.Count <= ModelParams)
        {
            return model;
        }

        await LogLoggedModelParamsAsync(model.ModelId, [.. request.Params.Skip(ModelParams)], cancellationToken).ConfigureAwait(false);
        return await GetLoggedModelAsync(model.ModelId, cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>Servers do not say whether a model is deleted: one that is found only when deleted ones are asked for, is.</remarks>
    public async ValueTask<LoggedModel> GetLoggedModelAsync(string modelId, bool allowDeleted = false, CancellationToken cancellationToken = default)
    {
        try
        {
            return await ReadModelAsync(Query(At(modelId)), cancellationToken).ConfigureAwait(false);
        }
        catch (MlTrackServerException error) when (allowDeleted && error.ErrorCode == MlTrackErrorCode.ResourceDoesNotExist)
        {
            var deleted = await ReadModelAsync(Query(At(modelId)).Add("allow_deleted", "true"), cancellationToken).ConfigureAwait(false);
            return deleted with { LifecycleStage = LifecycleStage.Deleted };
        }
    }

    /// <inheritdoc/>
    public async ValueTask<LoggedModel> FinalizeLoggedModelAsync(string modelId, LoggedModelStatus status, CancellationToken cancellationToken = default)
    {
        var message = new LoggedModelIdMessage { ModelId = modelId, Status = status.ToWire() };
        var answer = await CallAsync<LoggedModelAnswer>(
            Send(RestRequest.Patch, At(modelId), message, Repeat.Harmless), cancellationToken).ConfigureAwait(false);
        return WireLoggedModels.ToEntity(answer.Model);
    }

    /// <inheritdoc/>
    public ValueTask DeleteLoggedModelAsync(string modelId, CancellationToken cancellationToken = default) =>
        DoAsync(Send(HttpMethod.Delete, At(modelId), new LoggedModelIdMessage { ModelId = modelId }, Repeat.RefusedWhenDone), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask LogLoggedModelParamsAsync(string modelId, IReadOnlyList<Param> parameters, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(parameters);
        for (var first = 0; first < parameters.Count || first == 0; first += ModelParams)
        {
            // Twice: servers over a database refuse a param that is there, whatever its value.
            var message = new LoggedModelEntriesMessage { ModelId = modelId, Params = WireEntries.ToMessages([.. parameters.Skip(first).Take(ModelParams)]) };
            await DoAsync(Post(At(modelId) + "/params", message, Repeat.DoneTwice), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public ValueTask SetLoggedModelTagsAsync(string modelId, IReadOnlyList<RunTag> tags, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(tags);
        var message = new LoggedModelEntriesMessage { ModelId = modelId, Tags = WireEntries.ToMessages(tags) };
        return DoAsync(Send(RestRequest.Patch, At(modelId) + "/tags", message, Repeat.Harmless), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DeleteLoggedModelTagAsync(string modelId, string key, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(key);
        if (key is "" or "." or ".." || key.IndexOf('/') >= 0)
        {
            throw TrackingErrors.InvalidParameter($"A tag called '{key}' cannot be removed from a model on a server: MLflow's API has no address for it.");
        }

        return DoAsync(new RestRequest(HttpMethod.Delete, RestRequest.Api + At(modelId) + "/tags/" + RestQuery.Escape(key), Repeat.RefusedWhenDone), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<PagedList<LoggedModel>> SearchLoggedModelsAsync(SearchLoggedModelsQuery query, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(query);
        MlflowOnly.Check(query);
        var answer = await CallAsync<SearchLoggedModelsAnswer>(
            Post(Models + "/search", WireLoggedModels.ToMessage(query), Repeat.Harmless), cancellationToken).ConfigureAwait(false);
        return new PagedList<LoggedModel>(answer.Models is { } found ? found.ConvertAll(WireLoggedModels.ToEntity) : [], WireEntries.NullIfEmpty(answer.NextPageToken));
    }

    private async ValueTask<LoggedModel> ReadModelAsync(RestQuery query, CancellationToken cancellationToken) =>
        WireLoggedModels.ToEntity((await CallAsync<LoggedModelAnswer>(Get(query), cancellationToken).ConfigureAwait(false)).Model);

    // An empty id, or one of dots, would make the address of something else.
    private static string At(string modelId)
    {
        Guard.NotNull(modelId);
        return modelId is "" or "." or ".." ? throw TrackingErrors.ModelNotFound(modelId) : Models + "/" + RestQuery.Escape(modelId);
    }
}
