using MlTrack.Internal.FileStore;
using MlTrack.Internal.FileStore.Format;
using MlTrack.Internal.Registry;
using MlTrack.Internal.Text;
using MlTrack.Stores;

namespace MlTrack.Internal.Sync;

/// <content>Logged models, data sets, links between runs and models.</content>
internal sealed partial class RunSync
{
    internal const string SourceModelTag = "mltrack.source_model_id";

    // Points that were logged for a model too: to a server they are sent once, with the model's name on them.
    private Dictionary<(string Key, PointKey Point), string>? _pointsOfModels;

    private async Task SendModelsAsync(CancellationToken cancellationToken)
    {
        foreach (var model in _models)
        {
            if (!_cursor.Models.TryGetValue(model.ModelId, out var known))
            {
                known = new ModelCursor { ModelId = await FindOrCreateAsync(model, cancellationToken).ConfigureAwait(false) };
                _cursor.Models.Add(model.ModelId, known);
                Save();
            }

            var state = Hashes.Of([model.Status.ToString(), .. Texts(model.Params), .. Texts(TagsOf(model))]);
            if (known.State != state)
            {
                await SendModelAsync(model, known.ModelId, cancellationToken).ConfigureAwait(false);
                known.State = state;
                _session.Counts.Models++;
                Save();
            }

            await SendArtifactsOfModelAsync(model, known, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<string> FindOrCreateAsync(LoggedModel model, CancellationToken cancellationToken)
    {
        var query = new SearchLoggedModelsQuery { ExperimentIds = [_experimentId], Filter = $"tags.`{SourceModelTag}` = '{model.ModelId}'", MaxResults = 1 };
        if ((await Target.SearchLoggedModelsAsync(query, cancellationToken).ConfigureAwait(false)).Items is [var found, ..])
        {
            return found.ModelId;
        }

        var created = await Target.CreateLoggedModelAsync(
            new CreateLoggedModelRequest
            {
                ExperimentId = _experimentId, Name = model.Name, SourceRunId = TargetId, ModelType = model.ModelType,
                Tags = [new RunTag(SourceModelTag, model.ModelId)],
            },
            cancellationToken).ConfigureAwait(false);
        return created.ModelId;
    }

    private async Task SendModelAsync(LoggedModel model, string id, CancellationToken cancellationToken)
    {
        var there = await Target.GetLoggedModelAsync(id, allowDeleted: true, cancellationToken).ConfigureAwait(false);
        var parameters = model.Params.Where(param => !there.Params.ContainsKey(param.Key)).Select(param => new Param(param.Key, param.Value)).ToList();
        if (parameters.Count > 0)
        {
            await Target.LogLoggedModelParamsAsync(id, parameters, cancellationToken).ConfigureAwait(false);
        }

        var tags = TagsOf(model).Where(tag => !there.Tags.TryGetValue(tag.Key, out var value) || value != tag.Value).Select(tag => new RunTag(tag.Key, tag.Value)).ToList();
        if (tags.Count > 0)
        {
            await Target.SetLoggedModelTagsAsync(id, tags, cancellationToken).ConfigureAwait(false);
        }

        if (model.Status != there.Status && model.Status is LoggedModelStatus.Ready or LoggedModelStatus.Failed)
        {
            await Target.FinalizeLoggedModelAsync(id, model.Status, cancellationToken).ConfigureAwait(false);
        }
    }

    // Which versions were made of it is for the registry there to say: its numbers may be others.
    private static IReadOnlyDictionary<string, string> TagsOf(LoggedModel model) => model.Tags.ContainsKey(ModelVersionsTag.Key)
        ? model.Tags.Where(tag => tag.Key != ModelVersionsTag.Key).ToDictionary(tag => tag.Key, tag => tag.Value, StringComparer.Ordinal)
        : model.Tags;

    private async Task SendLinksAsync(CancellationToken cancellationToken)
    {
        var datasets = News(_source.Inputs.Datasets, input => Hashes.Of(
            ["dataset", input.Dataset.Name, input.Dataset.Digest, input.Dataset.SourceType, input.Dataset.Source, input.Dataset.Schema, input.Dataset.Profile, .. Texts(input.Tags)]));
        var inputs = News(_source.Inputs.Models, model => Hashes.Of("input", model.ModelId));
        var outputs = News(_source.Outputs.Models, model => Hashes.Of("output", model.ModelId, model.Step.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        if (datasets.Count + inputs.Count > 0)
        {
            await Target.LogInputsAsync(
                TargetId, datasets.ConvertAll(input => input.Key), inputs.ConvertAll(model => new LoggedModelInput(IdThere(model.Key.ModelId))), cancellationToken).ConfigureAwait(false);
        }

        if (outputs.Count > 0)
        {
            await Target.LogOutputsAsync(
                TargetId, outputs.ConvertAll(model => new LoggedModelOutput(IdThere(model.Key.ModelId), model.Key.Step)), cancellationToken).ConfigureAwait(false);
        }

        var hashes = datasets.Select(input => input.Value).Concat(inputs.Select(model => model.Value)).Concat(outputs.Select(model => model.Value)).ToList();
        if (hashes.Count > 0)
        {
            _cursor.Links.UnionWith(hashes);
            _session.Counts.Inputs += hashes.Count;
            Save();
        }
    }

    private List<KeyValuePair<T, string>> News<T>(IReadOnlyList<T> all, Func<T, string> hash) =>
        [.. all.Select(entry => new KeyValuePair<T, string>(entry, hash(entry))).Where(entry => !_cursor.Links.Contains(entry.Value))];

    // A model of another tree keeps its id: it may have been made on the server.
    private string IdThere(string modelId) => _cursor.Models.TryGetValue(modelId, out var known) ? known.ModelId : modelId;

    private string? ModelOf(string key, MetricPointRaw point)
    {
        _pointsOfModels ??= ReadPointsOfModels();
        return _pointsOfModels.TryGetValue((key, PointKey.Of(point)), out var model) ? model : null;
    }

    private Dictionary<(string, PointKey), string> ReadPointsOfModels()
    {
        var points = new Dictionary<(string, PointKey), string>();
        foreach (var model in _models)
        {
            var files = new List<KeyValuePair<string, string>>();
            var folder = Path.Combine(MlrunsLayout.Model(_place.Experiment.Folder, model.ModelId), MlrunsLayout.Metrics);
            new KeyFiles(_session.Context.Reader, _session.Context.Problems, _place).List(folder, files);
            foreach (var (key, path) in files)
            {
                using var reader = MetricFileReader.OverFile(_session.Context.Files.OpenRead(path), loggedModel: true, acceptUnterminated: true);
                while (reader.TryRead(out var point))
                {
                    if (point.RunId == SourceId)
                    {
                        points[(key, PointKey.Of(point))] = IdThere(model.ModelId);
                    }
                }
            }
        }

        return points;
    }

    private static IEnumerable<string> Texts(IReadOnlyDictionary<string, string> texts) =>
        texts.OrderBy(text => text.Key, StringComparer.Ordinal).SelectMany(text => new[] { text.Key, text.Value });
}
