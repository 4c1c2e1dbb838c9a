using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Writing;

namespace MlTrack;

/// <content>Metrics and tags.</content>
public sealed partial class Run
{
    /// <summary>Logs one point of a metric: MLflow's <c>log_metric</c>.</summary>
    /// <param name="key">The metric's key, at most 250 characters.</param>
    /// <param name="value">The value; NaN and infinities are allowed.</param>
    /// <param name="step">The step; 0 by default, as in MLflow. A series that counts by itself is <see cref="Metric(string)"/>.</param>
    /// <param name="timestamp">The time, or null for now.</param>
    /// <returns>This run.</returns>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    /// <exception cref="MlTrackException">With <see cref="OnFailure.Throw"/>: the point was not written.</exception>
    /// <example><code>run.LogMetric("accuracy", 0.97).LogMetric("loss", 0.3, step: 5);</code></example>
    public Run LogMetric(string key, double value, long step = 0, DateTimeOffset? timestamp = null)
    {
        Guard.NotNull(key);
        var series = Series(key);
        series.Append(value, timestamp?.ToUnixTimeMilliseconds() ?? series.NextTimestamp(), step, isExplicitStep: true);
        return this;
    }

    /// <summary>Logs one point of each of some metrics, with one step and one time: MLflow's <c>log_metrics</c>.</summary>
    /// <param name="metrics">Keys and values.</param>
    /// <param name="step">The step; 0 by default, as in MLflow.</param>
    /// <param name="timestamp">The time, or null for now.</param>
    /// <returns>This run.</returns>
    /// <remarks>The points are written one after the other; one that is refused does not keep the others from being written.</remarks>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    /// <exception cref="MlTrackException">With <see cref="OnFailure.Throw"/>: a point was not written; those before it are.</exception>
    public Run LogMetrics(IEnumerable<KeyValuePair<string, double>> metrics, long step = 0, DateTimeOffset? timestamp = null)
    {
        Guard.NotNull(metrics);
        var time = timestamp ?? Writer.Time.GetUtcNow();
        foreach (var metric in metrics)
        {
            LogMetric(metric.Key, metric.Value, step, time);
        }

        return this;
    }

    /// <summary>Logs points that may name the data set and the model they were computed on.</summary>
    /// <param name="metrics">The points; those of one metric stay in order. <see cref="MlTrack.Metric.RunId"/> is not used.</param>
    /// <returns>This run.</returns>
    /// <remarks>
    /// Everything is checked before anything is written. When the disk fails midway, the whole list is kept and written again later, so that points
    /// which had been written already may then be there twice.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    /// <exception cref="MlTrackException">With <see cref="OnFailure.Throw"/>: not everything was written.</exception>
    public Run LogMetrics(IReadOnlyList<Metric> metrics)
    {
        Guard.NotNull(metrics);
        return metrics.Count == 0 ? this : Log(new PendingPoints([.. metrics]));
    }

    /// <summary>Sets a tag: MLflow's <c>set_tag</c>. The tag <c>mlflow.runName</c> renames the run.</summary>
    /// <param name="key">The tag's key.</param>
    /// <param name="value">The text, which replaces the one before.</param>
    /// <returns>This run.</returns>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    /// <exception cref="MlTrackException">With <see cref="OnFailure.Throw"/>: the tag was not written.</exception>
    /// <example><code>run.SetTag("team", "vision").SetTag("release", "candidate");</code></example>
    public Run SetTag(string key, string value)
    {
        Guard.NotNull(key);
        Guard.NotNull(value);
        if (key == RunTags.RunName && value.Length > 0)
        {
            _runName = value;
        }

        return Log(new PendingTag(key, value));
    }

    /// <summary>Sets tags: MLflow's <c>set_tags</c>.</summary>
    /// <param name="tags">Keys and texts.</param>
    /// <returns>This run.</returns>
    /// <remarks>The tags are written one after the other; one that is refused does not keep the others from being written.</remarks>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    /// <exception cref="MlTrackException">With <see cref="OnFailure.Throw"/>: a tag was not written; those before it are.</exception>
    public Run SetTags(IEnumerable<KeyValuePair<string, string>> tags)
    {
        Guard.NotNull(tags);
        foreach (var tag in tags)
        {
            SetTag(tag.Key, tag.Value);
        }

        return this;
    }

    /// <summary>Removes a tag: MLflow's <c>delete_tag</c>. One that does not exist is a fault, as there.</summary>
    /// <param name="key">The tag's key.</param>
    /// <returns>This run.</returns>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    /// <exception cref="MlTrackException">With <see cref="OnFailure.Throw"/>: there is no such tag, or it could not be removed.</exception>
    public Run DeleteTag(string key)
    {
        Guard.NotNull(key);
        return Log(new PendingTagRemoval(key));
    }

    /// <summary>Sets the text about the run, in Markdown: the tag <c>mlflow.note.content</c>, which MLflow's page shows as description.</summary>
    /// <param name="markdown">The text.</param>
    /// <returns>This run.</returns>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    /// <exception cref="MlTrackException">With <see cref="OnFailure.Throw"/>: the note was not written.</exception>
    public Run SetNote(string markdown) => SetTag(RunTags.Note, markdown);

    /// <summary>Renames the run.</summary>
    /// <param name="name">The new name, not empty.</param>
    /// <returns>This run.</returns>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    /// <exception cref="MlTrackException">With <see cref="OnFailure.Throw"/>: the name was not written.</exception>
    public Run SetRunName(string name)
    {
        Guard.NotNullOrEmpty(name);
        return SetTag(RunTags.RunName, name);
    }
}
