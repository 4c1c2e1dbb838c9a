using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace MlTrack.MLNet.Tests.Support;

/// <summary>Small real trainings, the same on every machine: fixed seeds, one thread.</summary>
internal static class Training
{
    public static IDataView Iris(MLContext context) => context.Data.LoadFromTextFile<Flower>(PathOf("iris.csv"), separatorChar: ',', hasHeader: true);

    public static IDataView Diabetes(MLContext context) => context.Data.LoadFromTextFile<Patient>(PathOf("diabetes.csv"), separatorChar: ',', hasHeader: true);

    public static EstimatorChain<RegressionPredictionTransformer<LinearRegressionModelParameters>> Regression(MLContext context, float l2 = 1) =>
        context.Transforms.NormalizeMeanVariance("Features").Append(context.Regression.Trainers.Sdca(
            new SdcaRegressionTrainer.Options { MaximumNumberOfIterations = 10, NumberOfThreads = 1, L2Regularization = l2 }));

    public static IDataView BreastCancer(MLContext context)
    {
        var data = context.Data.LoadFromTextFile<Tumour>(PathOf("breast_cancer.csv"), separatorChar: ',', hasHeader: true);
        var label = context.Transforms.Conversion.MapValue("Label", [new KeyValuePair<string, bool>("malignant", true), new("benign", false)], nameof(Tumour.Diagnosis));
        return context.Data.Cache(label.Fit(data).Transform(data));
    }

    public static EstimatorChain<MulticlassPredictionTransformer<MaximumEntropyModelParameters>> IrisPipeline(MLContext context, int iterations = 20) =>
        context.Transforms.Conversion.MapValueToKey("Label", nameof(Flower.Species))
            .Append(context.Transforms.NormalizeMeanVariance("Features"))
            .Append(context.MulticlassClassification.Trainers.SdcaMaximumEntropy(new SdcaMaximumEntropyMulticlassTrainer.Options
            {
                MaximumNumberOfIterations = iterations,
                NumberOfThreads = 1,
                L2Regularization = 0.01f,
            }));

    public static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "data", file);

    internal sealed class Flower
    {
        [LoadColumn(0, 3), VectorType(4), ColumnName("Features")]
        public float[] Measures { get; set; } = [];

        [LoadColumn(4)]
        public string Species { get; set; } = string.Empty;
    }

    internal sealed class Patient
    {
        [LoadColumn(0, 9), VectorType(10), ColumnName("Features")]
        public float[] Measures { get; set; } = [];

        [LoadColumn(10), ColumnName("Label")]
        public float Progression { get; set; }
    }

    internal sealed class Tumour
    {
        [LoadColumn(0, 29), VectorType(30), ColumnName("Features")]
        public float[] Measures { get; set; } = [];

        [LoadColumn(30)]
        public string Diagnosis { get; set; } = string.Empty;
    }
}
