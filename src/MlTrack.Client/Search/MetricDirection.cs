namespace MlTrack.Search;

/// <summary>Whether a greater or a smaller value of a metric is better.</summary>
public enum MetricDirection
{
    /// <summary>The greater, the better: accuracy, F1, R².</summary>
    HigherIsBetter = 0,

    /// <summary>The smaller, the better: losses, errors, distances, durations.</summary>
    LowerIsBetter = 1,
}

/// <summary>Guesses a metric's direction from its name, since MLflow records none.</summary>
public static class MetricDirections
{
    private static readonly HashSet<string> LowerWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "loss", "logloss", "nll", "error", "errors", "err", "mae", "mse", "rmse", "rmsle", "msle", "mape", "smape", "wape", "mase", "medae",
        "deviance", "perplexity", "ppl", "wer", "cer", "ter", "fpr", "fnr", "brier", "ece", "fid", "kl", "divergence", "distance", "hamming",
        "entropy", "time", "duration", "latency", "seconds", "ms", "cost", "regret", "hinge", "pinball", "crossentropy", "misclassification",
        "davies", "bouldin", "aic", "bic",
    };

    /// <summary>Words that turn the others round: a reduction of a loss is wanted.</summary>
    private static readonly HashSet<string> TurningWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "reduction", "improvement", "decrease", "saved", "saving", "savings", "explained",
    };

    /// <summary>
    /// Gives the direction that a name speaks of: lower is better when one of its words (parted by anything but letters and digits, or by
    /// a capital) is that of a loss, an error, a distance or a duration, such as <c>loss</c>, <c>rmse</c>, <c>val_logLoss</c>, and none speaks of less of it, as in <c>log_loss_reduction</c>; else higher is better.
    /// </summary>
    /// <param name="key">The metric's key.</param>
    /// <returns>The direction.</returns>
    public static MetricDirection Guess(string key)
    {
        if (key is null)
        {
            throw new ArgumentNullException(nameof(key));
        }

        var direction = MetricDirection.HigherIsBetter;
        for (var start = 0; start < key.Length;)
        {
            var end = start;
            while (end < key.Length && char.IsLetterOrDigit(key[end]) && (end == start || !IsHump(key, end)))
            {
                end++;
            }

            var word = key.Substring(start, end - start);
            if (TurningWords.Contains(word))
            {
                return MetricDirection.HigherIsBetter;
            }

            direction = LowerWords.Contains(word) ? MetricDirection.LowerIsBetter : direction;
            start = end == start ? start + 1 : end;
        }

        return direction;
    }

    private static bool IsHump(string key, int at) => char.IsUpper(key[at]) && char.IsLower(key[at - 1]);
}
