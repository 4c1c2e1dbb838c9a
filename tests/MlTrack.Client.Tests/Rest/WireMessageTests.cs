using System.Text;
using System.Text.Json;
using MlTrack.Internal.Rest.Wire;

namespace MlTrack.Tests.Rest;

public sealed class WireMessageTests
{
    private static readonly Dictionary<string, (Type? Request, Type Answer)> Messages = new(StringComparer.Ordinal)
    {
        ["POST experiments/create"] = (typeof(CreateExperimentMessage), typeof(CreateExperimentAnswer)),
        ["GET experiments/get"] = (null, typeof(ExperimentAnswer)),
        ["GET experiments/get-by-name"] = (null, typeof(ExperimentAnswer)),
        ["POST experiments/search"] = (typeof(SearchExperimentsMessage), typeof(SearchExperimentsAnswer)),
        ["POST experiments/update"] = (typeof(UpdateExperimentMessage), typeof(EmptyMessage)),
        ["POST experiments/delete"] = (typeof(ExperimentIdMessage), typeof(EmptyMessage)),
        ["POST experiments/restore"] = (typeof(ExperimentIdMessage), typeof(EmptyMessage)),
        ["POST experiments/set-experiment-tag"] = (typeof(ExperimentTagMessage), typeof(EmptyMessage)),
        ["POST experiments/search-datasets"] = (typeof(SearchDatasetsMessage), typeof(SearchDatasetsAnswer)),
        ["POST runs/create"] = (typeof(CreateRunMessage), typeof(RunAnswer)),
        ["GET runs/get"] = (null, typeof(RunAnswer)),
        ["POST runs/update"] = (typeof(UpdateRunMessage), typeof(UpdateRunAnswer)),
        ["POST runs/search"] = (typeof(SearchRunsMessage), typeof(SearchRunsAnswer)),
        ["POST runs/log-metric"] = (typeof(LogMetricMessage), typeof(EmptyMessage)),
        ["POST runs/log-parameter"] = (typeof(RunKeyValueMessage), typeof(EmptyMessage)),
        ["POST runs/set-tag"] = (typeof(RunKeyValueMessage), typeof(EmptyMessage)),
        ["POST runs/log-batch"] = (typeof(LogBatchMessage), typeof(EmptyMessage)),
        ["POST runs/log-inputs"] = (typeof(LogInputsMessage), typeof(EmptyMessage)),
        ["POST runs/outputs"] = (typeof(LogOutputsMessage), typeof(EmptyMessage)),
        ["GET metrics/get-history"] = (null, typeof(MetricsAnswer)),
        ["GET metrics/get-history-bulk-interval"] = (null, typeof(MetricsAnswer)),
        ["GET artifacts/list"] = (null, typeof(ListArtifactsAnswer)),
        ["POST logged-models"] = (typeof(CreateLoggedModelMessage), typeof(LoggedModelAnswer)),
        ["GET logged-models/{id}"] = (null, typeof(LoggedModelAnswer)),
        ["PATCH logged-models/{id}"] = (typeof(LoggedModelIdMessage), typeof(LoggedModelAnswer)),
        ["POST logged-models/search"] = (typeof(SearchLoggedModelsMessage), typeof(SearchLoggedModelsAnswer)),
    };

    public static TheoryData<string> Endpoints => [.. Messages.Keys];

    [Theory]
    [MemberData(nameof(Endpoints))]
    public void Recorded_answers_are_read_and_written_to_the_byte(string endpoint)
    {
        var answers = Recorded(endpoint).Where(exchange => exchange.Status == 200).ToList();

        answers.Should().NotBeEmpty();
        foreach (var exchange in answers)
        {
            Rewrite(exchange.Answer, Messages[endpoint].Answer).Should().Be(Compact(exchange.Answer), exchange.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public void Recorded_requests_that_succeeded_are_read_and_written_without_a_change(string endpoint)
    {
        if (Messages[endpoint].Request is not { } type)
        {
            return;
        }

        var requests = Recorded(endpoint)
            .Where(exchange => exchange.Status == 200 && exchange.Request.ValueKind == JsonValueKind.Object && exchange.Quirk is null)
            .Where(exchange => !exchange.File.Contains("error", StringComparison.Ordinal) && !exchange.Request.TryGetProperty("bogus", out _) && !exchange.Request.TryGetProperty("artifactLocation", out _)).ToList();

        requests.Should().NotBeEmpty();
        foreach (var exchange in requests)
        {
            using var again = JsonDocument.Parse(Rewrite(exchange.Request, type));
            Normalise(again.RootElement).Should().Be(Normalise(exchange.Request), exchange.ToString());
        }
    }

    [Fact]
    public void Recorded_entities_survive_the_way_to_our_types_and_back()
    {
        var count = 0;
        foreach (var exchange in RecordedExchange.All.Where(exchange => exchange.Status == 200 && exchange.Answer.ValueKind == JsonValueKind.Object))
        {
            foreach (var property in exchange.Answer.EnumerateObject())
            {
                var again = (exchange.Endpoint, property.Name) switch
                {
                    (_, "experiment") => Again<ExperimentAnswer>(exchange, m => m.Experiment = WireExperiments.ToMessage(WireExperiments.ToEntity(m.Experiment))),
                    ("runs/create" or "runs/get", "run") => Again<RunAnswer>(exchange, m => m.Run = WireRuns.ToMessage(WireRuns.ToEntity(m.Run))),
                    ("runs/search", "runs") => Again<SearchRunsAnswer>(exchange, m => m.Runs = m.Runs!.ConvertAll(run => WireRuns.ToMessage(WireRuns.ToEntity(run)))),
                    (_, "model") => Again<LoggedModelAnswer>(exchange, m => m.Model = WireLoggedModels.ToMessage(WireLoggedModels.ToEntity(m.Model))),
                    ("metrics/get-history", "metrics") => Again<MetricsAnswer>(exchange, m => m.Metrics = WireEntries.ToMessages(WireEntries.ToMetrics(m.Metrics))),
                    ("artifacts/list", "files") => Again<ListArtifactsAnswer>(exchange, m => m.Files = m.Files!.ConvertAll(file => WireEntries.ToMessage(WireEntries.ToFile(file)))),
                    _ => null,
                };
                if (again is not null)
                {
                    count++;
                    again.Should().Be(Compact(exchange.Answer), exchange.ToString());
                }
            }
        }

        count.Should().BeGreaterThan(100);
    }

    [Fact]
    public void Recorded_errors_have_the_status_and_the_fields_that_we_derive_from_the_code()
    {
        // One family of messages has a state of its own; MLflow's clients do not read it.
        var errors = RecordedExchange.All.Where(exchange =>
            exchange.Answer.ValueKind == JsonValueKind.Object && exchange.Answer.TryGetProperty("error_code", out _) && !Compact(exchange.Answer).Contains("KAM04", StringComparison.Ordinal)).ToList();

        errors.Should().HaveCountGreaterThan(300);
        foreach (var exchange in errors)
        {
            var body = WireErrors.TryRead(Encoding.UTF8.GetBytes(exchange.Answer.GetRawText()))!;
            WireErrors.StatusOf(body.ErrorCode!).Should().Be(exchange.Status, exchange.ToString());
            Encoding.UTF8.GetString(WireJson.Write(WireErrors.ToMessage(body.ErrorCode!, body.Message!))).Should().Be(Compact(exchange.Answer), exchange.ToString());
        }
    }

    [Fact]
    public void Unknown_fields_and_names_of_enumerations_survive()
    {
        var run = WireJson.Read<RunAnswer>("""{"later":{"x":[1]},"run":{"info":{"run_id":"r","status":"PAUSED","more":1}}}"""u8).Run!;

        run.Info!.Status!.Value.Text.Should().Be("PAUSED");
        ((int)WireRuns.ToEntity(run).Info.Status).Should().Be(0);
        Encoding.UTF8.GetString(WireJson.Write(new RunAnswer { Run = run })).Should().Be("""{"run":{"info":{"status":"PAUSED","run_id":"r"}}}""");
    }

    [Fact]
    public void An_answer_without_ids_is_refused_with_the_name_of_what_is_missing()
    {
        var read = () => WireRuns.ToEntity(WireJson.Read<RunAnswer>("null"u8).Run);

        read.Should().Throw<MlTrackException>().WithMessage("*no 'run.info.run_id'*");
    }

    [Fact]
    public void A_hostile_answer_full_of_nulls_is_read()
    {
        var answer = WireJson.Read<RunAnswer>("""
            {"run":{"info":{"run_id":"r","start_time":9223372036854775807},"data":{"metrics":[null],"params":[null],"tags":[{}]},
            "inputs":{"dataset_inputs":[null,{}],"model_inputs":[null]},"outputs":{"model_outputs":[null]}}}
            """u8);

        var run = WireRuns.ToEntity(answer.Run);

        run.Info.StartTime.Year.Should().Be(9999);
        run.Data.Metrics.Should().ContainKey("");
        run.Inputs.Datasets.Should().HaveCount(2);
    }

    private static string Again<T>(RecordedExchange exchange, Action<T> convert)
        where T : class, new()
    {
        var message = WireJson.Read<T>(Encoding.UTF8.GetBytes(exchange.Answer.GetRawText()));
        convert(message);
        return Encoding.UTF8.GetString(WireJson.Write(message));
    }

    private static IEnumerable<RecordedExchange> Recorded(string endpoint) =>
        RecordedExchange.All.Where(exchange => $"{exchange.Method} {exchange.Endpoint}" == endpoint && exchange.Answer.ValueKind == JsonValueKind.Object);

    private static string Rewrite(JsonElement json, Type type)
    {
        var info = WireJson.Lenient.GetTypeInfo(type)!;
        return JsonSerializer.Serialize(JsonSerializer.Deserialize(json, info), info);
    }

    private static string Compact(JsonElement json)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            json.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    // Requests come in any order, with integral numbers in any form and numbers of enumerations.
    private static string Normalise(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(",", json.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal).Where(p => Known(p.Value)).Select(p => p.Name + ":" + Normalise(p.Value))) + "}",
        JsonValueKind.Array => "[" + string.Join(",", json.EnumerateArray().Select(Normalise)) + "]",
        JsonValueKind.Number => json.GetDouble().ToString("R", System.Globalization.CultureInfo.InvariantCulture),
        JsonValueKind.String when double.TryParse(json.GetString(), System.Globalization.CultureInfo.InvariantCulture, out var number) => number.ToString("R", System.Globalization.CultureInfo.InvariantCulture),
        _ => json.ToString(),
    };

    private static bool Known(JsonElement value) => value.ValueKind != JsonValueKind.Null;
}
