namespace MlTrack.Search;

/// <summary>Which language a search's filter and order may use.</summary>
public enum FilterDialect
{
    /// <summary>
    /// Exactly MLflow's: the same texts are accepted, and refused with the same messages. Such searches give the same answer on every store
    /// and server.
    /// </summary>
    Mlflow = 0,

    /// <summary>
    /// MLflow's and more: <c>OR</c>, <c>NOT</c>, parentheses, params compared with numbers, <c>min</c>, <c>max</c>, <c>best</c>, <c>first</c> and
    /// <c>last</c> of a metric, <c>duration</c>, <c>IN</c> for params, tags and text attributes. What MLflow accepts keeps its meaning. Only
    /// MlTrack's own stores understand it.
    /// </summary>
    Extended = 1,
}
