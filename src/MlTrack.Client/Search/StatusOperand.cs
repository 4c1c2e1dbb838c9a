using MlTrack.Internal.Search;

namespace MlTrack.Search;

/// <summary>The state of a run in a <see cref="RunFilter"/>.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class StatusOperand
{
    private readonly FilterField _field = new(FieldKind.Attribute, "status", EntityAttribute.Status);

    internal StatusOperand()
    {
    }

    /// <summary>It equals the value.</summary>
    /// <param name="left">What is compared.</param>
    /// <param name="right">The state.</param>
    /// <returns>The filter.</returns>
    public static RunFilter operator ==(StatusOperand left, RunStatus right) => TextClauses.Compare(RunFilter.NotNull(left)._field, Comparators.Equal, right.ToText());

    /// <summary>It is unequal to the value.</summary>
    /// <param name="left">What is compared.</param>
    /// <param name="right">The state.</param>
    /// <returns>The filter.</returns>
    public static RunFilter operator !=(StatusOperand left, RunStatus right) => TextClauses.Compare(RunFilter.NotNull(left)._field, Comparators.NotEqual, right.ToText());

    /// <summary>It is one of some states. Only in <see cref="FilterDialect.Extended"/>.</summary>
    /// <param name="values">The states, at least one.</param>
    /// <returns>The filter.</returns>
    public RunFilter In(params RunStatus[] values) => TextClauses.InList(_field, Comparators.In, Array.ConvertAll(RunFilter.NotNull(values), v => v.ToText()));

    /// <summary>Compares the operands themselves; the operators with a value make filters instead.</summary>
    /// <param name="obj">Another operand.</param>
    /// <returns>True when it names the same thing.</returns>
    public override bool Equals(object? obj) => obj is StatusOperand other && _field.Equals(other._field);

    /// <inheritdoc/>
    public override int GetHashCode() => _field.GetHashCode();
}
