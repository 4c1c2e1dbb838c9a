using MlTrack.Internal.Search;

namespace MlTrack.Search;

/// <summary>
/// A param of a run in a <see cref="RunFilter"/>. Compared with a text it is a text, as in MLflow; compared with a number it is read as one
/// (only in <see cref="FilterDialect.Extended"/>), and a param that is no number then fits nothing.
/// </summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class ParamOperand
{
    private readonly FilterField _field;

    internal ParamOperand(FilterField field) => _field = field;

    /// <summary>It equals the value.</summary>
    /// <param name="left">What is compared.</param>
    /// <param name="right">The text, compared exactly.</param>
    /// <returns>The filter.</returns>
    public static RunFilter operator ==(ParamOperand left, string right) => TextClauses.Compare(RunFilter.NotNull(left)._field, Comparators.Equal, right);

    /// <summary>It is unequal to the value.</summary>
    /// <param name="left">What is compared.</param>
    /// <param name="right">The text, compared exactly.</param>
    /// <returns>The filter.</returns>
    public static RunFilter operator !=(ParamOperand left, string right) => TextClauses.Compare(RunFilter.NotNull(left)._field, Comparators.NotEqual, right);

    /// <summary>It equals the value.</summary>
    /// <param name="left">What is compared.</param>
    /// <param name="right">A number other than NaN.</param>
    /// <returns>The filter.</returns>
    public static RunFilter operator ==(ParamOperand left, double right) => RunFilter.NotNull(left).Compare(Comparators.Equal, right);

    /// <summary>It is unequal to the value.</summary>
    /// <param name="left">What is compared.</param>
    /// <param name="right">A number other than NaN.</param>
    /// <returns>The filter.</returns>
    public static RunFilter operator !=(ParamOperand left, double right) => RunFilter.NotNull(left).Compare(Comparators.NotEqual, right);

    /// <summary>It is less than the value.</summary>
    /// <param name="left">What is compared.</param>
    /// <param name="right">A number other than NaN.</param>
    /// <returns>The filter.</returns>
    public static RunFilter operator <(ParamOperand left, double right) => RunFilter.NotNull(left).Compare(Comparators.Less, right);

    /// <summary>It is at most the value.</summary>
    /// <param name="left">What is compared.</param>
    /// <param name="right">A number other than NaN.</param>
    /// <returns>The filter.</returns>
    public static RunFilter operator <=(ParamOperand left, double right) => RunFilter.NotNull(left).Compare(Comparators.LessOrEqual, right);

    /// <summary>It is greater than the value.</summary>
    /// <param name="left">What is compared.</param>
    /// <param name="right">A number other than NaN.</param>
    /// <returns>The filter.</returns>
    public static RunFilter operator >(ParamOperand left, double right) => RunFilter.NotNull(left).Compare(Comparators.Greater, right);

    /// <summary>It is at least the value.</summary>
    /// <param name="left">What is compared.</param>
    /// <param name="right">A number other than NaN.</param>
    /// <returns>The filter.</returns>
    public static RunFilter operator >=(ParamOperand left, double right) => RunFilter.NotNull(left).Compare(Comparators.GreaterOrEqual, right);

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
    public override bool Equals(object? obj) => obj is ParamOperand other && _field.Equals(other._field);

    /// <inheritdoc/>
    public override int GetHashCode() => _field.GetHashCode();

    private RunFilter Compare(string comparator, double value) =>
        RunFilter.Clause(_field with { Function = FieldFunction.Number }, comparator, new FilterValue.Number(new FilterNumber(value)));
}
