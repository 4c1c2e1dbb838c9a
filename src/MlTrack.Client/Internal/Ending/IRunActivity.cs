namespace MlTrack.Internal.Ending;

/// <summary>A store that can tell when something of a run changed last. Found by a type test.</summary>
internal interface IRunActivity
{
    /// <summary>Gives the time of the last change of anything of a run.</summary>
    ValueTask<DateTimeOffset> GetLastChangeAsync(string runId, CancellationToken cancellationToken);
}
