namespace MlTrack.Internal.Search;

/// <summary>Page sizes and view types, with MLflow's messages.</summary>
internal static class SearchLimits
{
    public static void CheckRuns(int maxResults)
    {
        if (maxResults > RunSearch.MaxResults)
        {
            throw AtMost(RunSearch.MaxResults, maxResults);
        }

        CheckPositive(maxResults);
    }

    public static void CheckExperiments(int maxResults)
    {
        CheckPositive(maxResults);
        if (maxResults > ExperimentSearch.MaxResults)
        {
            throw SearchErrors.Invalid($"Invalid value {maxResults} for parameter 'max_results' supplied. It must be at most {ExperimentSearch.MaxResults}");
        }
    }

    public static void CheckRegistry(int maxResults, int limit)
    {
        if (maxResults < 1)
        {
            throw SearchErrors.Invalid($"Invalid value for max_results. It must be a positive integer, but got {maxResults}");
        }

        if (maxResults > limit)
        {
            throw AtMost(limit, maxResults);
        }
    }

    // MLflow's file store takes pages of no or of negative size for runs, with odd results; its SQL store refuses them so.
    public static void CheckPositive(int maxResults)
    {
        if (maxResults < 1)
        {
            throw SearchErrors.Invalid($"Invalid value {maxResults} for parameter 'max_results' supplied. It must be a positive integer");
        }
    }

    public static void CheckViewType(ViewType viewType)
    {
        if (viewType is not (ViewType.ActiveOnly or ViewType.DeletedOnly or ViewType.All))
        {
            throw new MlTrackException(MlTrackErrorCode.InternalError, $"Invalid view type '{viewType}'");
        }
    }

    /// <summary>True when a view shows entities of a life cycle stage.</summary>
    public static bool Sees(ViewType viewType, LifecycleStage stage) => viewType switch
    {
        ViewType.ActiveOnly => stage == LifecycleStage.Active,
        ViewType.DeletedOnly => stage == LifecycleStage.Deleted,
        _ => viewType == ViewType.All,
    };

    private static MlTrackException AtMost(int limit, int value) =>
        SearchErrors.Invalid($"Invalid value for request parameter max_results. It must be at most {limit}, but got value {value}");
}
