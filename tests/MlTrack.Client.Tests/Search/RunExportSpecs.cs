using System.Globalization;
using System.Text;
using System.Text.Json;
using MlTrack.Search;
using MlTrack.Stores;

namespace MlTrack.Tests.Search;

public sealed class RunExportSpecs
{
    private static readonly SearchRunsQuery Oldest = new() { AllExperiments = true, OrderBy = ["start_time", "run_name"] };

    [Fact]
    public async Task Csv_has_a_line_for_each_run_and_a_column_for_each_key()
    {
        var store = await StoreAsync(2);
        var text = new StringWriter();

        var count = await RunExport.WriteCsvAsync(store, Oldest, text);

        count.Should().Be(2);
        var lines = text.ToString().Split('\n');
        lines[0].Should().StartWith("run_id,run_name,experiment_id,user_id,status,start_time,end_time,metrics.loss,params.p0,params.p1,tags.");
        lines[1].Should().Contain(",run 0,").And.Contain("0.25,\"a,\"\"0\"\"\",,");
        lines[2].Should().Contain(",run 1,").And.Contain("0.25,,\"a,\"\"1\"\"\",");
        lines.Should().HaveCount(4, "each line ends with a line feed");
    }

    [Fact]
    public async Task Metric_csv_has_a_line_for_each_point_whatever_the_culture()
    {
        var store = await StoreAsync(2);
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("de-DE");
        try
        {
            var text = new StringWriter();

            var count = await RunExport.WriteMetricCsvAsync(store, Oldest, text);

            count.Should().Be(6);
            text.ToString().Split('\n')[1..4].Select(l => string.Join(',', l.Split(',')[^4..])).Should().Equal("loss,0,10,1.0", "loss,1,11,0.5", "loss,2,12,0.25");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public async Task Json_lines_hold_MLflows_entity_with_every_step_if_asked()
    {
        var store = await StoreAsync(1);
        using var plain = new MemoryStream();
        using var whole = new MemoryStream();

        await RunExport.WriteJsonLinesAsync(store, Oldest, plain);
        await RunExport.WriteJsonLinesAsync(store, Oldest, whole, everyStep: true);

        var json = JsonDocument.Parse(Encoding.UTF8.GetString(plain.ToArray())).RootElement;
        json.EnumerateObject().Select(p => p.Name).Should().Equal("info", "data", "inputs", "outputs");
        json.GetProperty("info").GetProperty("run_name").GetString().Should().Be("run 0");
        json.GetProperty("data").GetProperty("metrics").GetProperty("loss").GetProperty("value").GetDouble().Should().Be(0.25);
        json.GetProperty("data").GetProperty("params").GetProperty("p0").GetString().Should().Be("a,\"0\"");
        JsonDocument.Parse(Encoding.UTF8.GetString(whole.ToArray())).RootElement.GetProperty("metric_history").GetProperty("loss").GetArrayLength().Should().Be(3);
    }

    [Fact]
    public async Task More_runs_than_a_page_are_all_written_once()
    {
        var store = await StoreAsync(1203);
        using var stream = new MemoryStream();

        var count = await RunExport.WriteJsonLinesAsync(store, Oldest with { MaxResults = 3 }, stream);

        count.Should().Be(1203);
        Encoding.UTF8.GetString(stream.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => JsonDocument.Parse(l).RootElement.GetProperty("info").GetProperty("run_id").GetString()).Distinct().Should().HaveCount(1203);
    }

    private static async Task<ITrackingStore> StoreAsync(int runs)
    {
        var store = TrackingStores.Memory();
        var experiment = await store.CreateExperimentAsync(new CreateExperimentRequest { Name = "e" });
        for (var i = 0; i < runs; i++)
        {
            var run = await store.CreateRunAsync(new CreateRunRequest { ExperimentId = experiment, RunName = $"run {i}", StartTime = DateTimeOffset.FromUnixTimeMilliseconds(i) });
            await store.LogBatchAsync(run.Info.RunId, new RunBatch
            {
                Metrics = Enumerable.Range(0, 3).Select(s => new Metric { Key = "loss", Step = s, TimestampMilliseconds = 10 + s, Value = 1 / Math.Pow(2, s) }).ToList(),
                Params = [new Param($"p{i}", $"a,\"{i}\"")],
            });
        }

        return store;
    }
}
