using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Writing;

namespace MlTrack;

/// <content>What went into the run.</content>
public sealed partial class Run
{
    /// <summary>Records a data set that the run uses: MLflow's <c>log_input</c>.</summary>
    /// <param name="dataset">The data set. The first description of a name and digest wins in an experiment, as in MLflow.</param>
    /// <param name="context">What it is used for: <c>training</c>, <c>eval</c> …; the tag <c>mlflow.data.context</c>.</param>
    /// <param name="tags">Further tags of this use, or null.</param>
    /// <returns>This run.</returns>
    /// <remarks>The same data set again in one run is ignored, with its tags, as in MLflow.</remarks>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    /// <exception cref="MlTrackException">With <see cref="OnFailure.Throw"/>: the input was not written.</exception>
    public Run LogInput(Dataset dataset, string? context = null, IReadOnlyDictionary<string, string>? tags = null)
    {
        Guard.NotNull(dataset);
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in tags ?? EmptyMap.Strings)
        {
            all[tag.Key] = tag.Value;
        }

        if (context is not null)
        {
            all[DatasetInput.ContextTag] = context;
        }

        return LogInputs([new DatasetInput { Dataset = dataset, Tags = all }]);
    }

    /// <summary>Records data sets and logged models that the run uses: MLflow's <c>log_inputs</c>.</summary>
    /// <param name="datasets">The data sets.</param>
    /// <param name="models">The models, or null.</param>
    /// <returns>This run.</returns>
    /// <exception cref="InvalidOperationException">The run has ended.</exception>
    /// <exception cref="MlTrackException">With <see cref="OnFailure.Throw"/>: the inputs were not written.</exception>
    public Run LogInputs(IReadOnlyList<DatasetInput> datasets, IReadOnlyList<LoggedModelInput>? models = null)
    {
        Guard.NotNull(datasets);
        return datasets.Count == 0 && models is not { Count: > 0 } ? this : Log(new PendingInputs([.. datasets], models is null ? null : [.. models]));
    }
}
