using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MlTrack.Serving.Internal.Engines;

/// <summary>Outputs that are a map a row, as scikit-learn's classifiers have them: probabilities by class.</summary>
internal static class OnnxMaps
{
    internal static Array Take(string name, OrtValue output, int rows)
    {
        if (output.OnnxType != OnnxValueType.ONNX_TYPE_SEQUENCE)
        {
            throw ScoringErrors.Unsupported($"The graph's output '{name}' is a {output.OnnxType}, which is not taken here.");
        }

        var maps = new List<IReadOnlyDictionary<string, double>>(rows);
        output.ProcessSequence((element, _) => element.ProcessMap((keys, values) => maps.Add(Read(keys, values)), OrtAllocator.DefaultInstance), OrtAllocator.DefaultInstance);
        return maps.ToArray();
    }

    private static Dictionary<string, double> Read(OrtValue keys, OrtValue values)
    {
        string[] names = keys.GetTensorTypeAndShape().ElementDataType == TensorElementType.String
            ? keys.GetStringTensorAsArray()
            : [.. keys.GetTensorDataAsSpan<long>().ToArray().Select(key => key.ToString(System.Globalization.CultureInfo.InvariantCulture))];
        var numbers = values.GetTensorDataAsSpan<float>();
        var map = new Dictionary<string, double>(names.Length, StringComparer.Ordinal);
        for (var place = 0; place < names.Length; place++)
        {
            map[names[place]] = numbers[place];
        }

        return map;
    }
}
