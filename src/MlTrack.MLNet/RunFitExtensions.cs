using Microsoft.ML;
using MlTrack.MLNet.Internal;

namespace MlTrack.MLNet;

/// <summary>Trains a pipeline and logs how.</summary>
public static class RunFitExtensions
{
    /// <summary>
    /// Trains the pipeline as <c>pipeline.Fit(data)</c> does, and logs: the chain of estimators (param <c>estimators</c>), the trainer
    /// (<c>trainer</c>) and its options (under their names in ML.NET) as params, the data as data set input, how long it took in
    /// seconds (metric <c>fit_time</c>), how many rows there were (<c>training_example_count</c>), and while it goes on how many were read (<c>rows_read</c>).
    /// </summary>
    /// <typeparam name="TTransformer">What the pipeline becomes when trained.</typeparam>
    /// <param name="run">The run.</param>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="data">The training data.</param>
    /// <param name="options">What is logged; null for the defaults.</param>
    /// <returns>The trained pipeline. What training throws is thrown; a fault of logging is reported only, see <see cref="Run.Failures"/>.</returns>
    /// <remarks>
    /// Thread-safe as <see cref="Run"/> is. Params cannot change within a run: for a second pipeline set <see cref="FitOptions.Prefix"/>,
    /// or start a child run.
    /// </remarks>
    /// <exception cref="MlTrackException">With <see cref="OnFailure.Throw"/>: something could not be logged.</exception>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    public static TTransformer Fit<TTransformer>(this Run run, IEstimator<TTransformer> pipeline, IDataView data, FitOptions? options = null)
        where TTransformer : ITransformer
    {
        Guard.NotNull(run);
        Guard.NotNull(pipeline);
        Guard.NotNull(data);
        var log = new FitLog(run, options ?? FitOptions.Default);
        log.Pipeline(pipeline);
        log.Sample(data);
        var view = log.Start(data);
        TTransformer model;
        try
        {
            model = pipeline.Fit(view);
        }
        catch
        {
            log.StopAfterFault();
            throw;
        }

        log.Stop();
        return model;
    }
}
