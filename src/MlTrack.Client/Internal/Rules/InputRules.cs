namespace MlTrack.Internal.Rules;

/// <summary>What inputs and outputs of a run must be, so that every store can keep them. MLflow checks nothing here.</summary>
internal static class InputRules
{
    internal static void Check(IReadOnlyList<DatasetInput>? datasets, IReadOnlyList<LoggedModelInput>? models)
    {
        foreach (var input in datasets ?? [])
        {
            if (string.IsNullOrEmpty(input.Dataset.Name) || string.IsNullOrEmpty(input.Dataset.Digest))
            {
                throw TrackingErrors.InvalidParameter("A dataset must have a name and a digest.");
            }
        }

        foreach (var input in models ?? [])
        {
            BatchRules.RequireModelId(input.ModelId);
        }
    }

    internal static void Check(IReadOnlyList<LoggedModelOutput> models)
    {
        foreach (var output in models ?? throw new ArgumentNullException(nameof(models)))
        {
            BatchRules.RequireModelId(output.ModelId);
        }
    }
}
