using System.Globalization;
using nietras.SeparatedValues;

namespace MlTrack.Serving.Internal.Writing;

/// <summary>Rows of CSV; lists and maps become several columns.</summary>
internal static class CsvRows
{
    internal static void Write(SepWriter csv, ScoringBatch batch)
    {
        for (var index = 0; index < batch.Rows; index++)
        {
            using var row = csv.NewRow();
            foreach (var column in batch.Columns)
            {
                Write(row, column.Name, column.Values, index);
            }
        }
    }

    private static void Write(SepWriter.Row row, string name, Array values, int index)
    {
        switch (values)
        {
            case Array[] lists:
                for (var place = 0; place < lists[index].Length; place++)
                {
                    Write(row, string.Create(CultureInfo.InvariantCulture, $"{name}.{place}"), lists[index], place);
                }

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
