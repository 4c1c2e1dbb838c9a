using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlTrack.MLNet.Internal;

/// <summary>What is read of data that a model has scored: names of classes, labels and scores.</summary>
internal static class ScoredData
{
    /// <summary>The names of the classes: what the user said, else the names of the scores' slots, else the label's key values, else none.</summary>
    internal static IReadOnlyList<string> ClassNames(IDataView? scored, EvaluationOptions options)
    {
        if (options.ClassNames is { } given)
        {
            return given;
        }

        if (scored is null)
        {
            return [];
        }

        return Texts(scored.Schema.GetColumnOrNull(options.ScoreColumn), "SlotNames")
            ?? Texts(scored.Schema.GetColumnOrNull(options.LabelColumn), "KeyValues")
            ?? [];
    }

    /// <summary>The score of each example, and whether it is of the positive class. Examples without a label are left out.</summary>
    internal static List<(float Score, bool IsPositive)> Binary(IDataView scored, EvaluationOptions options)
    {
        var (label, score) = (Column(scored, options.LabelColumn), Column(scored, options.ScoreColumn));
        var rows = new List<(float, bool)>();
        using var cursor = scored.GetRowCursor([label, score]);
        var labels = Labels(cursor, label);
        var scores = cursor.GetGetter<float>(score);
        var value = 0f;
        while (cursor.MoveNext())
        {
            var actual = labels();
            scores(ref value);
            if (!double.IsNaN(actual))
            {
                rows.Add((value, actual > 0));
            }
        }

        return rows;
    }

    /// <summary>For each class the score of each example, and whether it is of that class.</summary>
    internal static IReadOnlyList<IReadOnlyCollection<(float Score, bool IsPositive)>> Multiclass(IDataView scored, EvaluationOptions options, int classes)
    {
        var (label, score) = (Column(scored, options.LabelColumn), Column(scored, options.ScoreColumn));
        var all = Enumerable.Range(0, classes).Select(_ => new List<(float, bool)>()).ToArray();
        using var cursor = scored.GetRowCursor([label, score]);
        var labels = Labels(cursor, label);
        var scores = cursor.GetGetter<VBuffer<float>>(score);
        VBuffer<float> buffer = default;
        var dense = Array.Empty<float>();
        while (cursor.MoveNext())
        {
            var actual = labels();
            scores(ref buffer);
            Array.Resize(ref dense, buffer.Length);
            buffer.CopyTo(dense);
            for (var index = 0; index < Math.Min(classes, dense.Length) && !double.IsNaN(actual); index++)
            {
                all[index].Add((dense[index], index == (int)actual));
            }
        }

        return all;
    }

    /// <summary>True label and predicted score of each example, for regression.</summary>
    internal static List<(float Actual, float Predicted)> Regression(IDataView scored, EvaluationOptions options)
    {
        var (label, score) = (Column(scored, options.LabelColumn), Column(scored, options.ScoreColumn));
        var rows = new List<(float, float)>();
        using var cursor = scored.GetRowCursor([label, score]);
        var labels = Labels(cursor, label);
        var scores = cursor.GetGetter<float>(score);
        var value = 0f;
        while (cursor.MoveNext())
        {
            scores(ref value);
            rows.Add(((float)labels(), value));
        }

        return rows;
    }

    private static DataViewSchema.Column Column(IDataView data, string name) => data.Schema.GetColumnOrNull(name)
        ?? throw new ArgumentException($"The scored data has no column '{name}'. Name it in the EvaluationOptions.");

    // A key is a number from 1 on whose 0 means "missing"; everything else counts from 0.
    private static Func<double> Labels(DataViewRowCursor cursor, DataViewSchema.Column column) => column.Type.RawType switch
    {
        var type when type == typeof(bool) => Read<bool>(cursor, column, value => value ? 1 : 0),
        var type when type == typeof(float) => Read<float>(cursor, column, value => value),
        var type when type == typeof(double) => Read<double>(cursor, column, value => value),
        var type when type == typeof(byte) => Read<byte>(cursor, column, value => Key(column, value)),
        var type when type == typeof(ushort) => Read<ushort>(cursor, column, value => Key(column, value)),
        var type when type == typeof(uint) => Read<uint>(cursor, column, value => Key(column, value)),
        var type when type == typeof(ulong) => Read<ulong>(cursor, column, value => Key(column, value)),
        var type => throw new NotSupportedException($"The label column '{column.Name}' is of the type {type}."),
    };

    private static double Key(DataViewSchema.Column column, double value) =>
        column.Type is KeyDataViewType ? (value == 0 ? double.NaN : value - 1) : value;

    private static Func<double> Read<T>(DataViewRowCursor cursor, DataViewSchema.Column column, Func<T, double> convert)
        where T : struct
    {
        var getter = cursor.GetGetter<T>(column);
        T value = default;
        return () =>
        {
            getter(ref value);
            return convert(value);
        };
    }

    private static string[]? Texts(DataViewSchema.Column? column, string kind)
    {
        if (column?.Annotations.Schema.GetColumnOrNull(kind) is not { Type: VectorDataViewType vector })
        {
            return null;
        }

        // Key values are of the type that the label had before: texts, or numbers.
        return vector.ItemType.RawType switch
        {
            var type when type == typeof(ReadOnlyMemory<char>) => Values<ReadOnlyMemory<char>>(column.Value, kind, value => value.ToString()),
            var type when type == typeof(float) => Values<float>(column.Value, kind, Invariant),
            var type when type == typeof(double) => Values<double>(column.Value, kind, Invariant),
            var type when type == typeof(int) => Values<int>(column.Value, kind, Invariant),
            var type when type == typeof(uint) => Values<uint>(column.Value, kind, Invariant),
            var type when type == typeof(long) => Values<long>(column.Value, kind, Invariant),
            var type when type == typeof(bool) => Values<bool>(column.Value, kind, value => value ? "True" : "False"),
            _ => null,
        };
    }

    private static string Invariant<T>(T value)
        where T : IFormattable => value.ToString(null, System.Globalization.CultureInfo.InvariantCulture);

    private static string[] Values<T>(DataViewSchema.Column column, string kind, Func<T, string> convert)
    {
        VBuffer<T> values = default;
        column.Annotations.GetValue(kind, ref values);
        return [.. values.DenseValues().Select(convert)];
    }
}
