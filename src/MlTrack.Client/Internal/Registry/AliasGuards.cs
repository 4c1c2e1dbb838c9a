using System.Globalization;
using MlTrack.Internal.Rules;

namespace MlTrack.Internal.Registry;

/// <summary>Checks what the guards of an alias demand of a version.</summary>
internal sealed class AliasGuards(IModelSources sources)
{
    /// <summary>Throws, naming every demand that is not met.</summary>
    /// <param name="guards">The guards.</param>
    /// <param name="alias">The alias, for the message.</param>
    /// <param name="candidate">The version that the alias shall point to.</param>
    /// <param name="holder">The version that it points to; null when there is none that can be read.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    internal async ValueTask CheckAsync(
        IReadOnlyList<AliasGuard> guards, string alias, ModelVersion candidate, ModelVersion? holder, CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        foreach (var guard in guards)
        {
            if (await FindAsync(candidate, guard.Metric, cancellationToken).ConfigureAwait(false) is not { } value)
            {
                faults.Add($"it has no metric '{guard.Metric}', neither in its logged model nor in its run ({guard})");
            }
            else if (await FindFaultAsync(guard, value, holder, cancellationToken).ConfigureAwait(false) is { } fault)
            {
                faults.Add(fault);
            }
        }

        if (faults.Count > 0)
        {
            throw RegistryErrors.GuardRefuses(candidate, alias, string.Join("; ", faults));
        }
    }

    private async ValueTask<string?> FindFaultAsync(AliasGuard guard, double value, ModelVersion? holder, CancellationToken cancellationToken)
    {
        if (guard.HigherIsBetter is not { } higher)
        {
            // Written so that NaN meets no demand.
            return value >= (guard.Minimum ?? double.NegativeInfinity) && value <= (guard.Maximum ?? double.PositiveInfinity) ? null : Say(guard, value);
        }

        if (holder is null || await FindAsync(holder, guard.Metric, cancellationToken).ConfigureAwait(false) is not { } held || double.IsNaN(held))
        {
            return double.IsNaN(value) ? Say(guard, value) : null;
        }

        return (higher ? value >= held - guard.Tolerance : value <= held + guard.Tolerance)
            ? null
            : string.Format(CultureInfo.InvariantCulture, "{0}, whose version {1} has {2}", Say(guard, value), holder.Version, held);
    }

    private static string Say(AliasGuard guard, double value) =>
        string.Format(CultureInfo.InvariantCulture, "its {0} is {1}, and demanded is {2}", guard.Metric, value, guard);

    // A logged model's or run's being gone is no fault of the registry: then there is no such metric.
    private async ValueTask<double?> FindAsync(ModelVersion version, string metric, CancellationToken cancellationToken)
    {
        try
        {
            if (version.ModelId is { } modelId)
            {
                var model = await sources.GetModelAsync(modelId, cancellationToken).ConfigureAwait(false);
                if (MetricOrder.Latest(model.Metrics.Where(point => point.Key == metric)) is { } found)
                {
                    return found.Value;
                }
            }
        }
        catch (MlTrackException gone) when (gone.ErrorCode == MlTrackErrorCode.ResourceDoesNotExist)
        {
            // The run may still know.
        }

        try
        {
            return version.RunId is { } runId && (await sources.GetRunAsync(runId, cancellationToken).ConfigureAwait(false)).Data.Metrics.TryGetValue(metric, out var logged)
                ? logged.Value
                : null;
        }
        catch (MlTrackException gone) when (gone.ErrorCode == MlTrackErrorCode.ResourceDoesNotExist)
        {
            return null;
        }
    }
}
