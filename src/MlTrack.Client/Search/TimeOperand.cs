using MlTrack.Internal.Search;

namespace MlTrack.Search;

/// <summary>A time of a run in a <see cref="RunFilter"/>. Times are compared in milliseconds, as MLflow keeps them.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class TimeOperand
{
    private readonly FilterField _field;

    internal TimeOperand(FilterField field) => _field = field;

    /// <summary>It equals the value.</summary>
    /// <param name="left">What is compared.</param>
    /// <param name="right">A time; what is below a millisecond is cut.</param>
    /// <returns>The filter.</returns>
    public static RunFilter operator ==(TimeOperand left, DateTimeOffset right) => RunFilter.NotNull(left).Compare(Comparators.Equal, right);

    /// <summary>It is unequal to the value.</summary>
    /// <param name="left">What is compared.</param>
    /// <param name="right">A time; what is below a millisecond is cut.</param>
    /// <returns>The filter.</returns>
    public static RunFilter operator !=(TimeOperand left, DateTimeOffset right) => RunFilter.NotNull(left).Compare(Comparators.NotEqual, right);

    /// <summary>It is less than the value.</summary>
    /// <param name="left">What is compared.</param>
    /// <param name="right">A time; what is below a millisecond is cut.</param>
    /// <returns>The filter.</returns>
    public static RunFilter operator <(TimeOperand left, DateTimeOffset right) => RunFilter.NotNull(left).Compare(Comparators.Less, right);

    /// <summary>It is at most the value.</summary>
    /// <param name="left">What is compared.</param>
    /// <param name="right">A time; what is below a millisecond is cut.</param>
    /// <returns>The filter.</returns>
    public static RunFilter operator <=(TimeOperand left, DateTimeOffset right) => RunFilter.NotNull(left).Compare(Comparators.LessOrEqual, right);

    /// <summary>It is greater than the value.</summary>
    /// <param name="left">What is compared.</param>
    /// <param name="right">A time; what is below a millisecond is cut.</param>
    /// <returns>The filter.</returns>
    public static RunFilter operator >(TimeOperand left, DateTimeOffset right) => RunFilter.NotNull(left).Compare(Comparators.Greater, right);

    /// <summary>It is at least the value.</summary>
    /// <param name="left">What is compared.</param>
    /// <param name="right">A time; what is below a millisecond is cut.</param>
    /// <returns>The filter.</returns>
    public static RunFilter operator >=(TimeOperand left, DateTimeOffset right) => RunFilter.NotNull(left).Compare(Comparators.GreaterOrEqual, right);

    /// <summary>Compares the operands themselves; the operators with a value make filters instead.</summary>
    /// <param name="obj">Another operand.</param>
    /// <returns>True when it names the same thing.</returns>
    public override bool Equals(object? obj) => obj is TimeOperand other && _field.Equals(other._field);

    /// <inheritdoc/>
    public override int GetHashCode() => _field.GetHashCode();

    private RunFilter Compare(string comparator, DateTimeOffset value)
    {
        var milliseconds = value.ToUnixTimeMilliseconds();
        return RunFilter.Clause(_field, comparator, new FilterValue.Number(new FilterNumber(milliseconds, milliseconds)));
    }
}
