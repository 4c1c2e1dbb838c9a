using MlTrack.Internal.Rules;
using MlTrack.Models;

namespace MlTrack.Internal.Packaging;

/// <summary>
/// Reads the inputs and outputs of an ONNX file: of the <c>ModelProto</c> field 7 is the graph, of which 11 are the inputs, 12 the outputs and 5 the
/// initializers, whose names are among the inputs in old files.
/// </summary>
internal static class OnnxGraph
{
    // ONNX's TensorProto.DataType by number; what NumPy does not have is empty.
    private static readonly string[] DTypes =
        ["", "float32", "uint8", "int8", "uint16", "int16", "int32", "int64", "str", "bool", "float16", "float64", "uint32", "uint64", "complex64", "complex128"];

    /// <summary>Gives a tensor signature with the graph's names and shapes, which is what MLflow needs to feed the graph; null where a value is no tensor.</summary>
    /// <exception cref="MlTrackException">The file is no ONNX model.</exception>
    internal static ModelSignature? ReadSignature(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 12);
        try
        {
            var model = new ProtobufReader(stream);
            while (model.Next())
            {
                if (model.Field == 7)
                {
                    return ReadGraph(model.Message());
                }
            }
        }
        catch (FormatException fault)
        {
            throw new MlTrackException(MlTrackErrorCode.InvalidParameterValue, $"'{file}' cannot be logged. {fault.Message}", fault) { Path = file };
        }

        throw TrackingErrors.InvalidParameter($"'{file}' cannot be logged. The file is no ONNX model: it has no graph.");
    }

    private static ModelSignature? ReadGraph(ProtobufReader graph)
    {
        var inputs = new List<(string Name, TensorSpec? Tensor)>();
        var outputs = new List<(string Name, TensorSpec? Tensor)>();
        var constants = new HashSet<string>(StringComparer.Ordinal);
        while (graph.Next())
        {
            switch (graph.Field)
            {
                case 5:
                    constants.Add(ReadName(graph.Message(), field: 8));
                    break;
                case 11:
                    inputs.Add(ReadValue(graph.Message()));
                    break;
                case 12:
                    outputs.Add(ReadValue(graph.Message()));
                    break;
            }
        }

        var (takes, gives) = (ToSchema(inputs.Where(input => !constants.Contains(input.Name))), ToSchema(outputs));
        return takes is null && gives is null ? null : new ModelSignature(takes, gives);
    }

    private static ModelSchema? ToSchema(IEnumerable<(string Name, TensorSpec? Tensor)> values)
    {
        var tensors = values.Select(value => value.Tensor).ToList();
        return tensors.Count == 0 || tensors.Contains(null) ? null : ModelSchema.OfTensors(tensors.Select(tensor => tensor!));
    }

    private static string ReadName(ProtobufReader message, int field)
    {
        while (message.Next())
        {
            if (message.Field == field)
            {
                return message.Text();
            }
        }

        return "";
    }

    private static (string Name, TensorSpec? Tensor) ReadValue(ProtobufReader value)
    {
        var name = "";
        (string DType, List<long> Shape)? type = null;
        while (value.Next())
        {
            if (value.Field == 1)
            {
                name = value.Text();
            }
            else if (value.Field == 2)
            {
                type = ReadType(value.Message());
            }
        }

        return (name, type is { DType.Length: > 0 } known ? new TensorSpec(known.DType, known.Shape, name) : null);
    }

    private static (string DType, List<long> Shape)? ReadType(ProtobufReader type)
    {
        while (type.Next())
        {
            // Field 1 is a tensor; 4 and 5 are sequences and maps.
            if (type.Field == 1)
            {
                return ReadTensor(type.Message());
            }
        }

        return null;
    }

    private static (string DType, List<long> Shape)? ReadTensor(ProtobufReader tensor)
    {
        var dtype = "";
        List<long>? shape = null;
        while (tensor.Next())
        {
            if (tensor.Field == 1)
            {
                dtype = tensor.Number > 0 && tensor.Number < DTypes.Length ? DTypes[tensor.Number] : "";
            }
            else if (tensor.Field == 2)
            {
                shape = ReadShape(tensor.Message());
            }
        }

        // A tensor of unknown rank has no shape to write.
        return shape is null ? null : (dtype, shape);
    }

    private static List<long> ReadShape(ProtobufReader shape)
    {
        var lengths = new List<long>();
        while (shape.Next())
        {
            if (shape.Field == 1)
            {
                var (dimension, length) = (shape.Message(), -1L);
                while (dimension.Next())
                {
                    // Field 1 is a number, 2 the name of a length that is open.
                    length = dimension.Field == 1 ? dimension.Number : length;
                }

                lengths.Add(length);
            }
        }

        return lengths;
    }
}
