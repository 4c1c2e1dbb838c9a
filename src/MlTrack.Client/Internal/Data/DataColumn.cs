namespace MlTrack.Internal.Data;

/// <summary>A column of a table: what MLflow's schema says of it, and how its values are hashed.</summary>
/// <param name="Type">MLflow's type: <c>long</c>, <c>double</c>, <c>string</c> …</param>
/// <param name="Required">False where values are missing.</param>
/// <param name="Kind">Whether and how the column counts for the digest.</param>
/// <param name="Count">The number of values at hand.</param>
/// <param name="Hash">Gives the hash of a value by its row.</param>
internal sealed record DataColumn(string Name, string Type, bool Required, DataColumnKind Kind, int Count, Func<int, ulong> Hash)
{
    /// <summary>Describes an array as pandas would the same column. A nullable number that is missing makes the column one of doubles, as there.</summary>
    internal static DataColumn Of(string name, Array values) => values switch
    {
        // First, since the runtime takes an array of uint for one of int as well; of the other pairs both are treated alike.
        _ when values.GetType() == typeof(uint[]) => Integer(name, "long", values.Length, row => ((uint[])values)[row]),
        sbyte[] v => Integer(name, "integer", v.Length, row => (byte)v[row]),
        byte[] v => Integer(name, "integer", v.Length, row => v[row]),
        short[] v => Integer(name, "integer", v.Length, row => (ushort)v[row]),
        ushort[] v => Integer(name, "integer", v.Length, row => v[row]),
        int[] v => Integer(name, "integer", v.Length, row => (uint)v[row]),
        long[] v => Integer(name, "long", v.Length, row => (ulong)v[row]),
        ulong[] v => Integer(name, "long", v.Length, row => v[row]),
        float[] v => new DataColumn(name, "float", !v.Any(float.IsNaN), DataColumnKind.Number, v.Length, row => ValueHash.OfSingle(v[row])),
        double[] v => new DataColumn(name, "double", !v.Any(double.IsNaN), DataColumnKind.Number, v.Length, row => ValueHash.OfDouble(v[row])),
        int?[] v => v.Any(x => x is null) ? Of(name, v.Select(x => x ?? double.NaN).ToArray()) : Of(name, v.Select(x => x.GetValueOrDefault()).ToArray()),
        long?[] v => v.Any(x => x is null) ? Of(name, v.Select(x => x ?? double.NaN).ToArray()) : Of(name, v.Select(x => x.GetValueOrDefault()).ToArray()),
        float?[] v => Of(name, v.Select(x => x ?? float.NaN).ToArray()),
        double?[] v => Of(name, v.Select(x => x ?? double.NaN).ToArray()),
        bool[] v => new DataColumn(name, "boolean", true, DataColumnKind.Other, v.Length, row => ValueHash.OfBits(v[row] ? 1UL : 0)),
        DateTime[] or DateTimeOffset[] => new DataColumn(name, "datetime", true, DataColumnKind.Other, values.Length, _ => throw NoHash(name)),
        string?[] v => Text(name, v),
        _ => throw new MlTrackException(
            MlTrackErrorCode.InvalidParameterValue,
            $"Column '{name}' is of the type '{values.GetType()}'. Use an array of numbers, texts, booleans or times."),
    };

    private static DataColumn Integer(string name, string type, int count, Func<int, ulong> bits) =>
        new(name, type, true, DataColumnKind.Number, count, row => ValueHash.OfBits(bits(row)));

    private static DataColumn Text(string name, string?[] values)
    {
        var complete = !values.Any(value => value is null);
        return new DataColumn(
            name, "string", complete, complete ? DataColumnKind.Text : DataColumnKind.Other, values.Length, row => ValueHash.OfText(values[row] ?? throw NoHash(name)));
    }

    private static InvalidOperationException NoHash(string name) => new($"Column '{name}' has no part in the digest.");
}

/// <summary>How a column counts for the digest of a table.</summary>
internal enum DataColumnKind
{
    /// <summary>Not at all: booleans, times, texts with missing values.</summary>
    Other = 0,

    /// <summary>As a number.</summary>
    Number = 1,

    /// <summary>As a text.</summary>
    Text = 2,
}
