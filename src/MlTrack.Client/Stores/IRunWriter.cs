namespace MlTrack.Stores;

/// <summary>The write path of one run: synchronous, and complete when a call returns.</summary>
/// <remarks>
/// Thread-safe. Exceptions are let out: the failure policy (report or throw) belongs to the caller. What breaks MLflow's rules gives a
/// <see cref="MlTrackException"/>; a fault of the disk gives one with <see cref="MlTrackErrorCode.IoError"/> and <see cref="MlTrackException.IsTransient"/>
/// set when a later try may succeed. After a fault nothing that was there before is damaged.
/// </remarks>
public interface IRunWriter : IDisposable
{
    /// <summary>The run's id.</summary>
    string RunId { get; }

    /// <summary>Opens a metric for repeated writing, so that no look-up is needed for each point.</summary>
    /// <param name="key">The metric's key.</param>
    /// <returns>The series; valid until the writer is disposed. The same key gives the same series.</returns>
    IMetricWriter OpenMetric(string key);

    /// <summary>Logs many points; those of one metric stay in order.</summary>
    /// <param name="metrics">The points, which may name data sets and models.</param>
    void LogMetrics(IReadOnlyList<Metric> metrics);

    /// <summary>Logs a param.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The text.</param>
    void LogParam(string key, string value);

    /// <summary>Sets a tag; <c>mlflow.runName</c> renames the run as well.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The text.</param>
    void SetTag(string key, string value);

    /// <summary>Removes a tag.</summary>
    /// <param name="key">The key.</param>
    void DeleteTag(string key);

    /// <summary>Records inputs.</summary>
    /// <param name="datasets">The data sets, or null.</param>
    /// <param name="models">The models, or null.</param>
    void LogInputs(IReadOnlyList<DatasetInput>? datasets, IReadOnlyList<LoggedModelInput>? models);

    /// <summary>Records outputs.</summary>
    /// <param name="models">The models.</param>
    void LogOutputs(IReadOnlyList<LoggedModelOutput> models);

    /// <summary>Changes state, end or name.</summary>
    /// <param name="update">What changes.</param>
    /// <returns>The run's info after the change.</returns>
    RunInfo Update(RunUpdate update);

    /// <summary>Returns when everything written before has reached the store's durability level.</summary>
    void Flush();
}
