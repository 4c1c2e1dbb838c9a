namespace MlTrack.MLNet;

/// <summary>How an evaluation is logged.</summary>
/// <remarks>May be shared by threads as long as nobody changes it.</remarks>
public sealed class EvaluationOptions
{
    /// <summary>The most points that <see cref="MaxCurvePoints"/> keeps by default.</summary>
    public const int DefaultMaxCurvePoints = 200;

    /// <summary>Put before the name of every metric and artifact, as MLflow's <c>metric_prefix</c>: <c>val_</c>.</summary>
    /// <value>Empty by default.</value>
    public string Prefix { get; set; } = string.Empty;

    /// <summary>The step of the metrics, for evaluations that are repeated during a training.</summary>
    /// <value>0 by default.</value>
    public long Step { get; set; }

    /// <summary>
    /// The names of the classes in the order of their numbers; for a binary classifier the negative one first, as in scikit-learn.
    /// </summary>
    /// <value>Null by default: the names come from the scored data (slot names of the scores, key values of the label), else they are numbers.</value>
    public IReadOnlyList<string>? ClassNames { get; set; }

    /// <summary>The column of the true label in the scored data.</summary>
    /// <value><c>Label</c> by default, as everywhere in ML.NET.</value>
    public string LabelColumn { get; set; } = "Label";

    /// <summary>The column of the scores in the scored data.</summary>
    /// <value><c>Score</c> by default, as everywhere in ML.NET.</value>
    public string ScoreColumn { get; set; } = "Score";

    /// <summary>Whether PNG pictures are drawn beside the tables.</summary>
    /// <value>True by default.</value>
    public bool Pictures { get; set; } = true;

    /// <summary>Whether confusion matrices, curves and per-class tables are logged as artifacts at all, or only the metrics.</summary>
    /// <value>True by default.</value>
    public bool Artifacts { get; set; } = true;

    /// <summary>The most points of a curve that are kept in its table and drawn; the areas are always computed of all points.</summary>
    /// <value><see cref="DefaultMaxCurvePoints"/> by default.</value>
    public int MaxCurvePoints { get; set; } = DefaultMaxCurvePoints;

    internal static EvaluationOptions Default { get; } = new();
}
