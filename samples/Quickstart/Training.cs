using Microsoft.ML;
using Microsoft.ML.Data;

namespace Quickstart;

/// <summary>The machine learning of the sample: plain ML.NET, which knows nothing of tracking.</summary>
internal sealed class Training(Settings settings)
{
    private const string Label = "Label";

    private readonly MLContext _context = new(settings.Seed);

    public DataOperationsCatalog.TrainTestData Load(string csv)
    {
        var data = _context.Data.LoadFromTextFile<Iris>(csv, separatorChar: ',', hasHeader: true);
        // Cached, since every pass of the trainer would parse the file again.
        return _context.Data.TrainTestSplit(_context.Data.Cache(data), settings.TestFraction, seed: settings.Seed);
    }

    /// <summary>Scaled measures into a linear classifier that makes <paramref name="iterations"/> passes over the data.</summary>
    public IEstimator<ITransformer> Pipeline(int iterations)
    {
        var options = new Microsoft.ML.Trainers.SdcaMaximumEntropyMulticlassTrainer.Options
        {
            MaximumNumberOfIterations = iterations,
            L1Regularization = settings.L1Regularization,
            L2Regularization = settings.L2Regularization,
            // One thread and no early stop: the same figures on every machine.
            NumberOfThreads = 1,
            ConvergenceTolerance = 1e-9f,
        };
        return _context.Transforms.Conversion.MapValueToKey(Label, nameof(Iris.Species))
            .Append(_context.Transforms.NormalizeMeanVariance("Features"))
            .Append(_context.MulticlassClassification.Trainers.SdcaMaximumEntropy(options))
            .Append(_context.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
    }

    public MulticlassClassificationMetrics Evaluate(ITransformer model, IDataView data) =>
        _context.MulticlassClassification.Evaluate(model.Transform(data));

    /// <summary>One evaluation per fold, each of a model that never saw the fold.</summary>
    public IEnumerable<MulticlassClassificationMetrics> CrossValidate(IDataView data) =>
        _context.MulticlassClassification.CrossValidate(data, Pipeline(settings.Iterations), settings.Folds, seed: settings.Seed)
            .OrderBy(result => result.Fold)
            .Select(result => result.Metrics);

    public void Save(ITransformer model, IDataView data, Stream file) => _context.Model.Save(model, data.Schema, file);

    /// <summary>The species in the order of the classes' numbers.</summary>
    public static IReadOnlyList<string> Classes(ITransformer model, IDataView data)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        model.Transform(data).Schema[Label].GetKeyValues(ref names);
        return names.DenseValues().Select(name => name.ToString()).ToArray();
    }
}
