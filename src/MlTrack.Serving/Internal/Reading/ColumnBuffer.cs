using System.Text.Json;
using MlTrack.Models;

namespace MlTrack.Serving.Internal.Reading;

/// <summary>Collects the values of a column, row by row. Not thread-safe.</summary>
internal abstract class ColumnBuffer(string name)
{
    internal string Name { get; } = name;

    /// <summary>Adds a cell of a CSV table, strictly.</summary>
    internal abstract void Add(ReadOnlySpan<char> text, long line);

    /// <summary>Adds a JSON value, generously.</summary>
    internal abstract void Add(JsonElement value, long line);

    /// <summary>Adds what is not there.</summary>
    internal abstract void AddMissing(long line);

    /// <summary>Gives the values and starts anew.</summary>
    internal abstract Array Take();

    internal static ColumnBuffer Of(InputColumn column) => column.Type.Kind switch
    {
        ColumnKind.Boolean => new ColumnBuffer<bool>(column.Name, "bool", CsvCells.ToBoolean, JsonCells.ToBoolean, _ => false),
        ColumnKind.Integer => new ColumnBuffer<int>(column.Name, "int32", CsvCells.ToInteger, JsonCells.ToInteger, missing: null),
        ColumnKind.Long => new ColumnBuffer<long>(column.Name, "int64", CsvCells.ToLong, JsonCells.ToLong, missing: null),
        ColumnKind.Float => new ColumnBuffer<float>(column.Name, "float32", CsvCells.ToFloat, JsonCells.ToFloat, _ => float.NaN),
        ColumnKind.Double => new ColumnBuffer<double>(column.Name, "float64", CsvCells.ToDouble, JsonCells.ToDouble, _ => double.NaN),
        ColumnKind.String => new ColumnBuffer<string?>(column.Name, "str", CsvCells.ToText, JsonCells.ToText, _ => null),
        ColumnKind.DateTime => new ColumnBuffer<DateTime?>(column.Name, "datetime64[ns]", CsvCells.ToTime, JsonCells.ToTime, _ => null),
        ColumnKind.Binary => new ColumnBuffer<byte[]?>(column.Name, "binary", CsvCells.ToBinary, JsonCells.ToBinary, missing: null),
        ColumnKind.Array => OfArray(column.Name, column.Type.Items!),
        _ => throw ScoringErrors.Unsupported($"The model's input '{column.Name}' is of type {column.Type}, which no table can hold here."),
    };

    private static ColumnBuffer OfArray(string name, ColumnType items) => items.Kind switch
    {
        ColumnKind.Boolean => Lists<bool>(name, "Array(boolean)", JsonCells.ToBoolean),
        ColumnKind.Integer => Lists<int>(name, "Array(integer)", JsonCells.ToInteger),
        ColumnKind.Long => Lists<long>(name, "Array(long)", JsonCells.ToLong),
        ColumnKind.Float => Lists<float>(name, "Array(float)", JsonCells.ToFloat),
        ColumnKind.Double => Lists<double>(name, "Array(double)", JsonCells.ToDouble),
        ColumnKind.String => Lists<string?>(name, "Array(string)", JsonCells.ToText),
        _ => throw ScoringErrors.Unsupported($"The model's input '{name}' is an array of {items}, which no table can hold here."),
    };

    private static ColumnBuffer<T[]> Lists<T>(string name, string declared, JsonCell<T> item) => new(
        name, declared, (ReadOnlySpan<char> text, out T[] value) => JsonCells.TryParseList(text, item, out value), (JsonElement json, out T[] value) => JsonCells.TryList(json, item, out value), missing: null);
}

/// <summary>Reads a cell of a CSV table.</summary>
internal delegate bool CsvCell<T>(ReadOnlySpan<char> text, out T value);

/// <summary>Casts a JSON value.</summary>
internal delegate bool JsonCell<T>(JsonElement json, out T value);

/// <summary>The values of one type.</summary>
internal sealed class ColumnBuffer<T>(string name, string declared, CsvCell<T> csv, JsonCell<T> json, Func<long, T>? missing) : ColumnBuffer(name)
{
    private readonly List<T> _values = [];

    internal override void Add(ReadOnlySpan<char> text, long line) => _values.Add(csv(text, out var value) ? value : throw ScoringErrors.BadValue(line, Name, declared, text));

    internal override void Add(JsonElement value, long line) =>
        _values.Add(json(value, out var cast) ? cast : throw ScoringErrors.BadValue(line, Name, declared, value.GetRawText()));

    internal override void AddMissing(long line) => _values.Add(missing is null ? throw ScoringErrors.BadValue(line, Name, declared, "missing") : missing(line));

    internal override Array Take()
    {
        var values = _values.ToArray();
        _values.Clear();
        return values;
    }
}
