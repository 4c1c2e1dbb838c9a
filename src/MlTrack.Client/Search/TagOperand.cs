using MlTrack.Internal.Search;

namespace MlTrack.Search;

/// <summary>A tag of a run in a <see cref="RunFilter"/>.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class TagOperand
{
    private readonly FilterField _field;

    internal TagOperand(FilterField field) => _field = field;

    /// <summary>It equals the value.</summary>
    /// <param name="left">What is compared.</param>
    /// <param name="right">The text, compared exactly.</param>
    /// <returns>The filter.</returns>
    public static RunFilter operator ==(TagOperand left, string right) => TextClauses.Compare(RunFilter.NotNull(left)._field, Comparators.Equal, right);

    /// <summary>It is unequal to the value.</summary>
    /// <param name="left">What is compared.</param>
    /// <param name="right">The text, compared exactly.</param>
    /// <returns>The filter.</returns>
    public static RunFilter operator !=(TagOperand left, string right) => TextClauses.Compare(RunFilter.NotNull(left)._field, Comparators.NotEqual, right);

    /// <summary>It matches a pattern: <c>%</c> stands for any characters, <c>_</c> for one, neither for a line feed.</summary>
    /// <param name="pattern">The pattern. There is no escape for <c>%</c> and <c>_</c>.</param>
    /// <returns>The filter.</returns>
    /// <exception cref="MlTrackException">The pattern cannot be quoted: it holds both kinds of quotes, or ends in a backslash.</exception>
    public RunFilter Like(string pattern) => TextClauses.Like(_field, Comparators.Like, pattern);

    /// <summary>It matches a pattern whatever the case of letters; see <see cref="Like"/>.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <returns>The filter.</returns>
    /// <exception cref="MlTrackException">The pattern cannot be quoted.</exception>
    public RunFilter ILike(string pattern) => TextClauses.Like(_field, Comparators.ILike, pattern);

    /// <summary>It is one of some texts. Only in <see cref="FilterDialect.Extended"/>.</summary>
    /// <param name="values">The texts, at least one.</param>
    /// <returns>The filter.</returns>
    public RunFilter In(params string[] values) => TextClauses.InList(_field, Comparators.In, values);

    /// <summary>It is there and none of some texts. Only in <see cref="FilterDialect.Extended"/>.</summary>
    /// <param name="values">The texts, at least one.</param>
    /// <returns>The filter.</returns>
    public RunFilter NotIn(params string[] values) => TextClauses.InList(_field, Comparators.NotIn, values);

    /// <summary>The run lacks it. An empty text is not lacking.</summary>
    /// <returns>The filter.</returns>
    public RunFilter IsNull() => RunFilter.Clause(_field, Comparators.IsNull, FilterValue.Nothing.Instance);

    /// <summary>The run has it.</summary>
    /// <returns>The filter.</returns>
    public RunFilter IsNotNull() => RunFilter.Clause(_field, Comparators.IsNotNull, FilterValue.Nothing.Instance);

    /// <summary>Compares the operands themselves; the operators with a value make filters instead.</summary>
    /// <param name="obj">Another operand.</param>
    /// <returns>True when it names the same thing.</returns>
    public override bool Equals(object? obj) => obj is TagOperand other && _field.Equals(other._field);

    /// <inheritdoc/>
    public override int GetHashCode() => _field.GetHashCode();
}
