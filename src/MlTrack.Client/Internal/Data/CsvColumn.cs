using System.Globalization;

namespace MlTrack.Internal.Data;

/// <summary>
/// Finds the type of a column of texts as pandas' <c>read_csv</c> does: integers, doubles, booleans or texts; with its words for missing values. Keeps the
/// first rows for the digest.
/// </summary>
internal sealed class CsvColumn
{
    private const int KeptRows = 10_000;

    private static readonly HashSet<string> Missing = new(StringComparer.Ordinal)
    {
        "", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null",
    };

    private readonly List<string?> _kept = [];
    private readonly string _name;
    private bool _hasMissing;
    private bool _hasValues;
    private bool _integers = true;
    private bool _doubles = true;
    private bool _booleans = true;

    internal CsvColumn(string name) => _name = name;

    internal void Add(string? text)
    {
        var value = text is null || Missing.Contains(text) ? null : text;
        if (_kept.Count < KeptRows)
        {
            _kept.Add(value);
        }

        if (value is null)
        {
            _hasMissing = true;
            return;
        }

        _hasValues = true;
        _integers = _integers && TryLong(value, out _);
        _doubles = _doubles && TryDouble(value, out _);
        _booleans = _booleans && TryBoolean(value, out _);
    }

    internal DataColumn ToColumn()
    {
        DataColumn column;
        if (_doubles && !(_integers && !_hasMissing && _hasValues))
        {
            column = DataColumn.Of(_name, _kept.Select(text => text is not null && TryDouble(text, out var number) ? number : double.NaN).ToArray());
        }
        else if (_integers)
        {
            column = DataColumn.Of(_name, _kept.Select(text => TryLong(text ?? string.Empty, out var number) ? number : 0).ToArray());
        }
        else if (_booleans)
        {
            column = DataColumn.Of(_name, _kept.Select(text => text is not null && TryBoolean(text, out var truth) && truth).ToArray());
        }
        else
        {
            column = DataColumn.Of(_name, _kept.ToArray());
        }

        // What is missing further down counts as well, though it was not kept.
        return _hasMissing ? column with { Required = false, Kind = column.Kind == DataColumnKind.Text ? DataColumnKind.Other : column.Kind } : column;
    }

    private static bool TryLong(string text, out long number) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out number);

    private static bool TryDouble(string text, out double number)
    {
        const NumberStyles Style = NumberStyles.Float;
        if (double.TryParse(text, Style, CultureInfo.InvariantCulture, out number))
        {
            return true;
        }

        number = text.TrimStart('+', '-').ToLowerInvariant() is "inf" or "infinity"
            ? text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity
            : double.NaN;
        return double.IsInfinity(number);
    }

    private static bool TryBoolean(string text, out bool truth)
    {
        truth = text is "True" or "TRUE" or "true";
        return truth || text is "False" or "FALSE" or "false";
    }
}
