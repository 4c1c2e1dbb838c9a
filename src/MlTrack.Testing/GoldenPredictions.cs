using System.Globalization;
using System.Text;
using MlTrack.Testing.Internal;

namespace MlTrack.Testing;

/// <summary>
/// Compares what a model predicts with what it predicted before, kept in a text file of the repository with a prediction per line. With the
/// environment variable <c>MLTRACK_UPDATE_GOLDEN=1</c> the file is written anew, and the difference is seen in review.
/// </summary>
/// <remarks>Static, and thread-safe for different files.</remarks>
public static class GoldenPredictions
{
    /// <summary>The environment variable that has the files written: <c>1</c> for yes.</summary>
    public const string UpdateVariable = "MLTRACK_UPDATE_GOLDEN";

    private const int MaxShown = 5;

    /// <summary>Compares predicted numbers.</summary>
    /// <param name="file">The file.</param>
    /// <param name="predictions">What the model predicts, always for the same rows in the same order.</param>
    /// <param name="tolerance">How far each may be off, in the unit of the prediction.</param>
    /// <exception cref="ModelAssertionException">Predictions differ, their number does, or there is no file.</exception>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    public static void Verify(string file, IEnumerable<double> predictions, double tolerance = 1e-4)
    {
        Guard.NotNull(file);
        Guard.NotNull(predictions);
        Guard.NotNegative(tolerance);
        Verify(file, [.. predictions.Select(Text.Of)], 0, (expected, actual) => IsNear(expected, actual, tolerance));
    }

    /// <summary>Compares predicted classes.</summary>
    /// <param name="file">The file.</param>
    /// <param name="predictions">What the model predicts, always for the same rows in the same order. A class's name has no line break.</param>
    /// <param name="maxChanged">How many may differ, as a share of all: 0.02 for two of a hundred.</param>
    /// <exception cref="ModelAssertionException">More predictions differ, their number does, or there is no file.</exception>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    public static void Verify(string file, IEnumerable<string> predictions, double maxChanged = 0)
    {
        Guard.NotNull(file);
        Guard.NotNull(predictions);
        Guard.NotNegative(maxChanged);
        Verify(file, [.. predictions], maxChanged, (expected, actual) => expected == actual);
    }

    private static void Verify(string file, string[] actual, double maxChanged, Func<string, string, bool> isSame)
    {
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            if (Path.GetDirectoryName(file) is { Length: > 0 } folder)
            {
                Directory.CreateDirectory(folder);
            }

            File.WriteAllText(file, string.Concat(actual.Select(line => line + "\n")), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            return;
        }

        if (!File.Exists(file))
        {
            throw new ModelAssertionException($"There is no file '{file}' of earlier predictions. Run the test once with {UpdateVariable}=1 to write it.");
        }

        var expected = File.ReadAllLines(file);
        if (expected.Length != actual.Length)
        {
            throw new ModelAssertionException($"There are {actual.Length} predictions, and '{file}' has {expected.Length}.");
        }

        var changed = Enumerable.Range(0, actual.Length).Where(row => !isSame(expected[row], actual[row])).ToArray();
        if (changed.Length > maxChanged * actual.Length)
        {
            var shown = string.Join("; ", changed.Take(MaxShown).Select(row => $"row {row + 1} was {expected[row]} and is {actual[row]}"));
            throw new ModelAssertionException(
                $"{changed.Length} of {actual.Length} predictions differ from '{file}': {shown}{(changed.Length > MaxShown ? "; …" : string.Empty)}. If that is meant, run the test with {UpdateVariable}=1.");
        }
    }

    private static bool IsNear(string expected, string actual, double tolerance)
    {
        var now = double.Parse(actual, CultureInfo.InvariantCulture);
        return double.TryParse(expected, NumberStyles.Float, CultureInfo.InvariantCulture, out var before)
            && (now.Equals(before) || Math.Abs(now - before) <= tolerance);
    }
}
