using System.Globalization;
using System.Text;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.Rules;

/// <summary>MLflow's rules of the model registry, the same for every store.</summary>
internal static class RegistryRules
{
    internal const string PromptTag = "mlflow.prompt.is_prompt";
    internal const string LatestAlias = "latest";
    internal const string NoStage = "None";
    internal const string ArchivedStage = "Archived";

    /// <summary>The stage under which MLflow's file store keeps deleted versions, so that their numbers are not used again.</summary>
    internal const string DeletedStage = "Deleted_Internal";

    /// <summary>The stages in MLflow's order.</summary>
    internal static readonly IReadOnlyList<string> Stages = [NoStage, "Staging", "Production", ArchivedStage];

    /// <summary>Gives a stage in MLflow's spelling.</summary>
    /// <param name="stage">The stage in any case.</param>
    /// <exception cref="MlTrackException">MLflow has no such stage.</exception>
    internal static string CanonicalStage(string stage) =>
        Stages.FirstOrDefault(known => string.Equals(known, stage, StringComparison.OrdinalIgnoreCase)) ?? throw RegistryErrors.UnknownStage(stage);

    /// <summary>Gives the target of a transition in MLflow's spelling.</summary>
    /// <exception cref="MlTrackException">It is none, or others cannot be archived for it.</exception>
    internal static string TargetStage(string stage, bool archiveOthers)
    {
        if (string.IsNullOrWhiteSpace(stage))
        {
            throw RegistryErrors.EmptyStage();
        }

        var canonical = CanonicalStage(stage);
        return archiveOthers && canonical is NoStage or ArchivedStage ? throw RegistryErrors.StageNotActive(stage) : canonical;
    }

    /// <summary>Reads a version number as Python's <c>int</c> does; 0, which no version has, for what no 64-bit number can be.</summary>
    /// <exception cref="MlTrackException">It is no integer.</exception>
    internal static long ParseVersion(string version) => PythonInt.Parse(Encoding.UTF8.GetBytes(version), out var number) switch
    {
        PythonIntStatus.Ok => number,
        PythonIntStatus.OutOfRange => 0,
        _ => throw RegistryErrors.VersionNoInteger(version),
    };

    /// <summary>The text of a version number.</summary>
    internal static string FormatVersion(long version) => version.ToString(CultureInfo.InvariantCulture);

    internal static void RequireName(string name) => BatchRules.Require(Names.CheckRegisteredModelName(name));

    internal static void RequireTag(RunTag tag)
    {
        BatchRules.CheckTag(tag.Key, tag.Value);
        BatchRules.Require(Names.CheckRegistryTagValue(tag.Value));
    }

    internal static void RequireTags(IReadOnlyList<RunTag> tags)
    {
        foreach (var tag in tags)
        {
            RequireTag(tag);
        }
    }

    internal static bool IsPrompt(IEnumerable<KeyValuePair<string, string>> tags) =>
        tags.Any(tag => tag.Key == PromptTag && string.Equals(tag.Value, "true", StringComparison.OrdinalIgnoreCase));

    /// <summary>Gives the newest version of each stage, by number.</summary>
    /// <param name="versions">All versions that are not deleted.</param>
    internal static IReadOnlyList<ModelVersion> Latest(IEnumerable<ModelVersion> versions, IReadOnlyList<string> stages)
    {
        var latest = new Dictionary<string, (long Number, ModelVersion Version)>(StringComparer.Ordinal);
        foreach (var version in versions)
        {
            var number = ParseVersion(version.Version);
            if (stages.Contains(version.CurrentStage) && (!latest.TryGetValue(version.CurrentStage, out var best) || best.Number < number))
            {
                latest[version.CurrentStage] = (number, version);
            }
        }

        return [.. latest.Values.OrderBy(entry => entry.Number).Select(entry => entry.Version)];
    }
}
