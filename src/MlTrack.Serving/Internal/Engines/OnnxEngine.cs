using Microsoft.ML.OnnxRuntime;
using MlTrack.Models;

namespace MlTrack.Serving.Internal.Engines;

/// <summary>A graph of flavor <c>onnx</c>, fed as MLflow's wrapper feeds it: each column to the input of its name, or all columns side by side to the only input.</summary>
/// <remarks>Thread-safe, as a session of OnnxRuntime is.</remarks>
internal sealed class OnnxEngine : IScoringEngine
{
    internal const string FlavorName = "onnx";

    private readonly InferenceSession _session;
    private readonly Microsoft.ML.OnnxRuntime.RunOptions _options = new();

    private OnnxEngine(InferenceSession session)
    {
        _session = session;
        Inputs = ModelSchema.OfTensors(session.InputMetadata.Select(input => OnnxTensors.Describe(input.Key, input.Value)));
    }

    public string Flavor => FlavorName;

    public ModelSchema Inputs { get; }

    internal static OnnxEngine Load(string path)
    {
        try
        {
            return new OnnxEngine(new InferenceSession(path));
        }
        catch (OnnxRuntimeException fault)
        {
            throw new MlTrackException(MlTrackErrorCode.InvalidState, $"OnnxRuntime cannot load '{path}': {fault.Message}", fault) { Path = path };
        }
    }

    public IEnumerable<ScoringBatch> Score(IEnumerable<ScoringBatch> batches)
    {
        foreach (var batch in batches)
        {
            yield return Score(batch);
        }
    }

    public void Dispose()
    {
        _session.Dispose();
        _options.Dispose();
    }

    private ScoringBatch Score(ScoringBatch batch)
    {
        var inputs = new List<OrtValue>(_session.InputNames.Count);
        try
        {
            foreach (var name in _session.InputNames)
            {
                inputs.Add(OnnxTensors.Feed(name, _session.InputMetadata[name], Values(batch, name), batch.Rows));
            }

            using var outputs = _session.Run(_options, _session.InputNames, inputs, _session.OutputNames);
            return new ScoringBatch(batch.Rows, [.. outputs.Select((output, place) => OnnxTensors.Take(_session.OutputNames[place], output, batch.Rows))]);
        }
        catch (OnnxRuntimeException fault)
        {
            throw ScoringErrors.ModelFailed(fault);
        }
        finally
        {
            inputs.ForEach(input => input.Dispose());
        }
    }

    private IReadOnlyList<ScoringColumn> Values(ScoringBatch batch, string name) =>
        batch.Find(name) is { } column ? [column]
        : _session.InputNames.Count == 1 ? batch.Columns
        : throw ScoringErrors.Missing([name], [.. batch.Columns.Select(other => other.Name)]);
}
