using Microsoft.ML;

namespace MlTrack.MLNet;

/// <summary>How <see cref="RunFitExtensions.Fit"/> logs a training.</summary>
/// <remarks>May be shared by threads as long as nobody changes it.</remarks>
public sealed class FitOptions
{
    /// <summary>How often <see cref="ProgressInterval"/> lets progress through by default.</summary>
    public static TimeSpan DefaultProgressInterval { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Put before the names of params and metrics, for runs that train several pipelines.</summary>
    /// <value>Empty by default.</value>
    public string Prefix { get; set; } = string.Empty;

    /// <summary>The name of the data set input.</summary>
    /// <value><see cref="Datasets.DefaultName"/> by default.</value>
    public string DatasetName { get; set; } = Datasets.DefaultName;

    /// <summary>Where the data comes from, a path or URI: it becomes the source of the data set input.</summary>
    /// <value>Null by default: the source is the running program.</value>
    public string? DatasetSource { get; set; }

    /// <summary>What the data is used for (tag <c>mlflow.data.context</c> of the input).</summary>
    /// <value><c>training</c> by default.</value>
    public string DatasetContext { get; set; } = "training";

    /// <summary>Whether the data becomes a data set input. Its first 10,000 rows are read for it before the training starts.</summary>
    /// <value>True by default.</value>
    public bool LogDataset { get; set; } = true;

    /// <summary>Whether the chain of estimators and the trainer's options become params.</summary>
    /// <value>True by default.</value>
    public bool LogParams { get; set; } = true;

    /// <summary>The context that made the pipeline; what it says during the training is kept in the artifact <c>fit_log.txt</c> and told as progress.</summary>
    /// <value>Null by default: no such artifact.</value>
    public MLContext? Context { get; set; }

    /// <summary>Told how the training goes on, on whatever thread it runs. What it throws is reported as a failure of the run.</summary>
    /// <value>Null by default.</value>
    public IProgress<FitProgress>? Progress { get; set; }

    /// <summary>The least time between two points of progress: of the metric <c>rows_read</c> and of <see cref="Progress"/>.</summary>
    /// <value><see cref="DefaultProgressInterval"/> by default.</value>
    public TimeSpan ProgressInterval { get; set; } = DefaultProgressInterval;

    internal static FitOptions Default { get; } = new();
}
