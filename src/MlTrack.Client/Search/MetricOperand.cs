using MlTrack.Internal.Search;

namespace MlTrack.Search;

/// <summary>A metric of a run in a <see cref="RunFilter"/>: its latest value, or what a function makes of all its values.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class MetricOperand
{
    private readonly FilterField _field;

    internal MetricOperand(FilterField field) => _field = field;

    /// <summary>The smallest value there ever was. Only in <see cref="FilterDialect.Extended"/>.</summary>
    public MetricOperand Min => With(FieldFunction.Min);

    /// <summary>The greatest value there ever was. Only in <see cref="FilterDialect.Extended"/>.</summary>
    public MetricOperand Max => With(FieldFunction.Max);

    /// <summary>The better of <see cref="Min"/> and <see cref="Max"/>, by what <see cref="MetricDirections.Guess"/> says. Only in <see cref="FilterDialect.Extended"/>.</summary>
    public MetricOperand Best => With(FieldFunction.Best);

    /// <summary>The value of the first step. Only in <see cref="FilterDialect.Extended"/>.</summary>
    public MetricOperand First => With(FieldFunction.First);

    /// <summary>The latest value, said aloud. Only in <see cref="FilterDialect.Extended"/>.</summary>
    public MetricOperand Last => With(FieldFunction.Last);

    /// <summary>It equals the value.</summary>
    /// <param name="left">What is compared.</param>
    /// <param name="right">A number other than NaN.</param>
    /// <returns>The filter.</returns>
    public static RunFilter operator ==(MetricOperand left, double right) => RunFilter.NotNull(left).Compare(Comparators.Equal, right);

    /// <summary>It is unequal to the value.</summary>
    /// <param name="left">What is compared.</param>
    /// <param name="right">A number other than NaN.</param>
    /// <returns>The filter.</returns>
    public static RunFilter operator !=(MetricOperand left, double right) => RunFilter.NotNull(left).Compare(Comparators.NotEqual, right);

    /// <summary>It is less than the value.</summary>
    /// <param name="left">What is compared.</param>
    /// <param name="right">A number other than NaN.</param>
    /// <returns>The filter.</returns>
    public static RunFilter operator <(MetricOperand left, double right) => RunFilter.NotNull(left).Compare(Comparators.Less, right);

    /// <summary>It is at most the value.</summary>
    /// <param name="left">What is compared.</param>
    /// <param name="right">A number other than NaN.</param>
    /// <returns>The filter.</returns>
    public static RunFilter operator <=(MetricOperand left, double right) => RunFilter.NotNull(left).Compare(Comparators.LessOrEqual, right);

    /// <summary>It is greater than the value.</summary>
    /// <param name="left">What is compared.</param>
    /// <param name="right">A number other than NaN.</param>
    /// <returns>The filter.</returns>
    public static RunFilter operator >(MetricOperand left, double right) => RunFilter.NotNull(left).Compare(Comparators.Greater, right);

    /// <summary>It is at least the value.</summary>
    /// <param name="left">What is compared.</param>
    /// <param name="right">A number other than NaN.</param>
    /// <returns>The filter.</returns>
    public static RunFilter operator >=(MetricOperand left, double right) => RunFilter.NotNull(left).Compare(Comparators.GreaterOrEqual, right);

    /// <summary>Compares the operands themselves; the operators with a value make filters instead.</summary>
    /// <param name="obj">Another operand.</param>
    /// <returns>True when it names the same thing.</returns>
    public override bool Equals(object? obj) => obj is MetricOperand other && _field.Equals(other._field);

    /// <inheritdoc/>
    public override int GetHashCode() => _field.GetHashCode();

    private RunFilter Compare(string comparator, double value) => RunFilter.Clause(_field, comparator, new FilterValue.Number(new FilterNumber(value)));

    private MetricOperand With(FieldFunction function) => new(_field with { Function = function });
}
