using System.Globalization;
using MlTrack.Internal.Rules;
using MlTrack.Internal.Text;
using MlTrack.Models;

namespace MlTrack.Internal.Packaging;

/// <summary>MLflow's rules of which typed column fits which declared type, with its texts.</summary>
internal static class TypeEnforcement
{
    private const string MissingIntegers =
        " Hint: the type mismatch is likely caused by missing values. Integer columns in python can not represent missing values and are therefore encoded as floats. The best way to avoid this problem is " +
        "to infer the model schema based on a realistic data sample (training dataset) that includes missing values. Alternatively, you can declare integer columns as doubles (float64) whenever these " +
        "columns may have missing values. See `Handling Integers With Missing Values <https://www.mlflow.org/docs/latest/models.html#handling-integers-with-missing-values>`_ for more details.";

    internal static IReadOnlyList<KeyValuePair<string, Array>> Enforce(ModelSchema schema, IReadOnlyDictionary<string, Array> columns)
    {
        var pairs = schema.IsNamed ? ByName(schema, columns) : ByPlace(schema, columns);
        return [.. pairs.Select(pair => new KeyValuePair<string, Array>(pair.Name, Enforce(pair.Spec.Type, pair.Name, pair.Values)))];
    }

    private static IEnumerable<(ColumnSpec Spec, string Name, Array Values)> ByName(ModelSchema schema, IReadOnlyDictionary<string, Array> columns)
    {
        var missing = schema.Columns.Where(column => column.IsRequired != false && !columns.ContainsKey(column.Name!)).Select(column => column.Name!).ToList();
        if (missing.Count > 0)
        {
            var extra = columns.Keys.Where(name => schema.Columns.All(column => column.Name != name)).ToList();
            throw TrackingErrors.InvalidParameter(
                $"Model is missing inputs {Repr(missing)}.{(extra.Count == 0 ? "" : $" Note that there were extra inputs: {Repr(extra)}.")}");
        }

        return schema.Columns.Where(column => columns.ContainsKey(column.Name!)).Select(column => (column, column.Name!, columns[column.Name!]));
    }

    private static IEnumerable<(ColumnSpec Spec, string Name, Array Values)> ByPlace(ModelSchema schema, IReadOnlyDictionary<string, Array> columns) => columns.Count < schema.Columns.Count
        ? throw TrackingErrors.InvalidParameter(FormattableString.Invariant(
            $"Model inference is missing inputs. The model signature declares {schema.Columns.Count} inputs  but the provided value only has {columns.Count} inputs. Note: the inputs were not named in the signature so we can only verify their count."))
        : columns.Take(schema.Columns.Count).Select((column, place) => (schema.Columns[place], column.Key, column.Value));

    // By the exact type of the items: at run time an array of uint passes for one of int, and so on.
    private static Array Enforce(ColumnType declared, string name, Array values)
    {
        var from = TypeName(values);
        return declared.Kind switch
        {
            ColumnKind.Boolean => from is "bool" or "object" ? values : throw Unfit(name, from, "bool"),
            ColumnKind.Integer => from switch
            {
                "int32" => values,
                "int8" or "int16" or "uint8" or "uint16" => Whole(values, from, number => (int)number),
                _ => throw Unfit(name, from, "int32", IsWholeWithMissing(values)),
            },
            ColumnKind.Long => from switch
            {
                "int64" => values,
                "int8" or "int16" or "int32" or "uint8" or "uint16" or "uint32" => Whole(values, from, number => number),
                _ => throw Unfit(name, from, "int64", IsWholeWithMissing(values)),
            },
            ColumnKind.Float => from switch
            {
                "float32" => values,
                "int64" when HoldsOnlyTruth(values) => Array.ConvertAll((long[])values, number => (float)number),
                _ => throw Unfit(name, from, "float32"),
            },
            ColumnKind.Double => ToDoubles(name, values, from),
            ColumnKind.String => from is "str" or "object" ? values : throw Unfit(name, from, "<U0"),
            ColumnKind.Binary => from is "str" or "object" ? values : throw Unfit(name, from, "|S0"),
            ColumnKind.DateTime => from switch
            {
                "datetime64[ns]" => values,
                "object" => throw TrackingErrors.InvalidParameter($"Failed to convert column {name} from type object to DataType.datetime."),
                _ => throw Unfit(name, from, "datetime64[ns]"),
            },

            // Nested types are checked item by item where values come from JSON; typed columns of them are the caller's.
            _ => values,
        };
    }

    private static Array ToDoubles(string name, Array values, string from) => from switch
    {
        "float64" => values,
        "float32" => Array.ConvertAll((float[])values, number => (double)number),
        "int64" when HoldsOnlyTruth(values) => Array.ConvertAll((long[])values, number => (double)number),
        "int8" or "int16" or "int32" or "uint8" or "uint16" or "uint32" => Whole(values, from, number => (double)number),
        "object" => Objects(name, values),
        _ => throw Unfit(name, from, "float64"),
    };

    private static double[] Objects(string name, Array values)
    {
        var numbers = new double[values.Length];
        for (var place = 0; place < numbers.Length; place++)
        {
            numbers[place] = values.GetValue(place) switch
            {
                null => double.NaN,
                bool truth => truth ? 1d : 0d,
                IConvertible number and not (string or DateTime or char) => number.ToDouble(CultureInfo.InvariantCulture),
                _ => throw TrackingErrors.InvalidParameter($"Failed to convert column {name} from type object to DataType.double."),
            };
        }

        return numbers;
    }

    private static T[] Whole<T>(Array values, string from, Func<long, T> convert) => from switch
    {
        "int8" => Array.ConvertAll((sbyte[])values, number => convert(number)),
        "uint8" => Array.ConvertAll((byte[])values, number => convert(number)),
        "int16" => Array.ConvertAll((short[])values, number => convert(number)),
        "uint16" => Array.ConvertAll((ushort[])values, number => convert(number)),
        "uint32" => Array.ConvertAll((uint[])values, number => convert(number)),
        _ => Array.ConvertAll((int[])values, number => convert(number)),
    };

    private static bool HoldsOnlyTruth(Array values) => Array.TrueForAll((long[])values, number => number is 0 or 1);

    private static bool IsWholeWithMissing(Array values) => values is double[] numbers
        && Array.Exists(numbers, double.IsNaN) && Array.TrueForAll(numbers, number => double.IsNaN(number) || Math.Floor(number) == number);

    private static MlTrackException Unfit(string name, string from, string declared, bool isHinted = false) =>
        TrackingErrors.InvalidParameter($"Incompatible input types for column {name}. Can not safely convert {from} to {declared}.{(isHinted ? MissingIntegers : "")}");

    private static string TypeName(Array values) => values.GetType().GetElementType() switch
    {
        var type when type == typeof(bool) => "bool",
        var type when type == typeof(sbyte) => "int8",
        var type when type == typeof(short) => "int16",
        var type when type == typeof(int) => "int32",
        var type when type == typeof(long) => "int64",
        var type when type == typeof(byte) => "uint8",
        var type when type == typeof(ushort) => "uint16",
        var type when type == typeof(uint) => "uint32",
        var type when type == typeof(ulong) => "uint64",
        var type when type == typeof(float) => "float32",
        var type when type == typeof(double) => "float64",
        var type when type == typeof(string) => "str",
        var type when type == typeof(DateTime) || type == typeof(DateTime?) || type == typeof(DateTimeOffset) => "datetime64[ns]",
        _ => "object",
    };

    private static string Repr(IEnumerable<string> names) => "[" + string.Join(", ", names.Select(PythonRepr.Quote)) + "]";
}
