using System.Globalization;
using MlTrack.Internal.Text;
using MlTrack.Stores;

namespace MlTrack.Internal.Rules;

/// <summary>MLflow's rules for what is logged into a run, checked before anything is written.</summary>
internal sealed class BatchRules
{
    internal const int MaxMetrics = 1000;
    internal const int MaxParams = 100;
    internal const int MaxTags = 100;
    internal const int MaxTogether = 1000;

    private readonly bool _truncate;

    /// <summary>Makes the rules of a client.</summary>
    /// <param name="truncateLongValues">Null asks the environment (<c>MLFLOW_TRUNCATE_LONG_VALUES</c>), where true is the default.</param>
    internal BatchRules(bool? truncateLongValues) =>
        _truncate = truncateLongValues ?? ReadBoolean(Environment.GetEnvironmentVariable("MLFLOW_TRUNCATE_LONG_VALUES"));

    /// <summary>Checks a batch and gives it with values that are too long cut, where the options allow that.</summary>
    internal RunBatch Check(RunBatch batch)
    {
        CheckMetrics(batch.Metrics);
        var parameters = CheckParams(batch.Params);
        var tags = CheckTags(batch.Tags);
        CheckSizes(batch);
        CheckDuplicateParams(batch.Params);
        return ReferenceEquals(parameters, batch.Params) && ReferenceEquals(tags, batch.Tags)
            ? batch
            : batch with { Params = parameters, Tags = tags };
    }

    /// <summary>Checks one point.</summary>
    /// <param name="path">Null for a single call, else <c>metrics[i]</c>.</param>
    internal static void CheckMetric(Metric metric, string? path = null)
    {
        if (metric is null)
        {
            throw new ArgumentNullException(nameof(metric));
        }

        Require(path is null ? Names.CheckMetricKey(metric.Key) : Names.CheckMetricKey(metric.Key, path + ".name"));
        CheckTimestamp(metric.Key, metric.Value, metric.TimestampMilliseconds, path);
        CheckDataset(metric.DatasetName, metric.DatasetDigest);
        if (metric.ModelId is { } model)
        {
            RequireModelId(model);
        }
    }

    internal static void CheckTimestamp(string key, double value, long timestamp, string? path = null)
    {
        if (timestamp < 0)
        {
            throw TrackingErrors.InvalidParameter(string.Format(
                CultureInfo.InvariantCulture,
                "Invalid value {0} for parameter '{1}' supplied: metric '{2}' (value={3}). Timestamp must be a nonnegative long (64-bit integer) ",
                timestamp,
                path is null ? "timestamp" : path + ".timestamp",
                key,
                PythonFloat.Format(value)));
        }
    }

    /// <summary>Checks a param, and gives its value, cut if it is too long and may be.</summary>
    internal string CheckParam(string key, string value, string path = "key")
    {
        if (value is null)
        {
            throw new ArgumentNullException(nameof(value));
        }

        Require(Names.CheckParamKey(key, path));
        return CutParamValue(value);
    }

    /// <summary>Checks the key of a tag set by a single call; its value has no limit, as in MLflow.</summary>
    internal static void CheckTag(string key, string value)
    {
        if (value is null)
        {
            throw new ArgumentNullException(nameof(value));
        }

        Require(Names.CheckTagKey(key));
    }

    internal static void CheckExperimentTag(string key, string value)
    {
        CheckTag(key, value);
        Require(Names.CheckExperimentTagValue(value));
    }

    /// <summary>A model id becomes a folder name, so that it may hold nothing which means another folder. MLflow does not check it.</summary>
    internal static void RequireModelId(string modelId)
    {
        if (Names.CheckRunId(modelId) is not null)
        {
            throw TrackingErrors.InvalidParameter($"Invalid value {PythonJson.Quote(modelId)} for parameter 'model_id' supplied.");
        }
    }

    internal static void Require(string? message)
    {
        if (message is not null)
        {
            throw TrackingErrors.InvalidParameter(message);
        }
    }

    private static void CheckDataset(string? name, string? digest)
    {
        if (name is null && digest is null)
        {
            return;
        }

        if (name is null || digest is null)
        {
            throw TrackingErrors.InvalidParameter("Both dataset_name and dataset_digest must be provided if one is provided");
        }

        Require(MetricLine.CheckColumn(name, "dataset name") ?? MetricLine.CheckColumn(digest, "dataset digest"));
    }

    private static void CheckMetrics(IReadOnlyList<Metric> metrics)
    {
        for (var i = 0; i < metrics.Count; i++)
        {
            // The path is only needed for a message: the common case allocates nothing.
            if (NeedsMessage(metrics[i]))
            {
                CheckMetric(metrics[i], Path("metrics", i));
            }
        }
    }

    private static bool NeedsMessage(Metric metric) =>
        metric is null || metric.TimestampMilliseconds < 0 || metric.DatasetName is not null || metric.DatasetDigest is not null ||
        metric.ModelId is not null || Names.CheckMetricKey(metric.Key) is not null;

    private IReadOnlyList<Param> CheckParams(IReadOnlyList<Param> parameters)
    {
        Param[]? cut = null;
        for (var i = 0; i < parameters.Count; i++)
        {
            var (key, value) = parameters[i];
            if (Names.CheckParamKey(key) is not null)
            {
                Require(Names.CheckParamKey(key, Path("params", i) + ".key"));
            }

            var checkedValue = CutParamValue(value ?? throw new ArgumentException("The value of a param is null.", nameof(parameters)));
            if (!ReferenceEquals(checkedValue, value))
            {
                cut ??= [.. parameters];
                cut[i] = new Param(key, checkedValue);
            }
        }

        return cut ?? parameters;
    }

    private IReadOnlyList<RunTag> CheckTags(IReadOnlyList<RunTag> tags)
    {
        RunTag[]? cut = null;
        for (var i = 0; i < tags.Count; i++)
        {
            var (key, value) = tags[i];
            if (Names.CheckTagKey(key) is not null)
            {
                Require(Names.CheckTagKey(key, Path("tags", i) + ".key"));
            }

            if (value is null)
            {
                throw new ArgumentException("The value of a tag is null.", nameof(tags));
            }

            if (Names.CheckTagValue(value) is null)
            {
                continue;
            }

            if (!_truncate)
            {
                Require(Names.CheckTagValue(value, Path("tags", i) + ".value"));
            }

            cut ??= [.. tags];
            cut[i] = new RunTag(key, Names.Truncate(value, Names.MaxTagValueLength));
        }

        return cut ?? tags;
    }

    private string CutParamValue(string value)
    {
        if (Names.CheckParamValue(value) is not { } message)
        {
            return value;
        }

        return _truncate ? Names.Truncate(value, Names.MaxParamValueLength) : throw TrackingErrors.InvalidParameter(message);
    }

    private static void CheckSizes(RunBatch batch)
    {
        CheckSize("metrics", batch.Metrics.Count, MaxMetrics);
        CheckSize("params", batch.Params.Count, MaxParams);
        CheckSize("tags", batch.Tags.Count, MaxTags);
        CheckSize("metrics, params, and tags", batch.Metrics.Count + batch.Params.Count + batch.Tags.Count, MaxTogether);
    }

    private static void CheckSize(string what, int count, int limit)
    {
        if (count > limit)
        {
            throw TrackingErrors.InvalidParameter(string.Format(
                CultureInfo.InvariantCulture,
                "A batch logging request can contain at most {1} {0}. Got {2} {0}. Please split up {0} across multiple requests and try again.",
                what,
                limit,
                count));
        }
    }

    private static void CheckDuplicateParams(IReadOnlyList<Param> parameters)
    {
        if (parameters.Count < 2)
        {
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        var twice = new List<string>();
        foreach (var (key, _) in parameters)
        {
            if (!seen.Add(key) && !twice.Contains(key))
            {
                twice.Add(key);
            }
        }

        if (twice.Count > 0)
        {
            var keys = string.Join(", ", twice.Select(PythonRepr.Quote));
            throw TrackingErrors.InvalidParameter(
                $"Duplicate parameter keys have been submitted: [{keys}]. Please ensure the request contains only one param value per param key.");
        }
    }

    private static string Path(string list, int index) => list + "[" + index.ToString(CultureInfo.InvariantCulture) + "]";

    private static bool ReadBoolean(string? text) => text?.Trim().ToUpperInvariant() switch
    {
        null or "" or "TRUE" or "1" => true,
        "FALSE" or "0" => false,
        _ => throw TrackingErrors.InvalidParameter("MLFLOW_TRUNCATE_LONG_VALUES value must be one of ['true', 'false', '1', '0'] " +
                                                    $"(case-insensitive), but got {text}"),
    };
}
