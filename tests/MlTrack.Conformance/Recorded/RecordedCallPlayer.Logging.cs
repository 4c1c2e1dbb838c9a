using System.Globalization;
using System.Text.Json;

namespace MlTrack.Conformance.Recorded;

/// <content>Calls that log.</content>
internal sealed partial class RecordedCallPlayer
{
    private static Metric NewMetric(string key = "v") => new() { Key = key, Value = 1, TimestampMilliseconds = 1 };

    private static IEnumerable<string> Keys(RecordedCall call) => call.Args.GetProperty("keys").EnumerateArray().Select(key => key.GetString()!);

    private static string? Length(string value) => value.Length.ToString(CultureInfo.InvariantCulture);

    private static string LongValue(RecordedCall call) => new('v', call.Number("value_length"));

    private async Task<string?> LogMetricAsync(RecordedCall call)
    {
        var run = await RunAsync(call);
        if (call.Has("keys"))
        {
            foreach (var key in Keys(call))
            {
                await _store.LogMetricAsync(run, NewMetric(key));
            }

            return null;
        }

        var metric = NewMetric();
        metric = call.Has("key") ? metric with { Key = call.Text("key")! } : metric;
        metric = call.Has("timestamp") ? metric with { TimestampMilliseconds = call.Number("timestamp") } : metric;
        metric = call.Has("step") ? metric with { Step = call.Number("step") } : metric;
        await _store.LogMetricAsync(run, metric);
        return null;
    }

    private async Task<string?> LogParamAsync(RecordedCall call)
    {
        var run = await RunAsync(call);
        if (call.Has("value"))
        {
            // "Already there": with the same value, or with 0.1.
            var before = call.Text("note")!.Contains("same value", StringComparison.Ordinal) ? call.Text("value")! : "0.1";
            await _store.LogParamAsync(run, new Param(call.Text("key")!, before));
            await _store.LogParamAsync(run, new Param(call.Text("key")!, call.Text("value")!));
            return null;
        }

        foreach (var key in call.Has("keys") ? Keys(call) : [call.Has("key") ? call.Text("key")! : "k"])
        {
            await _store.LogParamAsync(run, new Param(key, call.Has("value_length") ? LongValue(call) : "1"));
        }

        return call.Has("value_length") ? Length((await _store.GetRunAsync(run)).Data.Params["k"]) : null;
    }

    private async Task<string?> SetTagAsync(RecordedCall call)
    {
        var run = await RunAsync(call);
        foreach (var key in call.Has("keys") ? Keys(call) : [call.Has("key") ? call.Text("key")! : "k"])
        {
            await _store.SetTagAsync(run, new RunTag(key, call.Has("value_length") ? LongValue(call) : "1"));
        }

        return call.Has("value_length") ? Length((await _store.GetRunAsync(run)).Data.Tags["k"]) : null;
    }

    private async Task<string?> SetExperimentTagAsync(RecordedCall call)
    {
        var experiment = await ExperimentAsync(call);
        await _store.SetExperimentTagAsync(experiment, call.Has("key") ? call.Text("key")! : "k", call.Has("value_length") ? LongValue(call) : "1");
        return call.Has("value_length") ? Length((await _store.GetExperimentAsync(experiment)).Tags["k"]) : null;
    }

    // The recorded keys were the second entry of their batch.
    private Task<string?> LogMetricBatchAsync(RecordedCall call) => Done(async () =>
        await _store.LogBatchAsync(await RunAsync(call), new RunBatch { Metrics = [NewMetric("first"), NewMetric(call.Text("key")!)] }));

    private async Task<string?> LogParamBatchAsync(RecordedCall call)
    {
        var run = await RunAsync(call);
        if (call.Has("keys"))
        {
            await _store.LogBatchAsync(run, new RunBatch { Params = [.. Keys(call).Select(key => new Param(key, "1"))] });
            return null;
        }

        if (call.Has("value"))
        {
            await _store.LogParamAsync(run, new Param(call.Text("key")!, "0.1"));
            await _store.LogBatchAsync(run, new RunBatch { Params = [new Param(call.Text("key")!, call.Text("value")!)] });
            return null;
        }

        if (call.Has("value_length"))
        {
            await _store.LogBatchAsync(run, new RunBatch { Params = [new Param("k", LongValue(call))] });
            return Length((await _store.GetRunAsync(run)).Data.Params["k"]);
        }

        await _store.LogBatchAsync(run, new RunBatch { Params = [new Param("first", "1"), new Param(call.Text("key")!, "1")] });
        return null;
    }

    private async Task<string?> LogTagBatchAsync(RecordedCall call)
    {
        var run = await RunAsync(call);
        if (call.Has("value_length"))
        {
            await _store.LogBatchAsync(run, new RunBatch { Tags = [new RunTag("k", LongValue(call))] });
            return Length((await _store.GetRunAsync(run)).Data.Tags["k"]);
        }

        await _store.LogBatchAsync(run, new RunBatch { Tags = [new RunTag("first", "1"), new RunTag(call.Text("key")!, "1")] });
        return null;
    }

    private async Task<string?> LogBatchAsync(RecordedCall call)
    {
        var run = await RunAsync(call);
        if (call.Has("note"))
        {
            await FailBatchAsync(run);
        }
        else if (call.Has("run"))
        {
            await _store.LogBatchAsync(run, new RunBatch());
        }
        else
        {
            await _store.LogBatchAsync(run, new RunBatch
            {
                Metrics = [.. Enumerable.Range(0, call.Number("metrics")).Select(i => NewMetric("m" + i))],
                Params = [.. Enumerable.Range(0, call.Number("params")).Select(i => new Param("p" + i, "1"))],
                Tags = [.. Enumerable.Range(0, call.Number("tags")).Select(i => new RunTag("t" + i, "1"))],
            });
        }

        return null;
    }

    private async Task<string?> StateAfterFailedBatchAsync()
    {
        var run = await NewRunAsync();
        await Assert.ThrowsAnyAsync<MlTrackException>(() => FailBatchAsync(run));
        var data = (await _store.GetRunAsync(run)).Data;
        return JsonSerializer.Serialize(new Dictionary<string, bool>
        {
            ["pp1"] = data.Params.ContainsKey("pp1"),
            ["pp2"] = data.Params.ContainsKey("pp2"),
            ["pm"] = data.Metrics.ContainsKey("pm"),
            ["pt"] = data.Tags.ContainsKey("pt"),
        });
    }

    private async Task FailBatchAsync(string run)
    {
        await _store.LogParamAsync(run, new Param("lr", "0.1"));
        await _store.LogBatchAsync(run, new RunBatch
        {
            Params = [new("pp1", "1"), new("lr", "9"), new("pp2", "1")], Metrics = [NewMetric("pm")], Tags = [new("pt", "1")],
        });
    }
}
