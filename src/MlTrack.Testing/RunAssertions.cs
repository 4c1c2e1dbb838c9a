using MlTrack.Testing.Internal;

namespace MlTrack.Testing;

/// <summary>What a test demands of a run. Every member throws when it is not so.</summary>
/// <remarks>Immutable: threads may share it. It sees the run as it was when <see cref="RunAssertionExtensions.Should(RunRecord)"/> was called.</remarks>
public sealed class RunAssertions
{
    private readonly RunRecord _run;
    private readonly RunFailures? _failures;
    private readonly MlTrackClient? _client;

    internal RunAssertions(RunRecord run, RunFailures? failures, MlTrackClient? client)
    {
        _run = run;
        _failures = failures;
        _client = client;
    }

    private string Name => $"run '{_run.Info.RunName}' ({_run.Info.RunId})";

    /// <summary>Demands a metric.</summary>
    /// <param name="key">Its key.</param>
    /// <returns>The metric, to demand more of it.</returns>
    /// <exception cref="ModelAssertionException">There is none; the message lists those that there are.</exception>
    public MetricAssertion HaveMetric(string key)
    {
        Guard.NotNull(key);
        return _run.Data.Metrics.TryGetValue(key, out var metric)
            ? new MetricAssertion(this, metric, Name)
            : throw Missing("metric", key, _run.Data.Metrics.Keys);
    }

    /// <summary>Demands a param.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="value">Its value; null for any.</param>
    /// <exception cref="ModelAssertionException">There is none, or it has another value.</exception>
    public RunAssertions HaveParam(string key, string? value = null) => HaveText("param", _run.Data.Params, key, value);

    /// <summary>Demands a tag.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="value">Its value; null for any.</param>
    /// <exception cref="ModelAssertionException">There is none, or it has another value.</exception>
    public RunAssertions HaveTag(string key, string? value = null) => HaveText("tag", _run.Data.Tags, key, value);

    /// <summary>Demands a data set among the inputs.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="digest">Its digest, where the test must run on these data and no others; null for any.</param>
    /// <exception cref="ModelAssertionException">There is none, or it has another digest.</exception>
    public RunAssertions HaveDataset(string name, string? digest = null)
    {
        Guard.NotNull(name);
        var named = _run.Inputs.Datasets.Select(input => input.Dataset).Where(dataset => dataset.Name == name).ToArray();
        if (named.Length == 0)
        {
            throw Missing("data set", name, _run.Inputs.Datasets.Select(input => input.Dataset.Name));
        }

        return digest is null || named.Any(dataset => dataset.Digest == digest)
            ? this
            : throw new ModelAssertionException($"Data set '{name}' of {Name} has the digest {Text.List(named.Select(dataset => dataset.Digest))}, and should have '{digest}': the data has changed.");
    }

    /// <summary>Demands a status.</summary>
    /// <param name="status">The status.</param>
    /// <exception cref="ModelAssertionException">It has another one.</exception>
    public RunAssertions HaveStatus(RunStatus status) => _run.Info.Status == status
        ? this
        : throw new ModelAssertionException($"The status of {Name} is {_run.Info.Status}, and should be {status}.");

    /// <summary>Demands that nothing went wrong in logging. For live runs only; a run that was read back does not know.</summary>
    /// <exception cref="ModelAssertionException">Something did.</exception>
    public RunAssertions HaveNoFailures() => _failures is not { TotalCount: > 0 } failures
        ? this
        : throw new ModelAssertionException($"Logging {Name} failed {failures.TotalCount} times, first: {failures.First().Message}");

    /// <summary>Demands that metrics are not worse than those of another run.</summary>
    /// <param name="baseline">The other run; null demands nothing, since the first model has none before it.</param>
    /// <param name="tolerance">By how much each may be worse, in its unit.</param>
    /// <param name="metrics">The metrics' keys; none for all that both runs have.</param>
    /// <exception cref="ModelAssertionException">One or more are worse, or missing; the message names all of them.</exception>
    public RunAssertions NotBeWorseThan(RunRecord? baseline, double tolerance, params string[] metrics)
    {
        Guard.NotNull(metrics);
        if (baseline is null)
        {
            return this;
        }

        var keys = metrics.Length > 0 ? metrics : _run.Data.Metrics.Keys.Where(baseline.Data.Metrics.ContainsKey).ToArray();
        var faults = new List<string>();
        foreach (var key in keys.OrderBy(key => key, StringComparer.Ordinal))
        {
            try
            {
                HaveMetric(key).NotWorseThan(baseline, tolerance);
            }
            catch (ModelAssertionException fault)
            {
                faults.Add(fault.Message);
            }
        }

        return faults.Count == 0
            ? this
            : throw new ModelAssertionException($"The model is worse than {baseline.Info.RunName} ({baseline.Info.RunId}): {string.Join(" ", faults)}");
    }

    // An assertion is a statement, not something to await: see RunAssertionExtensions.Should.
    internal RunRecord? FindBaseline(string modelUri, MlTrackClient? registry)
    {
        Guard.NotNull(modelUri);
        var client = registry ?? _client ?? throw new InvalidOperationException($"Where '{modelUri}' is registered is not known of a run that was read: give the registry's client.");
        return Task.Run(() => Baseline.FindAsync(client, modelUri)).GetAwaiter().GetResult();
    }

    private RunAssertions HaveText(string kind, IReadOnlyDictionary<string, string> all, string key, string? value)
    {
        Guard.NotNull(key);
        if (!all.TryGetValue(key, out var actual))
        {
            throw Missing(kind, key, all.Keys);
        }

        return value is null || actual == value
            ? this
            : throw new ModelAssertionException($"The {kind} '{key}' of {Name} is '{actual}', and should be '{value}'.");
    }

    private ModelAssertionException Missing(string kind, string key, IEnumerable<string> there) =>
        new($"There is no {kind} '{key}' in {Name}. There is: {Text.List(there)}.");
}
