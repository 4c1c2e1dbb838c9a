using System.Globalization;
using System.Text;
using MlTrack.Stores;

namespace MlTrack.Tests.FileStore;

public sealed class FileStoreSpecs : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "mltrack-store-" + Guid.NewGuid().ToString("N"));

    private string Root => Path.Combine(_folder, "mlruns");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_new_folder_gets_the_default_experiment_and_an_existing_one_is_left_alone()
    {
        var made = TrackingStores.File(Root);
        var empty = Path.Combine(_folder, "empty");
        Directory.CreateDirectory(empty);

        TrackingStores.File(empty);

        (await made.GetExperimentAsync("0")).Name.Should().Be("Default");
        Directory.GetFileSystemEntries(empty).Should().BeEmpty();
    }

    [Fact]
    public async Task A_run_has_the_files_MLflow_makes_and_no_others()
    {
        var store = TrackingStores.File(Root);
        var run = (await store.CreateRunAsync(new CreateRunRequest { ExperimentId = "0", RunName = "r", UserId = "ada", StartTime = Time(1000) })).Info;
        await store.LogParamAsync(run.RunId, new Param("lr", "0.1"));
        await store.LogMetricAsync(run.RunId, new Metric { Key = "val/loss", Value = 1e-5, TimestampMilliseconds = 1, Step = 2 });

        var folder = Path.Combine(Root, "0", run.RunId);
        Names(folder).Should().BeEquivalentTo(
            "artifacts", "meta.yaml", "metrics", "metrics/val", "metrics/val/loss", "params", "params/lr", "tags", "tags/mlflow.runName");
        (await File.ReadAllTextAsync(Path.Combine(folder, "metrics/val/loss"))).Should().Be("1 1e-05 2\n");
        (await File.ReadAllTextAsync(Path.Combine(folder, "meta.yaml"))).Should().Be(
            $"""
            artifact_uri: {store.Uri}/0/{run.RunId}/artifacts
            end_time: null
            entry_point_name: ''
            experiment_id: '0'
            lifecycle_stage: active
            run_id: {run.RunId}
            run_name: r
            source_name: ''
            source_type: 4
            source_version: ''
            start_time: 1000
            status: 1
            tags: []
            user_id: ada

            """);
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    [InlineData("fa-IR")]
    public async Task The_bytes_do_not_depend_on_the_culture(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            var store = TrackingStores.File(Root);
            var id = (await store.CreateRunAsync(new CreateRunRequest { ExperimentId = "0" })).Info.RunId;
            using (var writer = await store.OpenRunWriterAsync(id))
            {
                writer.OpenMetric("I").Append(-1234.5, 1_700_000_000_000, -7);
            }

            (await File.ReadAllTextAsync(Path.Combine(Root, "0", id, "metrics", "I"))).Should().Be("1700000000000 -1234.5 -7\n");
            (await store.GetRunAsync(id)).Data.Metrics["I"].Value.Should().Be(-1234.5);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData(Durability.Process)]
    [InlineData(Durability.Buffered)]
    [InlineData(Durability.Disk)]
    public async Task The_level_of_durability_changes_no_byte_and_no_order(Durability durability)
    {
        var store = TrackingStores.File(Root, new MlTrackClientOptions { Durability = durability });
        var id = (await store.CreateRunAsync(new CreateRunRequest { ExperimentId = "0" })).Info.RunId;
        var expected = new StringBuilder();
        using (var writer = await store.OpenRunWriterAsync(id))
        {
            for (var i = 0; i < 10_000; i++)
            {
                writer.OpenMetric("a").Append(i, i, i);
                writer.OpenMetric("b").Append(-i, i, i);
                expected.Append(CultureInfo.InvariantCulture, $"{i} {i}.0 {i}\n");
            }

            writer.Flush();
            (await File.ReadAllTextAsync(Path.Combine(Root, "0", id, "metrics", "a"))).Should().Be(expected.ToString());
        }

        (await File.ReadAllLinesAsync(Path.Combine(Root, "0", id, "metrics", "b"))).Should().HaveCount(10_000);
    }

    [Fact]
    public async Task Buffered_points_reach_the_file_without_a_flush()
    {
        var store = TrackingStores.File(Root, new MlTrackClientOptions { Durability = Durability.Buffered });
        var id = (await store.CreateRunAsync(new CreateRunRequest { ExperimentId = "0" })).Info.RunId;
        using var writer = await store.OpenRunWriterAsync(id);
        var path = Path.Combine(Root, "0", id, "metrics", "a");

        for (var i = 0; i < 3; i++)
        {
            writer.OpenMetric("a").Append(i, i, i);
        }

        var waited = System.Diagnostics.Stopwatch.StartNew();
        while (File.ReadAllLines(path).Length < 3 && waited.Elapsed < TimeSpan.FromSeconds(10))
        {
            await Task.Delay(20);
        }

        File.ReadAllLines(path).Should().Equal("0 0.0 0", "1 1.0 1", "2 2.0 2");
    }

    [Fact]
    public async Task A_moved_tree_opens_its_artifacts_and_keeps_its_records()
    {
        var store = TrackingStores.File(Root);
        var run = (await store.CreateRunAsync(new CreateRunRequest { ExperimentId = "0" })).Info;
        var artifacts = await ((IArtifactRepositoryProvider)store).GetRunArtifactsAsync(run);
        await artifacts.UploadAsync(new MemoryStream([1, 2, 3]), "model.bin");
        var moved = Path.Combine(_folder, "moved");
        Directory.Move(Root, moved);

        var other = TrackingStores.File(moved);
        var read = (await other.GetRunAsync(run.RunId)).Info;
        var found = await ((IArtifactRepositoryProvider)other).GetRunArtifactsAsync(read);

        read.ArtifactUri.Should().Be(run.ArtifactUri);
        (await found.ListAsync()).Should().Equal(new ArtifactInfo("model.bin", IsDirectory: false, 3));
    }

    [Fact]
    public async Task Twenty_callers_of_one_name_make_one_experiment()
    {
        var stores = Enumerable.Range(0, 20).Select(_ => TrackingStores.File(Root)).ToList();

        var ids = await Task.WhenAll(stores.Select(store => Task.Run(async () =>
        {
            try
            {
                return await store.CreateExperimentAsync(new CreateExperimentRequest { Name = "iris" });
            }
            catch (MlTrackException e) when (e.ErrorCode == MlTrackErrorCode.ResourceAlreadyExists)
            {
                return null;
            }
        })));

        ids.Where(id => id is not null).Should().ContainSingle();
        Directory.GetDirectories(Root).Should().HaveCount(2);
    }

    [Fact]
    public async Task A_renamed_experiment_frees_its_name_for_another_id()
    {
        var store = TrackingStores.File(Root);
        var first = await store.CreateExperimentAsync(new CreateExperimentRequest { Name = "iris" });
        await store.RenameExperimentAsync(first, "old iris");

        var second = await store.CreateExperimentAsync(new CreateExperimentRequest { Name = "iris" });

        second.Should().NotBe(first);
        (await store.FindExperimentByNameAsync("iris"))!.ExperimentId.Should().Be(second);
    }

    [Fact]
    public async Task A_run_whose_process_is_gone_is_stale_and_one_that_is_written_is_not()
    {
        var store = TrackingStores.File(Root);
        var id = (await store.CreateRunAsync(new CreateRunRequest { ExperimentId = "0" })).Info.RunId;
        var owner = Path.Combine(Root, "0", id, ".mltrack-owner");
        using (var writer = await store.OpenRunWriterAsync(id))
        {
            (await store.GetRunAsync(id)).Info.IsStale.Should().BeFalse();
            var content = await File.ReadAllTextAsync(owner);
            writer.Dispose();
            File.Exists(owner).Should().BeFalse();

            // What a killed process of another start would have left.
            await File.WriteAllTextAsync(owner, content.Replace("\"process_start\":", "\"process_start\":1", StringComparison.Ordinal));
        }

        (await store.GetRunAsync(id)).Info.IsStale.Should().BeTrue();
        await store.UpdateRunAsync(id, new RunUpdate { Status = RunStatus.Failed });
        (await store.GetRunAsync(id)).Info.IsStale.Should().BeFalse();
    }

    [Fact]
    public async Task A_repair_makes_missing_folders_and_cuts_torn_lines()
    {
        var store = TrackingStores.File(Root);
        var id = (await store.CreateRunAsync(new CreateRunRequest { ExperimentId = "0" })).Info.RunId;
        var folder = Path.Combine(Root, "0", id);
        Directory.Delete(Path.Combine(folder, "params"));
        var metric = Path.Combine(folder, "metrics", "loss");
        await File.WriteAllTextAsync(metric, "1 0.5 0\n2 0.");
        File.SetLastWriteTimeUtc(metric, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        var repaired = new List<StoreProblem>();

        await foreach (var problem in ((ITrackingStoreMaintenance)store).RepairAsync())
        {
            repaired.Add(problem);
        }

        repaired.Where(problem => problem.Repaired).Select(problem => problem.Kind).Should().BeEquivalentTo("folder-missing", "metric-torn-tail");
        Directory.Exists(Path.Combine(folder, "params")).Should().BeTrue();
        (await File.ReadAllTextAsync(metric)).Should().Be("1 0.5 0\n");
    }

    [Fact]
    public async Task A_link_out_of_the_tree_is_not_followed_unless_it_is_asked_for()
    {
        var store = TrackingStores.File(Root);
        var id = (await store.CreateRunAsync(new CreateRunRequest { ExperimentId = "0" })).Info.RunId;
        var secret = Path.Combine(_folder, "secret");
        await File.WriteAllTextAsync(secret, "password");
        var link = Path.Combine(Root, "0", id, "params", "leak");
        File.CreateSymbolicLink(link, secret);

        (await store.GetRunAsync(id)).Data.Params.Should().BeEmpty();
        (await TrackingStores.File(Root, new MlTrackClientOptions { FollowLinks = FollowLinks.Anywhere }).GetRunAsync(id)).Data.Params["leak"].Should().Be("password");
        await store.LogBatchAsync(id, new RunBatch { Tags = [new RunTag("t", "v")] });
        (await File.ReadAllTextAsync(secret)).Should().Be("password");
    }

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static IEnumerable<string> Names(string folder) =>
        Directory.GetFileSystemEntries(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'));
}
