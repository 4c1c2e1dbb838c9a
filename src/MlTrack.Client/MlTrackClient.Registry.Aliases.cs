using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Registry;
using MlTrack.Internal.Rules;
using MlTrack.Internal.Text;
using MlTrack.Stores;

namespace MlTrack;

/// <content>Aliases, who moved them, and what a version must be to get them.</content>
public sealed partial class MlTrackClient
{
    /// <summary>Points an alias, such as <c>champion</c>, to a version: MLflow's <c>set_registered_model_alias</c>. It may have pointed elsewhere before.</summary>
    /// <param name="name">The name.</param>
    /// <param name="alias">The alias: letters, digits, <c>_</c> and <c>-</c>; not <c>latest</c>, not <c>v</c> and a number.</param>
    /// <param name="version">The version's number.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when the alias is set.</returns>
    /// <exception cref="MlTrackException">There is no such version, the alias breaks the rules, or its guard (<see cref="SetAliasGuardsAsync"/>) forbids it.</exception>
    public async Task SetRegisteredModelAliasAsync(string name, string alias, string version, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(name);
        Guard.NotNull(alias);
        Guard.NotNull(version);
        ThrowIfDisposed();
        await Registration.SetAliasAsync(name, alias, version, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes an alias: MLflow's <c>delete_registered_model_alias</c>. Nothing happens when there is none.</summary>
    /// <param name="name">The name.</param>
    /// <param name="alias">The alias.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when the alias is gone.</returns>
    /// <exception cref="MlTrackException">There is no such model, or the alias breaks the rules.</exception>
    public async Task DeleteRegisteredModelAliasAsync(string name, string alias, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(name);
        Guard.NotNull(alias);
        ThrowIfDisposed();
        await Registry.DeleteRegisteredModelAliasAsync(name, alias, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Says what a version must be before an alias may point to it. What the alias points to now is not looked at.</summary>
    /// <param name="name">The registered model's name.</param>
    /// <param name="alias">The alias, which need not exist.</param>
    /// <param name="guards">All demands, each of which must be met; none to take them away.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A task that ends when they are set.</returns>
    /// <exception cref="MlTrackException">There is no such model, or the alias breaks the rules.</exception>
    /// <remarks>
    /// They are kept in the tag <c>mltrack.guard.ALIAS</c> of the registered model. MlTrack's registries, its server's clients in any language, and this client on any server obey
    /// them; a program that moves the alias past MlTrack does not.
    /// </remarks>
    /// <example>
    /// <code>
    /// await client.SetAliasGuardsAsync("iris", "champion", [AliasGuard.AtLeast("auc", 0.9), AliasGuard.NotWorseThanHolder("auc", higherIsBetter: true, tolerance: 0.005)]);
    /// </code>
    /// </example>
    public async Task SetAliasGuardsAsync(string name, string alias, IReadOnlyList<AliasGuard> guards, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(name);
        Guard.NotNull(alias);
        Guard.NotNull(guards);
        ThrowIfDisposed();
        BatchRules.Require(Names.CheckNewAlias(alias));
        var key = AliasGuardTag.KeyOf(alias);
        await (guards.Count == 0
            ? Registry.DeleteRegisteredModelTagAsync(name, key, cancellationToken)
            : Registry.SetRegisteredModelTagAsync(name, new RunTag(key, AliasGuardTag.Format(guards)), cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>Gives what a version must be before an alias may point to it.</summary>
    /// <param name="name">The registered model's name.</param>
    /// <param name="alias">The alias.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The demands; none when nothing is demanded.</returns>
    /// <exception cref="MlTrackException">There is no such model, or the tag that holds them was changed to what cannot be understood.</exception>
    public async Task<IReadOnlyList<AliasGuard>> GetAliasGuardsAsync(string name, string alias, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(name);
        Guard.NotNull(alias);
        ThrowIfDisposed();
        return AliasGuardTag.Read(await Registry.GetRegisteredModelAsync(name, cancellationToken).ConfigureAwait(false), alias);
    }

    /// <summary>Gives the journal of a registered model's aliases, the oldest line first: who moved which alias when.</summary>
    /// <param name="name">The registered model's name.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The moves.</returns>
    /// <exception cref="MlTrackException"><see cref="MlTrackErrorCode.NotImplemented"/> when the registry keeps none, as a server of MLflow; or there is no such model.</exception>
    public async Task<IReadOnlyList<AliasMove>> ListAliasMovesAsync(string name, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(name);
        ThrowIfDisposed();
        return Registry is IAliasHistory history
            ? await history.ListAliasMovesAsync(name, cancellationToken).ConfigureAwait(false)
            : throw new MlTrackException(
                MlTrackErrorCode.NotImplemented, $"The registry '{Registry.Uri}' keeps no journal of its aliases; MlTrack's folders do. Ask on the machine of the server, with its folder as the store.");
    }
}
