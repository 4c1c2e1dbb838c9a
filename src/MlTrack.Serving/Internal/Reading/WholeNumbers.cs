namespace MlTrack.Serving.Internal.Reading;

/// <summary>Whole numbers out of wider ones, where they fit.</summary>
internal static class WholeNumbers
{
    // The doubles next to the bounds of a long: -2^63 fits, 2^63 does not.
    private const double Least = -9.2233720368547758E+18;
    private const double TooLarge = 9.2233720368547758E+18;

    /// <summary>Cuts the fraction off; false, and 0, for what no long can hold, NaN among it.</summary>
    internal static bool TryCut(double number, out long value)
    {
        var fits = number is >= Least and < TooLarge;
        value = fits ? (long)number : 0;
        return fits;
    }

    internal static bool TryNarrow(long number, out int value)
    {
        value = unchecked((int)number);
        return value == number;
    }
}
