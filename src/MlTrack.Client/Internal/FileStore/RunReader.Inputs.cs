using MlTrack.Internal.FileStore.Format;
using MlTrack.Internal.IO;

namespace MlTrack.Internal.FileStore;

/// <content>Inputs and outputs.</content>
internal sealed partial class RunReader
{
    internal RunInputs ReadInputs(RunPlace place)
    {
        var folder = MlrunsLayout.Join(place.Folder, MlrunsLayout.Inputs);
        List<DatasetInput>? datasets = null;
        List<LoggedModelInput>? models = null;
        foreach (var path in ListMetas(folder, place))
        {
            if (!InputMeta.TryParse(TreeReader.Content, out var input, out var reason))
            {
                ReportInput(path, reason, place);
            }
            else if (input.IsModel)
            {
                (models ??= []).Add(new LoggedModelInput(input.SourceId));
            }
            else if (ReadDataset(place, input.SourceId) is { } dataset)
            {
                (datasets ??= []).Add(new DatasetInput { Dataset = dataset, Tags = input.Tags });
            }
        }

        return datasets is null && models is null
            ? RunInputs.Empty
            : new RunInputs { Datasets = datasets ?? (IReadOnlyList<DatasetInput>)[], Models = models ?? (IReadOnlyList<LoggedModelInput>)[] };
    }

    internal RunOutputs ReadOutputs(RunPlace place)
    {
        var folder = MlrunsLayout.Join(place.Folder, MlrunsLayout.Outputs);
        List<LoggedModelOutput>? models = null;
        foreach (var path in ListMetas(folder, place))
        {
            if (OutputMeta.TryParse(TreeReader.Content, out var output, out var reason))
            {
                (models ??= []).Add(output);
            }
            else
            {
                ReportInput(path, reason, place);
            }
        }

        return models is null ? RunOutputs.Empty : new RunOutputs { Models = models };
    }

    // Gives each meta.yaml below a folder's folders, with its content in this thread's buffer.
    private IEnumerable<string> ListMetas(string folder, RunPlace place)
    {
        if (!_context.Reader.TryList(folder, _entries, _problems, place))
        {
            yield break;
        }

        foreach (var entry in _entries.ToArray())
        {
            var path = MlrunsLayout.Join(folder, entry.Name);
            if (entry.Kind != EntryKind.Directory)
            {
                _problems.Note(ProblemKinds.ForeignFile, path, "This file is no input or output and is ignored; MLflow cannot read the run because of it.", place);
                continue;
            }

            var meta = MlrunsLayout.Meta(path);
            if (_context.Reader.TryReadMeta(meta, _problems, place))
            {
                yield return meta;
            }
            else
            {
                ReportInput(meta, "the file does not exist", place);
            }
        }
    }

    private Dataset? ReadDataset(RunPlace place, string datasetId)
    {
        var key = MlrunsLayout.Dataset(place.Experiment.Folder, datasetId);
        if (_datasets.TryGetValue(key, out var known))
        {
            return known;
        }

        Dataset? dataset = null;
        var path = MlrunsLayout.Meta(key);

        // The id comes from a file; a folder name of another form would lead elsewhere.
        if (Text.Names.CheckRunId(datasetId) is not null || !_context.Reader.IsFolder(key) ||
            !_context.Reader.IsFolder(MlrunsLayout.Join(place.Experiment.Folder, MlrunsLayout.Datasets)) || !_context.Reader.TryReadMeta(path, _problems, place))
        {
            _problems.Problem(
                ProblemKinds.DatasetMissing, path, $"Failed to find dataset with ID '{datasetId}' referenced as an input of the run with ID '{place.RunId}'. Skipping.", place);
        }
        else if (DatasetMeta.TryParse(TreeReader.Content, out var read, out var reason))
        {
            dataset = read;
        }
        else
        {
            ReportInput(path, reason, place);
        }

        _datasets[key] = dataset;
        return dataset;
    }

    private void ReportInput(string path, string reason, RunPlace place) => _problems.Problem(
        ProblemKinds.InputMalformed, path, $"'{path}' is malformed: {reason}. It is left out; MLflow cannot read the run.", place);
}
