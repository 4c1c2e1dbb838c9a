using MlTrack.Stores;

namespace MlTrack.Internal.Rest.Wire;

/// <summary>Runs, what is logged in them, and searches over them, to messages and back.</summary>
internal static class WireRuns
{
    internal static RunMessage ToMessage(RunRecord run) => new()
    {
        Info = ToMessage(run.Info),
        Data = new RunDataMessage
        {
            Metrics = WireEntries.ToMessages(run.Data.Metrics.Values),
            Params = WireEntries.ToMessages(run.Data.Params),
            Tags = WireEntries.ToMessages(run.Data.Tags),
        },
        Inputs = WireInputs.ToMessage(run.Inputs),
        Outputs = WireInputs.ToMessage(run.Outputs),
    };

    internal static RunInfoMessage ToMessage(RunInfo info) => new()
    {
        RunUuid = info.RunId,
        ExperimentId = info.ExperimentId,
        RunName = info.RunName,
        UserId = info.UserId,
        Status = info.Status.ToWire(),
        StartTime = info.StartTime.ToUnixTimeMilliseconds(),
        EndTime = WireTime.ToWire(info.EndTime),
        ArtifactUri = info.ArtifactUri,
        LifecycleStage = info.LifecycleStage.ToText(),
        RunId = info.RunId,
    };

    /// <exception cref="MlTrackException">The message has no id.</exception>
    internal static RunRecord ToEntity(RunMessage? message) => new()
    {
        Info = ToEntity(message?.Info),
        Data = ToEntity(message!.Data),
        Inputs = WireInputs.ToEntity(message.Inputs),
        Outputs = WireInputs.ToEntity(message.Outputs),
    };

    /// <summary>Reads a run. A status that this version does not know becomes 0, which is none of MLflow's; its text is in the message.</summary>
    /// <exception cref="MlTrackException">The message has no id.</exception>
    internal static RunInfo ToEntity(RunInfoMessage? message) => new()
    {
        RunId = WireEntries.NullIfEmpty(message?.RunId) ?? WireEntries.NullIfEmpty(message?.RunUuid) ?? throw WireFaults.IncompleteAnswer("run.info.run_id"),
        ExperimentId = message!.ExperimentId ?? "",
        RunName = message.RunName ?? "",
        UserId = message.UserId ?? "",
        Status = ReadStatus(message.Status),
        StartTime = WireTime.FromAnswer(message.StartTime ?? 0),
        EndTime = WireTime.FromAnswer(message.EndTime),
        LifecycleStage = WireEnums.ReadStage(message.LifecycleStage),
        ArtifactUri = message.ArtifactUri ?? "",
    };

    internal static CreateRunMessage ToMessage(CreateRunRequest request, DateTimeOffset now) => new()
    {
        ExperimentId = request.ExperimentId,
        UserId = request.UserId,
        RunName = WireEntries.NullIfEmpty(request.RunName),
        StartTime = (request.StartTime ?? now).ToUnixTimeMilliseconds(),
        Tags = WireEntries.ToMessages(request.Tags),
    };

    /// <summary>Reads a new run: as in MLflow an absent start is 0, not now, and an absent user nobody.</summary>
    internal static CreateRunRequest ToRequest(CreateRunMessage message) => new()
    {
        ExperimentId = message.ExperimentId ?? "",
        UserId = message.UserId ?? "",
        StartTime = WireTime.FromRequest(message.StartTime ?? 0, "start_time"),
        RunName = WireEntries.NullIfEmpty(message.RunName),
        Tags = WireEntries.ToTags(message.Tags),
    };

    internal static UpdateRunMessage ToMessage(string runId, RunUpdate update) => new()
    {
        RunUuid = runId,
        RunId = runId,
        Status = update.Status?.ToWire(),
        EndTime = WireTime.ToWire(update.EndTime),
        RunName = WireEntries.NullIfEmpty(update.RunName),
    };

    internal static LogMetricMessage ToMessage(string runId, Metric metric) => new()
    {
        RunUuid = runId,
        RunId = runId,
        Key = metric.Key,
        Value = metric.Value,
        Timestamp = metric.TimestampMilliseconds,
        Step = metric.Step,
        ModelId = metric.ModelId,
        DatasetName = metric.DatasetName,
        DatasetDigest = metric.DatasetDigest,
    };

    internal static Metric ToMetric(LogMetricMessage message) => new()
    {
        Key = message.Key ?? "",
        Value = message.Value ?? 0,
        TimestampMilliseconds = message.Timestamp ?? 0,
        Step = message.Step ?? 0,
        ModelId = WireEntries.NullIfEmpty(message.ModelId),
        DatasetName = WireEntries.NullIfEmpty(message.DatasetName),
        DatasetDigest = WireEntries.NullIfEmpty(message.DatasetDigest),
    };

    /// <summary>Writes a batch. The run that a point may name is left out: the request names it.</summary>
    internal static LogBatchMessage ToMessage(string runId, RunBatch batch)
    {
        var metrics = WireEntries.ToMessages(batch.Metrics);
        metrics?.ForEach(metric => metric.RunId = null);
        return new LogBatchMessage
        {
            RunId = runId,
            Metrics = metrics,
            Params = WireEntries.ToMessages(batch.Params),
            Tags = WireEntries.ToMessages(batch.Tags),
        };
    }

    internal static RunBatch ToBatch(LogBatchMessage message) => new()
    {
        Metrics = WireEntries.ToMetrics(message.Metrics),
        Params = WireEntries.ToParams(message.Params),
        Tags = WireEntries.ToTags(message.Tags),
    };

    /// <summary>Writes a search. All experiments at once, and parts of runs, are not MLflow's to ask for.</summary>
    internal static SearchRunsMessage ToMessage(SearchRunsQuery query) => new()
    {
        ExperimentIds = [.. query.ExperimentIds],
        RunViewType = query.ViewType.ToWire(),
        Filter = query.Filter,
        MaxResults = query.MaxResults,
        OrderBy = query.OrderBy.Count == 0 ? null : [.. query.OrderBy],
        PageToken = query.PageToken,
    };

    internal static SearchRunsQuery ToQuery(SearchRunsMessage message, ViewType viewType) => new()
    {
        ExperimentIds = message.ExperimentIds ?? [],
        Filter = message.Filter,
        OrderBy = message.OrderBy ?? [],
        MaxResults = message.MaxResults ?? SearchRunsQuery.DefaultMaxResults,
        PageToken = WireEntries.NullIfEmpty(message.PageToken),
        ViewType = viewType,
    };

    private static RunData ToEntity(RunDataMessage? message)
    {
        if (message is null)
        {
            return RunData.Empty;
        }

        IReadOnlyDictionary<string, Metric> metrics = EmptyMap.Metrics;
        if (message.Metrics is { Count: > 0 } points)
        {
            var map = new Dictionary<string, Metric>(points.Count, StringComparer.Ordinal);
            foreach (var point in points)
            {
                map[point?.Key ?? ""] = WireEntries.ToMetric(point);
            }

            metrics = map;
        }

        return new RunData { Metrics = metrics, Params = WireEntries.ToMap(message.Params), Tags = WireEntries.ToMap(message.Tags) };
    }

    private static RunStatus ReadStatus(WireEnum? text) => text is { } value && WireEnums.TryRead(value, out RunStatus status) ? status : 0;
}
