using MlTrack.Internal.Text;

namespace MlTrack.Internal.Data;

/// <summary>An array of any rank: its values in a row, and what MLflow's tensor schema and profile say of it.</summary>
internal sealed class DataArray
{
    private readonly string _name;
    private readonly string _type;
    private readonly int _itemSize;

    private DataArray(string name, string type, int itemSize, DataColumn values, IReadOnlyList<int> shape)
    {
        _name = name;
        _type = type;
        _itemSize = itemSize;
        Values = values;
        Shape = shape;
    }

    internal DataColumn Values { get; }

    internal IReadOnlyList<int> Shape { get; }

    internal static DataArray Of(string name, Array array)
    {
        var item = array.GetType().GetElementType();
        var (type, size) = Type.GetTypeCode(item) switch
        {
            TypeCode.Boolean => ("bool", sizeof(bool)),
            TypeCode.SByte => ("int8", sizeof(sbyte)),
            TypeCode.Byte => ("uint8", sizeof(byte)),
            TypeCode.Int16 => ("int16", sizeof(short)),
            TypeCode.UInt16 => ("uint16", sizeof(ushort)),
            TypeCode.Int32 => ("int32", sizeof(int)),
            TypeCode.UInt32 => ("uint32", sizeof(uint)),
            TypeCode.Int64 => ("int64", sizeof(long)),
            TypeCode.UInt64 => ("uint64", sizeof(ulong)),
            TypeCode.Single => ("float32", sizeof(float)),
            TypeCode.Double => ("float64", sizeof(double)),
            _ => throw new MlTrackException(
                MlTrackErrorCode.InvalidParameterValue, $"The {name} are of the type '{array.GetType()}'. Use an array of numbers or booleans, such as float[,]."),
        };
        var shape = Enumerable.Range(0, array.Rank).Select(array.GetLength).ToArray();
        return new DataArray(name, type, size, DataColumn.Of(name, Flatten(array)), shape);
    }

    /// <summary>The schema as JSON text, in which the number of examples is open.</summary>
    internal string ToSchema()
    {
        var writer = new PythonJsonWriter().StartArray().StartObject().Name("type").String("tensor").Name("tensor-spec").StartObject()
            .Name("dtype").String(_type).Name("shape").StartArray();
        for (var i = 0; i < Shape.Count; i++)
        {
            writer.Number(i == 0 ? -1 : Shape[i]);
        }

        return writer.EndArray().EndObject().EndObject().EndArray().ToString();
    }

    internal void WriteProfile(PythonJsonWriter writer)
    {
        writer.Name(_name + "_shape").StartArray();
        foreach (var dimension in Shape)
        {
            writer.Number(dimension);
        }

        long size = Values.Count;
        writer.EndArray().Name(_name + "_size").Number(size).Name(_name + "_nbytes").Number(size * _itemSize);
    }

    // Row by row, which is how .NET keeps them.
    private static Array Flatten(Array array) => array switch
    {
        { Rank: 1 } => array,
        _ when array.GetType().GetElementType() == typeof(bool) => array.Cast<bool>().ToArray(),
        _ when array.GetType().GetElementType() == typeof(sbyte) => array.Cast<sbyte>().ToArray(),
        _ when array.GetType().GetElementType() == typeof(byte) => array.Cast<byte>().ToArray(),
        _ when array.GetType().GetElementType() == typeof(short) => array.Cast<short>().ToArray(),
        _ when array.GetType().GetElementType() == typeof(ushort) => array.Cast<ushort>().ToArray(),
        _ when array.GetType().GetElementType() == typeof(int) => array.Cast<int>().ToArray(),
        _ when array.GetType().GetElementType() == typeof(uint) => array.Cast<uint>().ToArray(),
        _ when array.GetType().GetElementType() == typeof(long) => array.Cast<long>().ToArray(),
        _ when array.GetType().GetElementType() == typeof(ulong) => array.Cast<ulong>().ToArray(),
        _ when array.GetType().GetElementType() == typeof(float) => array.Cast<float>().ToArray(),
        _ => array.Cast<double>().ToArray(),
    };
}
