namespace MlTrack.Testing.Internal;

/// <summary>Which way metrics get better, told from the words in their names.</summary>
internal static class Goals
{
    private static readonly string[] LowWords =
    [
        "loss", "error", "errors", "mae", "mse", "rmse", "mape", "smape", "mase", "distance", "davies", "bouldin", "entropy", "time", "seconds", "perplexity", "deviation", "std", "false",
    ];

    internal static bool IsHigherBetter(string key, MetricGoal goal) => goal switch
    {
        MetricGoal.Higher => true,
        MetricGoal.Lower => false,
        _ => !NamesSomethingLow(key),
    };

    private static bool NamesSomethingLow(string key)
    {
        var words = key.Split('_', '/', '-', '.', ' ', ':').Select(word => word.ToLowerInvariant()).ToArray();

        // A reduction of a loss is a gain.
        return !words.Contains("reduction") && words.Any(word => LowWords.Contains(word));
    }
}
