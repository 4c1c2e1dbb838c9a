using System.Globalization;

namespace MlTrack.Internal.Text;

/// <summary>
/// MLflow's rules for names, ids and values, with its messages, and our stricter ones. Every check gives null if all is well, else the
/// message of an <c>INVALID_PARAMETER_VALUE</c> error.
/// </summary>
/// <remarks>
/// Stricter than MLflow, which is careless there: a line break at the end of a name, a backslash in any name on any system, and path
/// segments that no file system can hold (more than 255 UTF-8 bytes) are refused. Lengths are counted in Unicode code points.
/// A valid ASCII name is checked without allocating.
/// </remarks>
internal static partial class Names
{
    internal const int MaxKeyLength = 250;
    internal const int MaxExperimentNameLength = 500;
    internal const int MaxParamValueLength = 6000;
    internal const int MaxTagValueLength = 8000;
    internal const int MaxExperimentTagValueLength = 20000;
    internal const int MaxArtifactLocationLength = 2048;
    internal const int MaxSegmentBytes = 255;

    private const int MaxRunIdLength = 256;
    private const int MaxExperimentIdLength = 64;

    /// <summary>Checks the key of a metric.</summary>
    /// <param name="path">How the message calls the parameter: <c>name</c>, in a batch <c>metrics[i].name</c>.</param>
    internal static string? CheckMetricKey(string? key, string path = "name") => key is null
        ? $"Invalid value null for parameter '{path}' supplied: Metric name cannot be None. A key name must be provided."
        : CheckKey(key, path) ?? CheckLength("Metric name", MaxKeyLength, key);

    /// <summary>Checks the key of a param.</summary>
    /// <param name="path">How the message calls the parameter: <c>key</c>, in a batch <c>params[i].key</c>.</param>
    internal static string? CheckParamKey(string? key, string path = "key") => key is null
        ? $"Invalid value \"\" for parameter '{path}' supplied: A key name must be provided."
        : CheckKey(key, path) ?? CheckLength("Param key", MaxKeyLength, key);

    /// <summary>Checks the key of a tag of a run, an experiment or a logged model.</summary>
    /// <param name="path">How the message calls the parameter: <c>key</c>, in a batch <c>tags[i].key</c>.</param>
    internal static string? CheckTagKey(string? key, string path = "key") => key is null
        ? $"Missing value for required parameter '{path}'."
        : CheckKey(key, path) ?? CheckLength(path, MaxKeyLength, key);

    /// <summary>Checks the name of an experiment.</summary>
    internal static string? CheckExperimentName(string? name) => string.IsNullOrEmpty(name)
        ? $"Invalid experiment name: '{name ?? "None"}'"
        : CheckLength("name", MaxExperimentNameLength, name!);

    /// <summary>Checks a run id: one ASCII letter or digit, then letters and digits of any script, <c>_</c> and <c>-</c>.</summary>
    internal static string? CheckRunId(string? id) => id is not null && IsId(id, MaxRunIdLength)
        ? null
        : $"Invalid value {PythonJson.Quote(id)} for parameter 'run_id' supplied.";

    /// <summary>Checks an experiment id; the same characters as in a run id, at most 64.</summary>
    internal static string? CheckExperimentId(string? id) => id is not null && IsId(id, MaxExperimentIdLength)
        ? null
        : $"Invalid experiment ID: '{id ?? "None"}'";

    /// <summary>Checks the name of a logged model; null is fine, a name is then made up.</summary>
    internal static string? CheckLoggedModelName(string? name)
    {
        var valid = name is null || name.Length > 0;
        foreach (var character in name ?? string.Empty)
        {
            valid &= character is not ('/' or ':' or '.' or '%' or '"' or '\'' or '\\') && !char.IsControl(character);
        }

        return valid
            ? null
            : $"Invalid model name ({PythonRepr.Quote(name)}) provided. Model name must be a non-empty string and cannot contain the " +
              "following characters: ('/', ':', '.', '%', '\"', \"'\")";
    }

    /// <summary>Checks the value of a param where it shall not be cut.</summary>
    internal static string? CheckParamValue(string value) => CheckLength("Param value", MaxParamValueLength, value);

    /// <summary>Checks the value of a run's tag where it shall not be cut.</summary>
    /// <param name="path">As <c>value</c> or <c>tags[i].value</c>.</param>
    internal static string? CheckTagValue(string value, string path = "value") => CheckLength(path, MaxTagValueLength, value);

    /// <summary>Checks the value of an experiment's tag, which MLflow never cuts.</summary>
    internal static string? CheckExperimentTagValue(string value) => CheckLength("value", MaxExperimentTagValueLength, value);

    /// <summary>Checks that a text has at most so many code points.</summary>
    /// <param name="field">What the message calls it.</param>
    internal static string? CheckLength(string field, int limit, string text) =>
        text.Length > limit && CountCodePoints(text) > limit
            ? string.Format(CultureInfo.InvariantCulture, "'{0}' exceeds the maximum length of {1} characters", field, limit)
            : null;

    /// <summary>Gives the first <paramref name="limit"/> code points of a text: the text itself if it is no longer.</summary>
    internal static string Truncate(string text, int limit)
    {
        if (text.Length <= limit)
        {
            return text;
        }

        var end = 0;
        for (var count = 0; count < limit && end < text.Length; count++)
        {
            end += char.IsSurrogatePair(text, end) ? 2 : 1;
        }

        return end == text.Length ? text : text.Substring(0, end);
    }

    /// <summary>The number of Unicode code points, as Python's <c>len</c> counts.</summary>
    internal static int CountCodePoints(string text)
    {
        var count = text.Length;
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsLowSurrogate(text[i]) && char.IsHighSurrogate(text[i - 1]))
            {
                count--;
            }
        }

        return count;
    }

    private static bool IsId(string id, int limit)
    {
        if (id.Length == 0 || !IsAsciiLetterOrDigit(id[0]))
        {
            return false;
        }

        var count = 0;
        for (var i = 0; i < id.Length; i++, count++)
        {
            if (!IsAsciiLetterOrDigit(id[i]) && id[i] is not ('_' or '-') && !TrySkipLetterOrNumber(id, ref i))
            {
                return false;
            }
        }

        return count <= limit;
    }
}
