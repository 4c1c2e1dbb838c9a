namespace MlTrack.Internal.SystemMetrics;

/// <summary>The samples that make one point of each system metric. Not thread-safe.</summary>
internal sealed class SystemSamples
{
    private readonly Dictionary<string, (double Sum, int Count)> _means = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> _totals = new(StringComparer.Ordinal);

    /// <summary>Adds a value of which the mean is published, rounded to one decimal as in MLflow.</summary>
    internal void Add(string name, double value)
    {
        _means.TryGetValue(name, out var before);
        _means[name] = (before.Sum + value, before.Count + 1);
    }

    /// <summary>Sets a running total, of which the last is published as it is.</summary>
    internal void SetTotal(string name, double value) => _totals[name] = value;

    /// <summary>Gives the points and starts anew.</summary>
    internal IReadOnlyList<KeyValuePair<string, double>> Take()
    {
        var points = new List<KeyValuePair<string, double>>(_means.Count + _totals.Count);
        foreach (var mean in _means)
        {
            points.Add(new KeyValuePair<string, double>(mean.Key, Math.Round(mean.Value.Sum / mean.Value.Count, 1, MidpointRounding.ToEven)));
        }

        points.AddRange(_totals);
        _means.Clear();
        _totals.Clear();
        return points;
    }
}
