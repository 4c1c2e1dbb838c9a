using System.Collections.Concurrent;
using MlTrack.Stores;

namespace MlTrack.Client.Tests.Api.Support;

/// <summary>
/// A store of one experiment that can be written straight and fails as a test wants: every write is asked of <see cref="Fault"/> first and, if it
/// goes well, remembered in order. Everything that a run does not need is left out.
/// </summary>
internal sealed class ScriptedStore : UnsupportedStore, IDirectTrackingStore, IArtifactRepositoryProvider
{
    private readonly ConcurrentDictionary<string, ScriptedRunWriter> _writers = new();

    public ScriptedStore()
    {
        Experiments["0"] = new Experiment { ExperimentId = "0", Name = "Default" };
    }

    /// <summary>Gives the exception that a write shall fail with, or null; the text is such as <c>metric loss 0.5 @3</c>.</summary>
    public Func<string, Exception?> Fault { get; set; } = _ => null;

    /// <summary>What making an experiment throws, or null.</summary>
    public MlTrackException? StartFault { get; set; }

    public ConcurrentDictionary<string, Experiment> Experiments { get; } = new();

    public ConcurrentDictionary<string, RunRecord> Runs { get; } = new();

    /// <summary>Where artifacts go.</summary>
    public ScriptedArtifacts Artifacts { get; } = new();

    public bool IsDisposed { get; private set; }

    public ScriptedRunWriter WriterOf(string runId) => _writers[runId];

    public override ValueTask<Experiment?> FindExperimentByNameAsync(string name, CancellationToken cancellationToken = default) =>
        new(Experiments.Values.FirstOrDefault(experiment => experiment.Name == name));

    public override ValueTask<Experiment> GetExperimentAsync(string experimentId, CancellationToken cancellationToken = default) =>
        Experiments.TryGetValue(experimentId, out var experiment)
            ? new ValueTask<Experiment>(experiment)
            : throw new MlTrackException(MlTrackErrorCode.ResourceDoesNotExist, $"Could not find experiment with ID {experimentId}");

    public override ValueTask<string> CreateExperimentAsync(CreateExperimentRequest request, CancellationToken cancellationToken = default)
    {
        if (StartFault is not null)
        {
            throw StartFault;
        }

        var id = (Experiments.Count + 100).ToString(System.Globalization.CultureInfo.InvariantCulture);
        Experiments[id] = new Experiment { ExperimentId = id, Name = request.Name };
        return new ValueTask<string>(id);
    }

    public override ValueTask<RunRecord> CreateRunAsync(CreateRunRequest request, CancellationToken cancellationToken = default)
    {
        var tags = request.Tags.ToDictionary(tag => tag.Key, tag => tag.Value);
        var record = new RunRecord
        {
            Info = new RunInfo
            {
                RunId = Guid.NewGuid().ToString("N"),
                ExperimentId = request.ExperimentId,
                RunName = request.RunName ?? "generated",
                UserId = request.UserId,
                StartTime = request.StartTime ?? DateTimeOffset.UnixEpoch,
            },
            Data = new RunData { Tags = tags },
        };
        Runs[record.Info.RunId] = record;
        return new ValueTask<RunRecord>(record);
    }

    public override ValueTask<RunRecord> GetRunAsync(string runId, CancellationToken cancellationToken = default) =>
        Runs.TryGetValue(runId, out var run)
            ? new ValueTask<RunRecord>(run)
            : throw new MlTrackException(MlTrackErrorCode.ResourceDoesNotExist, $"Run '{runId}' not found");

    public ValueTask<IRunWriter> OpenRunWriterAsync(string runId, CancellationToken cancellationToken = default)
    {
        var writer = new ScriptedRunWriter(this, runId);
        _writers[runId] = writer;
        return new ValueTask<IRunWriter>(writer);
    }

    public ValueTask<IArtifactRepository> GetRunArtifactsAsync(RunInfo run, CancellationToken cancellationToken = default) =>
        new(Artifacts.Missing is { } fault ? throw fault : Artifacts);

    public ValueTask<IArtifactRepository> GetModelArtifactsAsync(LoggedModel model, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public override void Dispose() => IsDisposed = true;

    internal RunInfo Change(string runId, RunUpdate update)
    {
        var record = Runs[runId];
        var info = record.Info with
        {
            Status = update.Status ?? record.Info.Status,
            EndTime = update.EndTime ?? record.Info.EndTime,
            RunName = update.RunName ?? record.Info.RunName,
        };
        Runs[runId] = record with { Info = info };
        return info;
    }
}
