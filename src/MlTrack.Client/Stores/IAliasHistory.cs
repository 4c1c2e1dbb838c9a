namespace MlTrack.Stores;

/// <summary>A registry that keeps an append-only journal of its aliases and obeys their guards. MlTrack's folders and memory do; MLflow has nothing of the kind.</summary>
/// <remarks>Thread-safe, as the registry is.</remarks>
public interface IAliasHistory
{
    /// <summary>Points an alias to a version, or removes it, in the name of a user. Nothing happens when an alias that is not there is removed.</summary>
    /// <param name="name">The registered model's name.</param>
    /// <param name="alias">The alias.</param>
    /// <param name="version">The number as text; null to remove the alias.</param>
    /// <param name="movedBy">Who does it; null for the user of this process.</param>
    /// <param name="cancellationToken">Stops waiting before the move begins.</param>
    /// <returns>A task that ends when the alias is moved and the journal written.</returns>
    /// <exception cref="MlTrackException">As for an alias that is set or deleted; <see cref="MlTrackErrorCode.InvalidParameterValue"/> when a guard forbids it.</exception>
    ValueTask MoveAliasAsync(string name, string alias, string? version, string? movedBy = null, CancellationToken cancellationToken = default);

    /// <summary>Gives the journal of a registered model, the oldest line first.</summary>
    /// <param name="name">The registered model's name.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The moves.</returns>
    /// <exception cref="MlTrackException"><see cref="MlTrackErrorCode.ResourceDoesNotExist"/> when there is no such model.</exception>
    ValueTask<IReadOnlyList<AliasMove>> ListAliasMovesAsync(string name, CancellationToken cancellationToken = default);
}
