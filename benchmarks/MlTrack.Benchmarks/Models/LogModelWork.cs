using System.Security.Cryptography;
using MlTrack.Models;

namespace MlTrack.Benchmarks.Models;

/// <summary>A model of 100 MB that is logged, and its file copied and hashed on the way. Each round begins with nothing, so that the disk does not fill.</summary>
internal sealed class LogModelWork : IDisposable
{
    private const int Bytes = 100_000_000;
    private const int BlockBytes = 1 << 17;

    private readonly byte[] _block = new byte[BlockBytes];
    private readonly BenchmarkFolder _folder = new();
    private readonly string _source;
    private readonly MlTrackClient _client;
    private readonly Run _run;
    private string _last;

    public LogModelWork()
    {
        _source = _folder.PathOf("weights.bin");
        _last = _folder.PathOf("none");
        var content = new byte[Bytes];
        new Random(1).NextBytes(content);
        File.WriteAllBytes(_source, content);
        _client = MlTrackClient.Open(_folder.PathOf("mlruns"), new MlTrackClientOptions { OnFailure = OnFailure.Throw });
        _run = _client.StartRunAsync("bench", "model").GetAwaiter().GetResult();
    }

    public void Raw()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var source = new FileStream(_source, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.SequentialScan);
        using var target = new FileStream(Without(_folder.PathOf("copy.bin")), FileMode.CreateNew, FileAccess.Write, FileShare.None, 0);
        int count;
        while ((count = source.Read(_block)) > 0)
        {
            hash.AppendData(_block, 0, count);
            target.Write(_block, 0, count);
        }

        hash.GetHashAndReset();
    }

    public void Log()
    {
        _ = Without(_last);
        var logged = _run.LogModelAsync("model", new Weights(_source)).GetAwaiter().GetResult();
        _last = Path.Combine(new Uri(logged.Model.ArtifactLocation).LocalPath, "weights.bin");
    }

    public void Dispose()
    {
        _run.Dispose();
        _client.Dispose();
        _folder.Dispose();
    }

    // Each side takes away what it made in the round before.
    private static string Without(string path)
    {
        File.Delete(path);
        return path;
    }

    private sealed class Weights(string file) : IModelFlavor
    {
        public string Name => "weights";

        public ValueTask WriteAsync(ModelFolderWriter folder, CancellationToken cancellationToken = default)
        {
            folder.AddFile(file, "weights.bin");
            folder.AddFlavor(Name, new Dictionary<string, object?> { ["data"] = "weights.bin" });
            return default;
        }
    }
}
