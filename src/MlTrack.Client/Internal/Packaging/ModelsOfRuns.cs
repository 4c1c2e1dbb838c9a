using MlTrack.Internal.Context;
using MlTrack.Models;

namespace MlTrack.Internal.Packaging;

/// <summary>What a model takes over from the run that made it, as in MLflow's <c>log_model</c>; what the caller says of the model goes before it.</summary>
internal static class ModelsOfRuns
{
    // Who made it, and of which source.
    private static readonly string[] TagsOfModels =
        [ContextTagNames.User, ContextTagNames.SourceName, ContextTagNames.SourceType, ContextTagNames.GitCommit, ContextTagNames.GitBranch, ContextTagNames.GitRepoUrl];

    internal static Dictionary<string, string> Params(RunRecord run, LogModelOptions options) => Merge(run.Data.Params, options.Params);

    internal static Dictionary<string, string> Tags(RunRecord run, LogModelOptions options) => Merge(run.Data.Tags.Where(tag => TagsOfModels.Contains(tag.Key)), options.Tags);

    private static Dictionary<string, string> Merge(IEnumerable<KeyValuePair<string, string>> first, IReadOnlyDictionary<string, string>? more)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in first.Concat(more ?? EmptyMap.Strings))
        {
            all[pair.Key] = pair.Value;
        }

        return all;
    }
}
