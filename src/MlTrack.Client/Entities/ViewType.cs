namespace MlTrack;

/// <summary>Which life cycle stages a search looks at. The numbers are MLflow's.</summary>
public enum ViewType
{
    /// <summary>Only what is in use (the default of every search).</summary>
    ActiveOnly = 1,

    /// <summary>Only what was deleted.</summary>
    DeletedOnly = 2,

    /// <summary>Both.</summary>
    All = 3,
}
