using System.Globalization;
using MlTrack.Stores;

namespace MlTrack.Benchmarks.Models;

/// <summary>A registry of 1,000 models with 10 versions each, an alias and a tag, and the reading of its files.</summary>
internal sealed class RegistryWork : IDisposable
{
    public const int Models = 1000;
    public const int Versions = 10;

    private readonly BenchmarkFolder _folder = new();
    private readonly IModelRegistryStore _registry;
    private readonly byte[] _buffer = new byte[1 << 16];

    public RegistryWork()
    {
        _registry = ModelRegistries.File(_folder.PathOf("mlruns"));
        for (var model = 0; model < Models; model++)
        {
            var name = "model" + model.ToString("000", CultureInfo.InvariantCulture);
            _registry.CreateRegisteredModelAsync(name, [new RunTag("team", "vision")]).AsTask().GetAwaiter().GetResult();
            for (var version = 0; version < Versions; version++)
            {
                _registry.CreateModelVersionAsync(new CreateModelVersionRequest { Name = name, Source = "s3://bucket/model" }).AsTask().GetAwaiter().GetResult();
            }

            _registry.SetRegisteredModelAliasAsync(name, "champion", "3").AsTask().GetAwaiter().GetResult();
        }
    }

    /// <summary>Lists the folders and reads the files that a listing of all models needs, on one thread as the listing does.</summary>
    public void Raw() => Read(Path.Combine(_folder.PathOf("mlruns"), "models"));

    public void List()
    {
        var count = 0;
        string? token = null;
        do
        {
            var page = _registry.SearchRegisteredModelsAsync(new SearchRegistryQuery { MaxResults = Models, PageToken = token }).AsTask().GetAwaiter().GetResult();
            count += page.Items.Count;
            token = page.NextPageToken;
        }
        while (!string.IsNullOrEmpty(token));

        if (count != Models)
        {
            throw new InvalidOperationException($"{count} models were listed, not {Models}.");
        }
    }

    public void Dispose() => _folder.Dispose();

    private void Read(string folder)
    {
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
        {
            if (entry is DirectoryInfo)
            {
                Read(entry.FullName);
            }
            else if (!entry.Name.StartsWith('.'))
            {
                using var file = File.OpenHandle(entry.FullName);
                RandomAccess.Read(file, _buffer, 0);
            }
        }
    }
}
