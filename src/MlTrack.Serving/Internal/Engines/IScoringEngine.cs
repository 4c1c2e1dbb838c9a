using MlTrack.Models;

namespace MlTrack.Serving.Internal.Engines;

/// <summary>A model of one flavor in memory.</summary>
internal interface IScoringEngine : IDisposable
{
    /// <summary>The flavor's name.</summary>
    string Flavor { get; }

    /// <summary>What the model itself says of its input, for folders without a signature.</summary>
    ModelSchema Inputs { get; }

    /// <summary>Scores batches as the results are asked for.</summary>
    IEnumerable<ScoringBatch> Score(IEnumerable<ScoringBatch> batches);
}

/// <summary>Finds the engine for a model's folder.</summary>
internal static class ScoringEngines
{
    internal static IScoringEngine Load(ModelFolder folder)
    {
        var flavors = folder.File.Flavors;
        if (flavors.TryGetValue(OnnxEngine.FlavorName, out var onnx))
        {
            return OnnxEngine.Load(folder.PathOf(Data(onnx, "model.onnx")));
        }

        return flavors.TryGetValue(MLNetEngine.FlavorName, out var mlnet)
            ? MLNetEngine.Load(folder.PathOf(Data(mlnet, "model.zip")))
            : throw ScoringErrors.NoFlavor(flavors.Keys.OrderBy(name => name, StringComparer.Ordinal));
    }

    private static string Data(IReadOnlyDictionary<string, object?> options, string usual) => options.TryGetValue("data", out var data) && data is string path ? path : usual;
}
