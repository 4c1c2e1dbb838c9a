namespace MlTrack.Stores;

/// <summary>A search over experiments.</summary>
public sealed record SearchExperimentsQuery
{
    /// <summary>MLflow's default page size.</summary>
    public const int DefaultMaxResults = 1000;

    /// <summary>The filter in MLflow's grammar; null or empty for all.</summary>
    public string? Filter { get; init; }

    /// <summary>The order, such as <c>name ASC</c>; by default the newest first.</summary>
    public IReadOnlyList<string> OrderBy { get; init; } = [];

    /// <summary>The page size, 1 to 50,000.</summary>
    /// <value>The default is 1,000.</value>
    public int MaxResults { get; init; } = DefaultMaxResults;

    /// <summary>The token of the page before, or null.</summary>
    public string? PageToken { get; init; }

    /// <summary>Which life cycle stages are looked at.</summary>
    /// <value>The default is <see cref="ViewType.ActiveOnly"/>.</value>
    public ViewType ViewType { get; init; } = ViewType.ActiveOnly;
}

/// <summary>A search over runs.</summary>
public sealed record SearchRunsQuery
{
    /// <summary>MLflow's default page size.</summary>
    public const int DefaultMaxResults = 1000;

    /// <summary>The experiments to look in; ids that do not exist find nothing.</summary>
    public IReadOnlyList<string> ExperimentIds { get; init; } = [];

    /// <summary>True to look in all experiments without naming them; then <see cref="ExperimentIds"/> is not used. Not part of MLflow.</summary>
    public bool AllExperiments { get; init; }

    /// <summary>The filter in MLflow's grammar; null or empty for all.</summary>
    public string? Filter { get; init; }

    /// <summary>The order, such as <c>metrics.loss ASC</c>; by default the newest first.</summary>
    public IReadOnlyList<string> OrderBy { get; init; } = [];

    /// <summary>The page size, 1 to 50,000.</summary>
    /// <value>The default is 1,000.</value>
    public int MaxResults { get; init; } = DefaultMaxResults;

    /// <summary>The token of the page before, or null.</summary>
    public string? PageToken { get; init; }

    /// <summary>Which life cycle stages are looked at.</summary>
    /// <value>The default is <see cref="ViewType.ActiveOnly"/>.</value>
    public ViewType ViewType { get; init; } = ViewType.ActiveOnly;

    /// <summary>Which parts of the found runs are wanted. A store may give more.</summary>
    /// <value>The default is <see cref="RunParts.All"/>.</value>
    public RunParts Parts { get; init; } = RunParts.All;
}

/// <summary>The parts of a run that a search gives back.</summary>
[Flags]
public enum RunParts
{
    /// <summary>Only <see cref="RunRecord.Info"/>, which is always there.</summary>
    Info = 0,

    /// <summary>The latest points of all metrics.</summary>
    Metrics = 1,

    /// <summary>The params.</summary>
    Params = 2,

    /// <summary>The tags.</summary>
    Tags = 4,

    /// <summary>Inputs and outputs.</summary>
    InputsAndOutputs = 8,

    /// <summary>Everything.</summary>
    All = Metrics | Params | Tags | InputsAndOutputs,
}

/// <summary>A search over logged models.</summary>
public sealed record SearchLoggedModelsQuery
{
    /// <summary>MLflow's default page size.</summary>
    public const int DefaultMaxResults = 100;

    /// <summary>The experiments to look in; ids that do not exist find nothing.</summary>
    public IReadOnlyList<string> ExperimentIds { get; init; } = [];

    /// <summary>The filter in MLflow's grammar; null or empty for all.</summary>
    public string? Filter { get; init; }

    /// <summary>Restricts which data sets' metrics the filter looks at; empty for all.</summary>
    public IReadOnlyList<LoggedModelDataset> Datasets { get; init; } = [];

    /// <summary>The order; by default the newest first.</summary>
    public IReadOnlyList<LoggedModelOrder> OrderBy { get; init; } = [];

    /// <summary>The page size.</summary>
    /// <value>The default is 100.</value>
    public int MaxResults { get; init; } = DefaultMaxResults;

    /// <summary>The token of the page before, or null.</summary>
    public string? PageToken { get; init; }
}

/// <summary>A data set that a search over logged models looks at.</summary>
/// <param name="DatasetName">Its name.</param>
/// <param name="DatasetDigest">Its digest, or null for all of that name.</param>
public sealed record LoggedModelDataset(string DatasetName, string? DatasetDigest = null);

/// <summary>One key of the order of logged models.</summary>
public sealed record LoggedModelOrder
{
    /// <summary>What to order by, such as <c>name</c> or <c>metrics.auc</c>.</summary>
    public required string FieldName { get; init; }

    /// <summary>True for the smallest first.</summary>
    /// <value>The default is true, as in MLflow.</value>
    public bool Ascending { get; init; } = true;

    /// <summary>For a metric: only values computed on this data set.</summary>
    public string? DatasetName { get; init; }

    /// <summary>For a metric: only values computed on this digest of the data set.</summary>
    public string? DatasetDigest { get; init; }
}
