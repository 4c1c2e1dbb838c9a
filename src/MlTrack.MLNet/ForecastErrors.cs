using MlTrack.MLNet.Internal;

namespace MlTrack.MLNet;

/// <summary>
/// The errors of a forecast against what really came. ML.NET's forecasting (package <c>Microsoft.ML.TimeSeries</c>) has no metrics class,
/// so they are computed here.
/// </summary>
/// <remarks>Immutable: threads may share it. A figure that the data does not allow is not a number, and is not logged.</remarks>
public sealed record ForecastErrors
{
    // scikit-learn's: the least absolute value that an error is divided by.
    private const double Epsilon = 2.220446049250313E-16;

    private ForecastErrors()
    {
    }

    /// <summary>How many points were compared.</summary>
    public int Count { get; private init; }

    /// <summary>The mean of the absolute errors, in the unit of the data.</summary>
    public double MeanAbsoluteError { get; private init; }

    /// <summary>The mean of the squared errors.</summary>
    public double MeanSquaredError { get; private init; }

    /// <summary>The root of <see cref="MeanSquaredError"/>, in the unit of the data.</summary>
    public double RootMeanSquaredError => Math.Sqrt(MeanSquaredError);

    /// <summary>The mean of the absolute errors, each as a share of the actual value: 0.05 is five per cent. Enormous where a value is 0, as in scikit-learn.</summary>
    public double MeanAbsolutePercentageError { get; private init; }

    /// <summary>The mean of the absolute errors, each as a share of the mean of both absolute values: from 0 to 2.</summary>
    public double SymmetricMeanAbsolutePercentageError { get; private init; }

    /// <summary>The mean absolute error as a multiple of that of repeating the last season of the training; not a number without a history.</summary>
    public double MeanAbsoluteScaledError { get; private init; }

    /// <summary>The share of actual values within the forecast's bounds, from 0 to 1; not a number without bounds.</summary>
    public double IntervalCoverage { get; private init; }

    /// <summary>Compares a forecast with what came.</summary>
    /// <param name="actual">What came, in order.</param>
    /// <param name="forecast">What had been forecast for the same times.</param>
    /// <param name="lower">The forecast's lower bounds (<c>ConfidenceLowerBoundColumn</c>), or null.</param>
    /// <param name="upper">The forecast's upper bounds, or null.</param>
    /// <param name="history">The series that the forecaster was trained with, for <see cref="MeanAbsoluteScaledError"/>, or null.</param>
    /// <param name="season">How many points of <paramref name="history"/> make a season; 1 for none.</param>
    /// <exception cref="ArgumentException">The lists are empty or of different lengths.</exception>
    public static ForecastErrors Of(
        IReadOnlyList<float> actual,
        IReadOnlyList<float> forecast,
        IReadOnlyList<float>? lower = null,
        IReadOnlyList<float>? upper = null,
        IReadOnlyList<float>? history = null,
        int season = 1)
    {
        Guard.NotNull(actual);
        Guard.NotNull(forecast);
        if (actual.Count == 0 || forecast.Count != actual.Count || (lower is not null && lower.Count != actual.Count) || (upper is not null && upper.Count != actual.Count))
        {
            throw new ArgumentException("A forecast, its bounds and what came must be of the same length, and not empty.", nameof(forecast));
        }

        if (season < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(season), season, "A season has at least one point.");
        }

        var indices = Enumerable.Range(0, actual.Count).ToArray();
        var meanAbsolute = indices.Average(index => Math.Abs((double)actual[index] - forecast[index]));
        return new ForecastErrors
        {
            Count = actual.Count,
            MeanAbsoluteError = meanAbsolute,
            MeanSquaredError = indices.Average(index => Square((double)actual[index] - forecast[index])),
            MeanAbsolutePercentageError = indices.Average(index => PercentageError(actual[index], forecast[index])),
            SymmetricMeanAbsolutePercentageError = indices.Average(index => SymmetricError(actual[index], forecast[index])),
            MeanAbsoluteScaledError = meanAbsolute / NaiveError(history, season),
            IntervalCoverage = lower is null || upper is null
                ? double.NaN
                : indices.Average(index => actual[index] >= lower[index] && actual[index] <= upper[index] ? 1.0 : 0.0),
        };
    }

    internal static double PercentageError(double actual, double forecast) => Math.Abs(actual - forecast) / Math.Max(Math.Abs(actual), Epsilon);

    private static double SymmetricError(double actual, double forecast)
    {
        var sum = Math.Abs(actual) + Math.Abs(forecast);
        return sum == 0 ? 0 : 2 * Math.Abs(actual - forecast) / sum;
    }

    private static double NaiveError(IReadOnlyList<float>? history, int season) => history is null || history.Count <= season
        ? double.NaN
        : Enumerable.Range(season, history.Count - season).Average(index => Math.Abs((double)history[index] - history[index - season]));

    private static double Square(double value) => value * value;
}
