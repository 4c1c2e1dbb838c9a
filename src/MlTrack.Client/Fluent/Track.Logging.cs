using System.Diagnostics.CodeAnalysis;
using MlTrack.Internal.Writing;

namespace MlTrack.Fluent;

/// <content>Logging into the current run.</content>
public static partial class Track
{
    /// <summary>Logs a param into the current run; see <see cref="Run.LogParam(string, object?)"/>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    public static void LogParam(string key, object? value) => Run.Current?.LogParam(key, value);

    /// <summary>Logs params into the current run; see <see cref="Run.LogParams{TValue}(IEnumerable{KeyValuePair{string, TValue}})"/>.</summary>
    /// <typeparam name="TValue">The type of the values.</typeparam>
    /// <param name="parameters">Keys and values.</param>
    public static void LogParams<TValue>(IEnumerable<KeyValuePair<string, TValue>> parameters) => Run.Current?.LogParams(parameters);

    /// <summary>Logs params into the current run; see <see cref="Run.LogParams(object)"/>.</summary>
    /// <param name="parameters">An object with properties.</param>
    [RequiresUnreferencedCode(ParamFlattener.TrimmingMessage)]
    public static void LogParams(object parameters) => Run.Current?.LogParams(parameters);

    /// <summary>Logs one point into the current run; see <see cref="Run.LogMetric(string, double, long, DateTimeOffset?)"/>.</summary>
    /// <param name="key">The metric's key.</param>
    /// <param name="value">The value.</param>
    /// <param name="step">The step; 0 by default, as in MLflow.</param>
    public static void LogMetric(string key, double value, long step = 0) => Run.Current?.LogMetric(key, value, step);

    /// <summary>Logs one point of each of some metrics into the current run.</summary>
    /// <param name="metrics">Keys and values.</param>
    /// <param name="step">The step; 0 by default, as in MLflow.</param>
    public static void LogMetrics(IEnumerable<KeyValuePair<string, double>> metrics, long step = 0) => Run.Current?.LogMetrics(metrics, step);

    /// <summary>Sets a tag of the current run; see <see cref="Run.SetTag"/>.</summary>
    /// <param name="key">The tag's key.</param>
    /// <param name="value">The text.</param>
    public static void SetTag(string key, string value) => Run.Current?.SetTag(key, value);

    /// <summary>Sets tags of the current run; see <see cref="Run.SetTags"/>.</summary>
    /// <param name="tags">Keys and texts.</param>
    public static void SetTags(IEnumerable<KeyValuePair<string, string>> tags) => Run.Current?.SetTags(tags);

    /// <summary>Copies a file or folder into the artifacts of the current run; see <see cref="Run.LogArtifact(string, string?)"/>.</summary>
    /// <param name="localPath">The file or folder.</param>
    /// <param name="artifactPath">The folder of the artifacts to put it in; null for the root.</param>
    public static void LogArtifact(string localPath, string? artifactPath = null) => Run.Current?.LogArtifact(localPath, artifactPath);

    /// <summary>Writes a text as an artifact of the current run; see <see cref="Run.LogText"/>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="artifactFile">The file.</param>
    public static void LogText(string text, string artifactFile) => Run.Current?.LogText(text, artifactFile);

    /// <summary>Records a data set that the current run uses; see <see cref="Run.LogInput"/>.</summary>
    /// <param name="dataset">The data set.</param>
    /// <param name="context">What it is used for.</param>
    public static void LogInput(Dataset dataset, string? context = null) => Run.Current?.LogInput(dataset, context);
}
