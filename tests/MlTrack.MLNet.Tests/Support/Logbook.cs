namespace MlTrack.MLNet.Tests.Support;

/// <summary>A store in a folder of its own and one run in it, to be read back from the disk.</summary>
internal sealed class Logbook : IAsyncDisposable
{
    private readonly TempFolder _folder;

    private Logbook(TempFolder folder, MlTrackClient client, Run run)
    {
        _folder = folder;
        Client = client;
        Run = run;
    }

    public MlTrackClient Client { get; }

    public Run Run { get; }

    public static async Task<Logbook> OpenAsync(OnFailure onFailure = OnFailure.Report)
    {
        var folder = new TempFolder();
        var client = MlTrackClient.Open(folder.PathOf("mlruns"), new MlTrackClientOptions { OnFailure = onFailure });
        return new Logbook(folder, client, await client.StartRunAsync("tests"));
    }

    public Task<RunRecord> ReadAsync() => Client.GetRunAsync(Run.RunId);

    public async Task<double> MetricAsync(string key) => (await ReadAsync()).Data.Metrics[key].Value;

    public async Task<byte[]> ArtifactAsync(string path)
    {
        using var copy = new MemoryStream();
        using var stream = await Client.OpenArtifactAsync(Run.RunId, path);
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }

    public async Task<string> TextAsync(string path) => System.Text.Encoding.UTF8.GetString(await ArtifactAsync(path));

    public async Task<IReadOnlyList<string>> ArtifactsAsync() => [.. (await Client.ListArtifactsAsync(Run.RunId)).Select(artifact => artifact.Path)];

    public async ValueTask DisposeAsync()
    {
        await Run.DisposeAsync();
        await Client.DisposeAsync();
        _folder.Dispose();
    }
}
