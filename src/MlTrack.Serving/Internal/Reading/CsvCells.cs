using System.Collections.Frozen;
using System.Globalization;

namespace MlTrack.Serving.Internal.Reading;

/// <summary>Cells of a CSV table, parsed as strictly as pandas does for a declared type.</summary>
internal static class CsvCells
{
    private const NumberStyles Whole = NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;
    private const NumberStyles Real = NumberStyles.Float;

    // What pandas takes for a missing value.
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> MissingTexts = new[]
    {
        "", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null",
    }.ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    internal static bool IsMissing(ReadOnlySpan<char> text) => MissingTexts.Contains(text);

    internal static bool ToBoolean(ReadOnlySpan<char> text, out bool value)
    {
        value = text is "1" || text.Equals("true", StringComparison.OrdinalIgnoreCase);
        return value || text is "0" || text.Equals("false", StringComparison.OrdinalIgnoreCase);
    }

    internal static bool ToInteger(ReadOnlySpan<char> text, out int value)
    {
        var isWhole = ToLong(text, out var wide);
        return WholeNumbers.TryNarrow(wide, out value) && isWhole;
    }

    // Whole numbers in any spelling, and truth values, but nothing with a fraction and nothing missing.
    internal static bool ToLong(ReadOnlySpan<char> text, out long value)
    {
        if (long.TryParse(text, Whole, CultureInfo.InvariantCulture, out value))
        {
            return true;
        }

        if (double.TryParse(text, Real, CultureInfo.InvariantCulture, out var number))
        {
            return WholeNumbers.TryCut(number, out value) && value == number;
        }

        var isTruth = ToBoolean(text, out var truth);
        value = truth ? 1 : 0;
        return isTruth;
    }

    internal static bool ToFloat(ReadOnlySpan<char> text, out float value)
    {
        // Through a double, as pandas does: a text halfway between two floats rounds twice there.
        var isNumber = ToDouble(text, out var wide);
        value = (float)wide;
        return isNumber;
    }

    internal static bool ToDouble(ReadOnlySpan<char> text, out double value)
    {
        if (ToNumber(text, out value))
        {
            return true;
        }

        var isTruth = ToBoolean(text, out var truth);
        value = truth ? 1 : 0;
        return isTruth;
    }

    /// <summary>A number, or a word for a missing or infinite one.</summary>
    internal static bool ToNumber(ReadOnlySpan<char> text, out double value)
    {
        if (double.TryParse(text, Real, CultureInfo.InvariantCulture, out value))
        {
            return true;
        }

        if (IsMissing(text))
        {
            value = double.NaN;
            return true;
        }

        var body = text.TrimStart('-').TrimStart('+');
        value = text.StartsWith('-') ? double.NegativeInfinity : double.PositiveInfinity;
        return body.Equals("inf", StringComparison.OrdinalIgnoreCase) || body.Equals("infinity", StringComparison.OrdinalIgnoreCase);
    }

    internal static bool ToText(ReadOnlySpan<char> text, out string? value)
    {
        value = IsMissing(text) ? null : text.ToString();
        return true;
    }

    internal static bool ToTime(ReadOnlySpan<char> text, out DateTime? value)
    {
        value = null;
        if (IsMissing(text))
        {
            return true;
        }

        var isTime = DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time);
        value = time;
        return isTime;
    }

    internal static bool ToBinary(ReadOnlySpan<char> text, out byte[]? value)
    {
        var bytes = new byte[(text.Length / 4 * 3) + 3];
        var isBase64 = Convert.TryFromBase64Chars(text, bytes, out var length);
        value = bytes[..length];
        return isBase64;
    }
}
