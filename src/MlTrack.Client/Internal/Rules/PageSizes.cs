using System.Globalization;

namespace MlTrack.Internal.Rules;

/// <summary>MLflow's limits for the size of a page, which differ by what is listed.</summary>
internal static class PageSizes
{
    internal const int Max = 50_000;

    /// <summary>Runs: 0 gives an empty page.</summary>
    internal static void CheckRuns(int maxResults)
    {
        if (maxResults > Max)
        {
            throw TrackingErrors.InvalidParameter(Format(
                "Invalid value for request parameter max_results. It must be at most {1}, but got value {0}", maxResults));
        }

        if (maxResults < 0)
        {
            throw TrackingErrors.InvalidParameter(Format(
                "Invalid value {0} for parameter 'max_results' supplied. It must be at least 0", maxResults));
        }
    }

    /// <summary>Experiments, logged models and points of a metric: at least 1.</summary>
    internal static void CheckPositive(int maxResults)
    {
        if (maxResults < 1)
        {
            throw TrackingErrors.InvalidParameter(Format(
                "Invalid value {0} for parameter 'max_results' supplied. It must be a positive integer", maxResults));
        }

        if (maxResults > Max)
        {
            throw TrackingErrors.InvalidParameter(Format(
                "Invalid value {0} for parameter 'max_results' supplied. It must be at most {1}", maxResults));
        }
    }

    private static string Format(string format, int maxResults) => string.Format(CultureInfo.InvariantCulture, format, maxResults, Max);
}
