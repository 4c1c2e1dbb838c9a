using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MlTrack.Models;

namespace MlTrack.Serving.Internal.Engines;

/// <summary>Columns to OnnxRuntime's tensors and back.</summary>
internal static class OnnxTensors
{
    internal static TensorSpec Describe(string name, NodeMetadata input) => input.IsTensor
        ? new TensorSpec(TypeNameOf(input.ElementDataType), [.. input.Dimensions.Select((length, place) => place == 0 ? -1L : length)], name)
        : throw ScoringErrors.Unsupported($"The graph's input '{name}' is no tensor.");

    /// <summary>Makes the tensor of an input from one column, or from several side by side.</summary>
    internal static OrtValue Feed(string name, NodeMetadata input, IReadOnlyList<ScoringColumn> columns, int rows) => input.ElementDataType switch
    {
        TensorElementType.Float => Numbers(name, input, columns, rows, Convert<float>),
        TensorElementType.Double => Numbers(name, input, columns, rows, Convert<double>),
        TensorElementType.Int64 => Numbers(name, input, columns, rows, Convert<long>),
        TensorElementType.Int32 => Numbers(name, input, columns, rows, Convert<int>),
        TensorElementType.Bool => Numbers(name, input, columns, rows, Convert<bool>),
        TensorElementType.String => Texts(input, columns, rows),
        var other => throw ScoringErrors.Unsupported($"The graph's input '{name}' is of type {other}, which is not fed here."),
    };

    /// <summary>Makes a column of an output: a value a row, or an array a row.</summary>
    internal static ScoringColumn Take(string name, OrtValue output, int rows)
    {
        if (!output.IsTensor)
        {
            return new ScoringColumn(name, OnnxMaps.Take(name, output, rows));
        }

        var shape = output.GetTensorTypeAndShape();
        Array values = shape.ElementDataType switch
        {
            TensorElementType.Float => Rows(name, output.GetTensorDataAsSpan<float>(), rows),
            TensorElementType.Double => Rows(name, output.GetTensorDataAsSpan<double>(), rows),
            TensorElementType.Int64 => Rows(name, output.GetTensorDataAsSpan<long>(), rows),
            TensorElementType.Int32 => Rows(name, output.GetTensorDataAsSpan<int>(), rows),
            TensorElementType.Bool => Rows(name, output.GetTensorDataAsSpan<bool>(), rows),
            TensorElementType.String => Rows<string>(name, output.GetStringTensorAsArray(), rows),
            var other => throw ScoringErrors.Unsupported($"The graph's output '{name}' is of type {other}, which is not taken here."),
        };
        return new ScoringColumn(name, values);
    }

    private static Array Rows<T>(string name, ReadOnlySpan<T> values, int rows)
    {
        if (values.Length == rows)
        {
            return values.ToArray();
        }

        if (rows == 0 || values.Length % rows != 0)
        {
            throw ScoringErrors.Unsupported($"The graph's output '{name}' has {values.Length} values for {rows} rows.");
        }

        var width = values.Length / rows;
        var matrix = new T[rows][];
        for (var row = 0; row < rows; row++)
        {
            matrix[row] = values.Slice(row * width, width).ToArray();
        }

        return matrix;
    }

    private delegate T[] Converter<T>(string name, Array values);

    private static OrtValue Numbers<T>(string name, NodeMetadata input, IReadOnlyList<ScoringColumn> columns, int rows, Converter<T> convert)
        where T : unmanaged
    {
        if (columns.Count == 1 && columns[0].Values is Array[] lists)
        {
            var width = rows == 0 ? 0 : lists[0].Length;
            var flat = new T[rows * width];
            for (var row = 0; row < rows; row++)
            {
                var list = convert(name, lists[row]);
                if (list.Length != width)
                {
                    throw ScoringErrors.Unsupported($"The rows of '{name}' are lists of {width} and of {list.Length} values.");
                }

                list.CopyTo(flat, row * width);
            }

            return OrtValue.CreateTensorValueFromMemory(flat, Shape(input, rows, width));
        }

        if (columns.Count == 1)
        {
            return OrtValue.CreateTensorValueFromMemory(convert(name, columns[0].Values), input.Dimensions.Length == 1 ? [rows] : [rows, 1]);
        }

        var matrix = new T[rows * columns.Count];
        for (var place = 0; place < columns.Count; place++)
        {
            var values = convert(columns[place].Name, columns[place].Values);
            for (var row = 0; row < rows; row++)
            {
                matrix[(row * columns.Count) + place] = values[row];
            }
        }

        return OrtValue.CreateTensorValueFromMemory(matrix, [rows, columns.Count]);
    }

    // A graph that declares more dimensions gets them; their product is what a row has.
    private static long[] Shape(NodeMetadata input, int rows, int width) => input.Dimensions.Length > 2 && input.Dimensions.Skip(1).All(length => length > 0)
        ? [rows, .. input.Dimensions.Skip(1).Select(length => (long)length)]
        : [rows, width];

    private static OrtValue Texts(NodeMetadata input, IReadOnlyList<ScoringColumn> columns, int rows)
    {
        long[] shape = columns.Count == 1 && input.Dimensions.Length == 1 ? [rows] : [rows, columns.Count];
        var tensor = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, shape);
        for (var place = 0; place < columns.Count; place++)
        {
            var values = columns[place].Values as string?[] ?? throw ScoringErrors.Unsupported($"The graph takes texts, and column '{columns[place].Name}' holds none.");
            for (var row = 0; row < rows; row++)
            {
                tensor.StringTensorSetElementAt(values[row].AsSpan(), (row * columns.Count) + place);
            }
        }

        return tensor;
    }

    // As MLflow feeds doubles to a graph of floats; whole numbers and truth values go into what holds them.
    private static T[] Convert<T>(string name, Array values)
        where T : unmanaged => (values, default(T)) switch
    {
        (T[] same, _) => same,
        (double[] wide, float) => (T[])(object)Array.ConvertAll(wide, value => (float)value),
        (float[] narrow, double) => (T[])(object)Array.ConvertAll(narrow, value => (double)value),
        (int[] narrow, long) => (T[])(object)Array.ConvertAll(narrow, value => (long)value),
        (int[] whole, float) => (T[])(object)Array.ConvertAll(whole, value => (float)value),
        (int[] whole, double) => (T[])(object)Array.ConvertAll(whole, value => (double)value),
        (long[] whole, float) => (T[])(object)Array.ConvertAll(whole, value => (float)value),
        (long[] whole, double) => (T[])(object)Array.ConvertAll(whole, value => (double)value),
        (bool[] truth, float) => (T[])(object)Array.ConvertAll(truth, value => value ? 1f : 0f),
        _ => throw ScoringErrors.Unsupported($"The graph's input for '{name}' takes {typeof(T).Name}, and the signature declares {values.GetType().GetElementType()!.Name}."),
    };

    private static string TypeNameOf(TensorElementType type) => type switch
    {
        TensorElementType.Float => "float32",
        TensorElementType.Double => "float64",
        TensorElementType.Int64 => "int64",
        TensorElementType.Int32 => "int32",
        TensorElementType.Bool => "bool",
        TensorElementType.String => "str",
        var other => other.ToString().ToLowerInvariant(),
    };
}
