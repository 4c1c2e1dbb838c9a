using MlTrack.Rest.Tests.Support;

namespace MlTrack.Rest.Tests;

/// <summary>Large files go to our server in parts, of which only those are sent again that failed.</summary>
[Collection("spool")]
public sealed class MultipartUploadSpecs : IDisposable
{
    private const string Least = "MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE";
    private const string Chunk = "MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE";

    private static readonly byte[] Content = [.. Enumerable.Range(0, 1_100_000).Select(i => (byte)(i * 31 / 7))];

    public MultipartUploadSpecs()
    {
        Environment.SetEnvironmentVariable(Least, "1000000");
        Environment.SetEnvironmentVariable(Chunk, "250000");
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Least, null);
        Environment.SetEnvironmentVariable(Chunk, null);
    }

    [Fact]
    public async Task A_part_that_breaks_off_is_sent_again_alone_and_the_answer_to_the_end_may_be_lost()
    {
        await using var server = await MoodyServer.StartAsync();
        using var store = (IDisposable)TrackingStores.Rest(server.Address, new RestStoreOptions { MaxRetries = 3, BackoffFactor = TimeSpan.Zero, BackoffJitter = TimeSpan.Zero });
        var run = (await server.Store.CreateRunAsync(new CreateRunRequest { ExperimentId = "0" })).Info;
        var (sent, parts, ends) = (new List<string>(), 0, 0);
        server.Mood = (context, next) =>
        {
            var path = context.Request.Path.Value!;
            lock (sent)
            {
                sent.Add(context.Request.Method + " " + path[(path.IndexOf("mlflow", StringComparison.Ordinal))..].Split('/')[1]);
            }

            if (path.Contains("/mpu/part/", StringComparison.Ordinal) && Interlocked.Increment(ref parts) == 2)
            {
                context.Abort();
                return Task.CompletedTask;
            }

            return path.Contains("/mpu/complete/", StringComparison.Ordinal) && Interlocked.Increment(ref ends) == 1 ? MoodyServer.LoseAnswerAsync(context, next) : next(context);
        };

        var artifacts = await OpenAsync(store, run.RunId);
        await artifacts.UploadAsync(new MemoryStream(Content), "model/big.bin");

        parts.Should().Be(6, "of five parts one was sent twice");
        ends.Should().Be(2);
        sent.Should().NotContain("PUT artifacts");
        (await ReadAsync(artifacts, "model/big.bin")).Should().Equal(Content);
        await artifacts.UploadAsync(new MemoryStream(Content, 0, 999_999), "small.bin");
        sent.Should().Contain("PUT artifacts");
    }

    [Fact]
    public async Task A_server_that_takes_no_parts_gets_the_file_whole()
    {
        await using var server = await MoodyServer.StartAsync();
        using var store = (IDisposable)TrackingStores.Rest(server.Address, new RestStoreOptions { MaxRetries = 0 });
        var run = (await server.Store.CreateRunAsync(new CreateRunRequest { ExperimentId = "0" })).Info;
        server.Mood = (context, next) =>
        {
            context.Request.Headers["X-Forwarded-Proto"] = context.Request.Path.Value!.Contains("/mpu/", StringComparison.Ordinal) ? "https" : default;
            return next(context);
        };

        var artifacts = await OpenAsync(store, run.RunId);
        await artifacts.UploadAsync(new MemoryStream(Content), "big.bin");

        (await ReadAsync(artifacts, "big.bin")).Should().Equal(Content);
    }

    [Fact]
    public async Task An_upload_that_is_given_up_leaves_nothing_to_be_seen()
    {
        await using var server = await MoodyServer.StartAsync();
        using var store = (IDisposable)TrackingStores.Rest(server.Address, new RestStoreOptions { MaxRetries = 0 });
        var run = (await server.Store.CreateRunAsync(new CreateRunRequest { ExperimentId = "0" })).Info;
        var aborts = 0;
        server.Mood = (context, next) =>
        {
            var path = context.Request.Path.Value!;
            aborts += path.Contains("/mpu/abort/", StringComparison.Ordinal) ? 1 : 0;
            return path.EndsWith("/3", StringComparison.Ordinal) && path.Contains("/mpu/part/", StringComparison.Ordinal) ? MoodyServer.Refuse(context, System.Net.HttpStatusCode.BadGateway) : next(context);
        };

        var artifacts = await OpenAsync(store, run.RunId);
        await FluentActions.Awaiting(async () => await artifacts.UploadAsync(new MemoryStream(Content), "big.bin")).Should().ThrowAsync<MlTrackServerException>();

        aborts.Should().Be(1);
        (await artifacts.ListAsync()).Should().BeEmpty();
    }

    private static async Task<IArtifactRepository> OpenAsync(IDisposable store, string runId)
    {
        var info = (await ((ITrackingStore)store).GetRunAsync(runId)).Info;
        return await ((IArtifactRepositoryProvider)store).GetRunArtifactsAsync(info);
    }

    private static async Task<byte[]> ReadAsync(IArtifactRepository artifacts, string path)
    {
        using var whole = new MemoryStream();
        await using var stream = await artifacts.OpenReadAsync(path);
        await stream.CopyToAsync(whole);
        return whole.ToArray();
    }
}
