using MlTrack.Internal.FileStore.Format;
using MlTrack.Internal.IO;

namespace MlTrack.Internal.FileStore;

/// <content>Inputs and outputs.</content>
/// <remarks>
/// Each is a folder with a <c>meta.yaml</c>, and a reader that finds the folder without the file fails for the whole run (MLflow does). So the folder is made
/// aside, in the run's own folder where nobody looks, and moved to its place when it is complete. Whoever comes second changes nothing: the
/// first description of a data set wins, as in MLflow.
/// </remarks>
internal sealed partial class RunFiles
{
    internal void LogInputs(IReadOnlyList<DatasetInput>? datasets, IReadOnlyList<LoggedModelInput>? models)
    {
        var inputs = MlrunsLayout.Join(Place.Folder, MlrunsLayout.Inputs);
        foreach (var input in datasets ?? [])
        {
            var datasetId = DatasetIds.Dataset(input.Dataset.Name, input.Dataset.Digest);
            var folder = MlrunsLayout.Dataset(Place.Experiment.Folder, datasetId);
            PublishFolder(folder, DatasetMeta.Format(input.Dataset));
            var inputId = DatasetIds.Input(datasetId, RunId);
            PublishFolder(MlrunsLayout.Join(inputs, inputId), InputMeta.FormatDataset(datasetId, input.Tags));
        }

        foreach (var input in models ?? [])
        {
            PublishFolder(MlrunsLayout.Join(inputs, DatasetIds.Input(input.ModelId, RunId)), InputMeta.FormatModel(input.ModelId));
        }
    }

    internal void LogOutputs(IReadOnlyList<LoggedModelOutput> models)
    {
        var outputs = MlrunsLayout.Join(Place.Folder, MlrunsLayout.Outputs);
        foreach (var output in models)
        {
            PublishFolder(MlrunsLayout.Join(outputs, output.ModelId), OutputMeta.Format(output.ModelId, output.Step));
        }
    }

    private void PublishFolder(string folder, byte[] meta)
    {
        try
        {
            if (!_context.Files.TryStat(folder, out _))
            {
                MoveIntoPlace(folder, meta);
            }
        }
        catch (StoreIOException fault)
        {
            throw StoreFaults.Translate(fault, RunId);
        }
    }

    private void MoveIntoPlace(string folder, byte[] meta)
    {
        var temp = TempName.NewPath(Place.Folder);
        _context.Files.CreateDirectory(temp);
        try
        {
            _context.Files.CreateNew(MlrunsLayout.Meta(temp), meta, mode: null, sync: true);
            _context.SyncFolderOf(MlrunsLayout.Meta(temp));
            try
            {
                _context.Files.MoveDirectory(temp, folder);
                _context.SyncFolderOf(folder);
                return;
            }
            catch (StoreIOException fault) when (fault.Error == StoreIOError.NotFound)
            {
                // The folder of inputs, outputs or data sets is made with the first of them.
                _context.MakeFolder(Path.GetDirectoryName(folder)!);
            }

            _context.Files.MoveDirectory(temp, folder);
            _context.SyncFolderOf(folder);
        }
        catch (StoreIOException fault) when (fault.Error == StoreIOError.AlreadyExists)
        {
            RemoveTemp(temp);
        }
        catch (StoreIOException)
        {
            RemoveTemp(temp);
            throw;
        }
    }

    private void RemoveTemp(string folder)
    {
        try
        {
            _context.Files.DeleteFile(MlrunsLayout.Meta(folder));
            _context.Files.RemoveDirectory(folder);
        }
        catch (StoreIOException)
        {
            // What is left is ignored by every reader and removed by a repair; the first fault, if there was one, is told.
        }
    }
}
