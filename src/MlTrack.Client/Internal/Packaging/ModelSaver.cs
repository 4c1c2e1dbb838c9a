using System.Text;
using MlTrack.Models;
using MlTrack.Stores;

namespace MlTrack.Internal.Packaging;

/// <summary>What is known of a model before its files are written.</summary>
internal sealed record ModelFacts(LogModelOptions Options, DateTimeOffset Now, string ModelUuid)
{
    internal string? ModelId { get; init; }

    internal string? RunId { get; init; }

    internal string? ArtifactPath { get; init; }
}

/// <summary>Writes a model's folder: the flavors' files, each read once for copy and hash; examples and environment; the manifest; and the MLmodel file last, without which a folder is no model.</summary>
internal static class ModelSaver
{
    /// <summary>The version of MLflow whose format is written.</summary>
    private const string MlflowVersion = "3.17.2";

    internal static async Task<(ModelFile File, string ManifestHash)> SaveAsync(
        IArtifactRepository target, IReadOnlyList<IModelFlavor> flavors, ModelFacts facts, CancellationToken cancellationToken)
    {
        using var scratch = new ScratchFolder();
        var folder = new ModelFolderWriter(scratch) { Signature = facts.Options.Signature, InputExample = facts.Options.InputExample };
        foreach (var flavor in flavors)
        {
            await flavor.WriteAsync(folder, cancellationToken).ConfigureAwait(false);
        }

        if (folder.Flavors.Count == 0)
        {
            throw ModelErrors.NoFlavor();
        }

        var entries = new List<ManifestEntry>();
        foreach (var file in folder.Files)
        {
            if (folder.InputExample is not null && file.Key is (InputExampleFiles.ExampleName or InputExampleFiles.ServingName))
            {
                // A saved model's own example gives way to the caller's.
                continue;
            }

            entries.Add(await UploadAsync(target, file.Key, file.Value.Open(), cancellationToken).ConfigureAwait(false));
        }

        if (folder.InputExample is { } example)
        {
            entries.Add(await UploadAsync(target, InputExampleFiles.ExampleName, Utf8(InputExampleFiles.WriteExample(example)), cancellationToken).ConfigureAwait(false));
            entries.Add(await UploadAsync(target, InputExampleFiles.ServingName, Utf8(InputExampleFiles.WriteServing(example)), cancellationToken).ConfigureAwait(false));
        }

        var size = entries.Sum(entry => entry.Size);
        await WriteEnvironmentAsync(target, folder, entries, cancellationToken).ConfigureAwait(false);
        var manifest = await UploadAsync(target, ModelFolderFiles.ManifestName, new MemoryStream(ModelManifest.Write(entries)), cancellationToken).ConfigureAwait(false);
        var model = Describe(folder, facts, size);
        var content = model.ToBytes();
        await UploadAsync(target, ModelFile.FileName, new MemoryStream(content), cancellationToken).ConfigureAwait(false);
        return (ModelFile.Parse(content), manifest.Hash);
    }

    private static ModelFile Describe(ModelFolderWriter folder, ModelFacts facts, long size)
    {
        var saved = folder.Saved ?? new ModelFile { MlflowVersion = MlflowVersion, ModelSizeBytes = size, CreationTime = facts.Now };
        return saved with
        {
            ArtifactPath = facts.ArtifactPath,
            Flavors = folder.Flavors,
            Signature = folder.Signature,
            InputExample = folder.InputExample is { } described ? InputExampleFiles.Describe(described) : saved.InputExample,
            Metadata = facts.Options.Metadata ?? saved.Metadata,
            ModelId = facts.ModelId,
            ModelUuid = facts.ModelUuid,
            RunId = facts.RunId,
        };
    }

    private static async Task WriteEnvironmentAsync(IArtifactRepository target, ModelFolderWriter folder, List<ManifestEntry> entries, CancellationToken cancellationToken)
    {
        if (folder.PythonRequirements.Count == 0)
        {
            return;
        }

        string[] packages = [.. folder.PythonRequirements];
        foreach (var (name, content) in new[]
        {
            (ModelFolderFiles.RequirementsName, PythonEnvironment.Requirements(packages)),
            (ModelFolderFiles.PythonEnvName, PythonEnvironment.PythonEnv(folder.PythonVersion)),
            (ModelFolderFiles.CondaName, PythonEnvironment.Conda(packages, folder.PythonVersion)),
        })
        {
            entries.Add(await UploadAsync(target, name, new MemoryStream(content), cancellationToken).ConfigureAwait(false));
        }
    }

    private static async Task<ManifestEntry> UploadAsync(IArtifactRepository target, string path, Stream content, CancellationToken cancellationToken)
    {
        using var hashing = new HashingStream(content);
        await target.UploadAsync(hashing, path, cancellationToken).ConfigureAwait(false);
        return new ManifestEntry(path, hashing.Count, hashing.GetHash());
    }

    private static MemoryStream Utf8(string text) => new(Encoding.UTF8.GetBytes(text));
}
