using Microsoft.ML.Transforms;

namespace MlTrack.MLNet.Tests.Support;

internal sealed class Number
{
    public float Value { get; set; }

    public float Label { get; set; }
}

internal sealed class Doubled
{
    public float Twice { get; set; }
}

/// <summary>A step in C#, which no ONNX graph can hold.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class DoublingFactory : CustomMappingFactory<Number, Doubled>
{
    public const string Contract = "Doubling";

    public static void Double(Number input, Doubled output) => output.Twice = 2 * input.Value;

    public override Action<Number, Doubled> GetMapping() => Double;
}
