using System.Globalization;
using nietras.SeparatedValues;

namespace MlTrack.Serving.Internal.Writing;

/// <summary>Rows of CSV; lists and maps become several columns.</summary>
internal static class CsvRows
{
    internal static void Write(SepWriter csv, ScoringBatch batch)
    {
        // The names of a list's columns are made once a batch, not once a row.
        var places = batch.Columns.Select(_ => new List<string>()).ToArray();
        for (var index = 0; index < batch.Rows; index++)
        {
            using var row = csv.NewRow();
            for (var column = 0; column < places.Length; column++)
            {
                Write(row, batch.Columns[column].Name, batch.Columns[column].Values, index, places[column]);
            }
        }
    }

    private static void Write(SepWriter.Row row, string name, Array values, int index, List<string> places)
    {
        if (values is not Array[] lists)
        {
            Write(row, name, values, index);
            return;
        }

        for (var place = 0; place < lists[index].Length; place++)
        {
            if (place == places.Count)
            {
                places.Add(string.Create(CultureInfo.InvariantCulture, $"{name}.{place}"));
            }

            Write(row, places[place], lists[index], place);
        }
    }

    private static void Write(SepWriter.Row row, string name, Array values, int index)
    {
        switch (values)
        {
            case Array[] lists:
                Write(row, name, lists, index, []);
                break;
            case IReadOnlyDictionary<string, double>[] maps:
                foreach (var (key, value) in maps[index])
                {
                    row[$"{name}.{key}"].Set(Text(value));
                }

                break;
            case float[] numbers:
                row[name].Set(Text(numbers[index]));
                break;
            case double[] numbers:
                row[name].Set(Text(numbers[index]));
                break;
            case string?[] texts:
                row[name].Set(texts[index] ?? "");
                break;
            case bool[] truths:
                row[name].Set(truths[index] ? "True" : "False");
                break;
            case DateTime?[] times:
                row[name].Set(times[index]?.ToString("O", CultureInfo.InvariantCulture) ?? "");
                break;
            default:
                row[name].Set(Convert.ToString(values.GetValue(index), CultureInfo.InvariantCulture) ?? "");
                break;
        }
    }

    private static string Text(float value) => float.IsInfinity(value) ? Infinity(value > 0) : value.ToString("R", CultureInfo.InvariantCulture);

    private static string Text(double value) => double.IsInfinity(value) ? Infinity(value > 0) : value.ToString("R", CultureInfo.InvariantCulture);

    private static string Infinity(bool isPositive) => isPositive ? "inf" : "-inf";
}
