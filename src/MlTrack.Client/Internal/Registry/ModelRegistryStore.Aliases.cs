using MlTrack.Internal.Context;
using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Rules;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.Registry;

/// <content>Aliases, their journal and their guards.</content>
internal sealed partial class ModelRegistryStore
{
    /// <inheritdoc/>
    public ValueTask SetRegisteredModelAliasAsync(string name, string alias, string version, CancellationToken cancellationToken = default)
    {
        Guard.NotNull(version);
        return MoveAliasAsync(name, alias, version, movedBy: null, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DeleteRegisteredModelAliasAsync(string name, string alias, CancellationToken cancellationToken = default) =>
        MoveAliasAsync(name, alias, version: null, movedBy: null, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask MoveAliasAsync(string name, string alias, string? version, string? movedBy = null, CancellationToken cancellationToken = default)
    {
        RegistryRules.RequireName(name);
        BatchRules.Require(version is null ? Names.CheckAlias(alias) : Names.CheckNewAlias(alias));
        while (true)
        {
            var (model, candidate) = await Do(() => (Require(name), version is null ? null : RequireVersion(name, version).Entity), cancellationToken).ConfigureAwait(false);
            model.Aliases.TryGetValue(alias, out var holder);
            if (candidate is null && holder is null)
            {
                return;
            }

            if (candidate is not null && candidate.Version != holder)
            {
                await CheckGuardsAsync(model, alias, candidate, holder, cancellationToken).ConfigureAwait(false);
            }

            if (await Do(() => TryMove(name, Move(alias, holder, candidate?.Version, movedBy)), cancellationToken).ConfigureAwait(false))
            {
                return;
            }

            // Somebody else has moved it since it was read, and the guards are to be asked about another holder.
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<AliasMove>> ListAliasMovesAsync(string name, CancellationToken cancellationToken = default) => Do(
        () =>
        {
            Require(name);
            return _backend.ListMoves(name);
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ModelVersion> GetModelVersionByAliasAsync(string name, string alias, CancellationToken cancellationToken = default) => Do(
        () =>
        {
            RegistryRules.RequireName(name);
            BatchRules.Require(Names.CheckAlias(alias));
            var model = Require(name);
            if (string.Equals(alias, RegistryRules.LatestAlias, StringComparison.OrdinalIgnoreCase))
            {
                // Python fails with a bare ValueError on a model without versions.
                var latest = RegistryRules.Latest(_backend.ListVersions(name), RegistryRules.Stages);
                return latest.Count > 0 ? latest[latest.Count - 1] : throw RegistryErrors.AliasNotFound(alias);
            }

            return model.Aliases.TryGetValue(alias, out var version) ? RequireVersion(name, version).Entity : throw RegistryErrors.AliasNotFound(alias);
        },
        cancellationToken);

    private bool TryMove(string name, AliasMove move)
    {
        if (!_backend.TryMoveAlias(name, move))
        {
            return false;
        }

        _backend.Touch(name, Now());
        return true;
    }

    private async ValueTask CheckGuardsAsync(RegisteredModel model, string alias, ModelVersion candidate, string? holder, CancellationToken cancellationToken)
    {
        var guards = AliasGuardTag.Read(model, alias);
        if (guards.Count > 0)
        {
            var held = holder is null
                ? null
                : await Do(() => _backend.FindVersion(model.Name, RegistryRules.ParseVersion(holder))?.Entity, cancellationToken).ConfigureAwait(false);
            await _guards.CheckAsync(guards, alias, candidate, held, cancellationToken).ConfigureAwait(false);
        }
    }

    private AliasMove Move(string alias, string? holder, string? version, string? movedBy) => new()
    {
        Alias = alias, Version = version, PreviousVersion = holder, Time = Now(), MovedBy = movedBy ?? RunContextTags.ReadUser(MlflowEnvironment.Process),
    };
}
