using MlTrack.Internal.Rules;

namespace MlTrack.Server.Internal.Artifacts;

/// <summary>
/// Where clients are told that artifacts lie. What lies on the server's own disk, or in its memory, is shown as MLflow's server shows it:
/// <c>mlflow-artifacts:/…</c>, to be had through the server. Other places are told as they are recorded.
/// </summary>
internal sealed class ArtifactLocations(MlTrackServerOptions options)
{
    internal const string Scheme = "mlflow-artifacts:";

    private readonly bool _serve = options.ServeArtifacts;

    internal Experiment Show(Experiment experiment) => IsHidden(experiment.ArtifactLocation)
        ? experiment with { ArtifactLocation = $"{Scheme}/{experiment.ExperimentId}" }
        : experiment;

    internal RunRecord Show(RunRecord run) => IsHidden(run.Info.ArtifactUri) ? run with { Info = Show(run.Info) } : run;

    internal RunInfo Show(RunInfo run) => IsHidden(run.ArtifactUri) ? run with { ArtifactUri = $"{Scheme}/{run.ExperimentId}/{run.RunId}/artifacts" } : run;

    internal LoggedModel Show(LoggedModel model) => IsHidden(model.ArtifactLocation)
        ? model with { ArtifactLocation = $"{Scheme}/{model.ExperimentId}/models/{model.ModelId}/artifacts" }
        : model;

    /// <summary>
    /// Refuses a location that a client may not choose: a place on the server's own disk. (MLflow takes <c>/etc</c> and reads from there.)
    /// </summary>
    /// <exception cref="MlTrackException">The location is a path, a <c>file:</c> URI, or of a kind that nobody can open.</exception>
    internal static void CheckChosen(string? location)
    {
        if (location is null)
        {
            return;
        }

        CheckParts(location);
        if (IsLocal(location) || location.StartsWith("javascript:", StringComparison.OrdinalIgnoreCase) || location.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            throw Binding.BindingFaults.Invalid(
                $"Artifact location cannot be a place on the server's own disk. Given: '{location}'. Leave it out, or name an object store or 'mlflow-artifacts:/…'.");
        }
    }

    private static void CheckParts(string location)
    {
        var query = location.IndexOf('?', StringComparison.Ordinal);
        if (query >= 0 && location.IndexOf("..", query, StringComparison.Ordinal) >= 0)
        {
            throw Binding.BindingFaults.Invalid("Invalid query string");
        }

        if (location.AsSpan().IndexOfAny('#', ';') >= 0)
        {
            throw Binding.BindingFaults.Invalid("'artifact_location' URL can't include fragments or params.");
        }
    }

    /// <summary>True for what only the server itself can open.</summary>
    internal static bool IsLocal(string location) =>
        !ArtifactUris.HasScheme(location) || location.StartsWith("file:", StringComparison.OrdinalIgnoreCase) || location.StartsWith("memory:", StringComparison.OrdinalIgnoreCase);

    private bool IsHidden(string location) => _serve && location.Length > 0 && IsLocal(location);
}
