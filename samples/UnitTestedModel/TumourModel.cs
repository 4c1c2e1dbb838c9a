using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using MlTrack;
using MlTrack.MLNet;

namespace UnitTestedModel;

/// <summary>The code under test: it trains a model that tells malignant tumours from benign ones.</summary>
internal sealed class TumourModel
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly DataOperationsCatalog.TrainTestData _data;
    private ITransformer? _model;

    public TumourModel()
    {
        var file = _ml.Data.LoadFromTextFile<Tumour>(Path.Combine(AppContext.BaseDirectory, "data", "breast_cancer.csv"), separatorChar: ',', hasHeader: true);
        var label = _ml.Transforms.Conversion.MapValue("Label", [new KeyValuePair<string, bool>("malignant", true), new("benign", false)], nameof(Tumour.Diagnosis));
        _data = _ml.Data.TrainTestSplit(_ml.Data.Cache(label.Fit(file).Transform(file)), testFraction: 0.3, seed: 1);
    }

    /// <summary>Set it to 1 and see the tests fail.</summary>
    public int Iterations { get; init; } =
        int.TryParse(Environment.GetEnvironmentVariable("TUMOUR_ITERATIONS"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 100;

    /// <summary>Trains and evaluates within the run, and gives the probability of each tumour of the test set.</summary>
    public IReadOnlyList<double> Train(Run run)
    {
        var pipeline = _ml.Transforms.NormalizeMeanVariance("Features")
            .Append(_ml.BinaryClassification.Trainers.LbfgsLogisticRegression(new LbfgsLogisticRegressionBinaryTrainer.Options
            {
                MaximumNumberOfIterations = Iterations, NumberOfThreads = 1,
            }));
        _model = run.Fit(pipeline, _data.TrainSet, new FitOptions { DatasetName = "breast_cancer" });
        var scored = _model.Transform(_data.TestSet);
        run.LogMetrics(_ml.BinaryClassification.Evaluate(scored), scored, new EvaluationOptions { ClassNames = ["benign", "malignant"], Pictures = false });
        return [.. scored.GetColumn<float>("Probability").Select(probability => (double)probability)];
    }

    /// <summary>The trained model, to be logged.</summary>
    public MLNetFlavor ToFlavor() => new(_ml, _model ?? throw new InvalidOperationException("Train it first."), _data.TrainSet);

    private sealed class Tumour
    {
        [LoadColumn(0, 29), VectorType(30), ColumnName("Features")]
        public float[] Measures { get; set; } = [];

        [LoadColumn(30)]
        public string Diagnosis { get; set; } = string.Empty;
    }
}
